import { setTimeout as sleep } from 'node:timers/promises'

export interface EventuallyOptions {
  /** Gives up after this long and throws what `attempt` threw last; default 5,000. */
  timeoutMs?: number
  /** Default 20. */
  everyMs?: number
}

/**
 * Repeats `attempt` until it neither throws nor answers `false` or `undefined`, and answers its result.
 * For what becomes true in its own time; assertions inside `attempt` give the message of the failure.
 */
export async function eventually<T>(
  attempt: () => T | Promise<T>,
  options: EventuallyOptions = {},
): Promise<Exclude<T, false | undefined>> {
  const { timeoutMs = 5_000, everyMs = 20 } = options
  const deadline = performance.now() + timeoutMs
  for (;;) {
    let failure: unknown
    try {
      const result = await attempt()
      if (isThere(result)) return result
      failure = new Error(`still ${String(result)} after ${timeoutMs} ms`)
    } catch (error) {
      failure = error
    }
    if (performance.now() > deadline) throw failure
    await sleep(everyMs)
  }
}

function isThere<T>(result: T): result is Exclude<T, false | undefined> {
  return result !== undefined && result !== false
}
