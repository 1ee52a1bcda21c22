import type { ServerClock } from '../clock.ts'
import { Problem } from '../problem.ts'

const LIMIT = 10
const WINDOW_MS = 60_000
const KEPT_EMAILS = 100_000

/** Failed log-ins per e-mail: ten within 60 s close it until those 60 s are over, also for the right password. Not kept over a restart. */
export class LoginFailures {
  readonly #clock: ServerClock
  readonly #failures = new Map<string, number[]>()

  constructor(clock: ServerClock) {
    this.#clock = clock
  }

  /** 429 `rate-limited` while the e-mail is closed. */
  refuseIfClosed(email: string): void {
    const times = this.#failures.get(email)
    const oldest = times?.[0]
    if (!times || oldest === undefined || times.length < LIMIT) return
    const leftMs = oldest + WINDOW_MS - this.#clock.nowMs()
    if (leftMs > 0) throw new Problem('rate-limited', {}, Math.max(1, Math.ceil(leftMs / 1000)))
  }

  add(email: string): void {
    const nowMs = this.#clock.nowMs()
    const recent = (this.#failures.get(email) ?? []).filter((at) => at > nowMs - WINDOW_MS)
    this.#failures.delete(email)
    this.#failures.set(email, [...recent, nowMs].slice(-LIMIT))
    if (this.#failures.size > KEPT_EMAILS) for (const oldest of this.#failures.keys()) { this.#failures.delete(oldest); break }
  }

  reset(): void {
    this.#failures.clear()
  }
}
