import type { Clock } from './clock.ts'
import { Refusal } from './refusal.ts'
import type { Ring } from './rings.ts'
import type { Session } from './sessions.ts'

interface HeldPoll {
  readonly deadline: number
  readonly end: () => void
  timer: NodeJS.Timeout
}

/** Long polls: answers at once when there is something to tell, else holds the call (section 9). */
export class Polls {
  readonly #clock: Clock
  readonly #boot: () => string
  readonly #held = new Set<HeldPoll>()

  constructor(clock: Clock, boot: () => string) {
    this.#clock = clock
    this.#boot = boot
  }

  /**
   * Events after `since`, waiting up to `waitMs` of server time for the first. `whenClosed` is told how to let go
   * if the caller hangs up. Rejects with err 5 when the session ends meanwhile.
   */
  poll(session: Session, ring: Ring, since: number, waitMs: number, whenClosed: (letGo: () => void) => void): string | Promise<string> {
    if (since === -1) return this.#answer(ring, 0, [])
    const { lost, events } = ring.after(since)
    if (lost || events.length > 0 || waitMs === 0) return this.#answer(ring, lost, events)
    return new Promise((resolve, reject) => {
      const letGo = () => {
        clearTimeout(poll.timer)
        this.#held.delete(poll)
        ring.waiting.delete(wake)
        session.onEnd.delete(ended)
      }
      const end = () => {
        letGo()
        const { lost: fell, events: found } = ring.after(since)
        resolve(this.#answer(ring, fell, found))
      }
      // One call may raise many events: answer after it is through, with all of them.
      const wake = () => {
        ring.waiting.delete(wake)
        setImmediate(() => {
          if (this.#held.has(poll)) end()
        })
      }
      const ended = () => {
        letGo()
        reject(new Refusal(5))
      }
      const poll: HeldPoll = { deadline: this.#clock.now() + waitMs, end, timer: setTimeout(end, waitMs) }
      this.#held.add(poll)
      ring.waiting.add(wake)
      session.onEnd.add(ended)
      whenClosed(letGo)
    })
  }

  /** After the clock was moved: ends what is due, re-arms the rest. */
  clockMoved(): void {
    const now = this.#clock.now()
    for (const poll of [...this.#held]) {
      clearTimeout(poll.timer)
      if (poll.deadline <= now) poll.end()
      else poll.timer = setTimeout(poll.end, poll.deadline - now)
    }
  }

  /** Answers every held poll with what there is. */
  endAll(): void {
    for (const poll of [...this.#held]) poll.end()
  }

  #answer(ring: Ring, lost: 0 | 1, events: readonly string[]): string {
    return `{"ok":1,"boot":"${this.#boot()}","n":${ring.n},"lost":${lost},"ev":[${events.join(',')}]}`
  }
}
