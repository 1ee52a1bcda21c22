import { SwitchboardError } from '@switchboard/domain/errors'

/**
 * Lets only as many attempts at one subject run side by side as failures are left, so that guesses made at once gain
 * nothing in this process. (Other processes may each add as many as were left when they looked.) The rest wait their turn.
 */
export interface Door {
  /** `left` tells how many more failures are allowed, or throws. Answers how to leave. */
  enter(left: () => Promise<number>): Promise<() => void>
}

/** Milliseconds that an attempt waits for those before it, and how many may wait. */
const patienceMs = 5_000
const mostWaiting = 500

export function createDoor(onEmpty: () => void): Door {
  const waiting: (() => void)[] = []
  let inside = 0
  let entering = 0
  const settle = () => { if (inside === 0 && entering === 0) onEmpty() }
  const leave = () => {
    inside -= 1
    waiting.shift()?.()
    settle()
  }

  return {
    async enter(left) {
      entering += 1
      const deadline = performance.now() + patienceMs
      try {
        for (;;) {
          const room = await left()
          if (inside < room) {
            inside += 1
            return leave
          }
          if (waiting.length >= mostWaiting || performance.now() >= deadline) throw shutFor(1_000)
          await turn(waiting, deadline - performance.now())
        }
      } catch (error) {
        // Whoever waited behind this one finds out for itself.
        waiting.shift()?.()
        throw error
      } finally {
        entering -= 1
        settle()
      }
    },
  }
}

function turn(waiting: (() => void)[], atMostMs: number): Promise<undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>()
  const timer = setTimeout(() => {
    const at = waiting.indexOf(called)
    if (at !== -1) waiting.splice(at, 1)
    resolve(undefined)
  }, atMostMs)
  const called = () => {
    clearTimeout(timer)
    resolve(undefined)
  }
  waiting.push(called)
  return promise
}

/** The refusal that says when to come again. */
export function shutFor(ms: number): SwitchboardError {
  return new SwitchboardError('RATE_LIMITED', undefined, { details: { retryAfterSeconds: Math.max(1, Math.ceil(ms / 1_000)) } })
}
