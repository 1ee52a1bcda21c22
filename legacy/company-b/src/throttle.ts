import type { Clock } from './clock.ts'
import { MINUTE, SECOND } from './clock.ts'
import { Refusal } from './refusal.ts'

/** `count` calls in each window of `seconds`. */
export interface Limit {
  readonly count: number
  readonly seconds: number
}

export interface Limits {
  readonly calls: Limit
  readonly send: Limit
  readonly partner: Limit
  readonly partnerSend: Limit
}

/** Section 1 of the behaviour note. */
export const DEFAULT_LIMITS: Limits = {
  calls: { count: 30, seconds: 1 },
  send: { count: 20, seconds: 10 },
  partner: { count: 500, seconds: 1 },
  partnerSend: { count: 100, seconds: 10 },
}

const WRONG_PINS = 10

/** Counters of calls and sends in windows fixed on the server clock, and of wrong pins (section 3). Memory only. */
export class Throttle {
  readonly #limits: Limits
  readonly #clock: Clock
  readonly #counters: Record<keyof Limits, Map<string | number, { window: number; used: number }>> = {
    calls: new Map(), send: new Map(), partner: new Map(), partnerSend: new Map(),
  }
  readonly #wrongPins = new Map<string, number[]>()

  constructor(limits: Limits, clock: Clock) {
    this.#limits = limits
    this.#clock = clock
  }

  /** Counts one use; err 17 with the seconds to the window's end when it is one too many. */
  count(kind: keyof Limits, who: string | number): void {
    const limit = this.#limits[kind]
    const now = this.#clock.now()
    const length = limit.seconds * SECOND
    const window = Math.floor(now / length)
    const counters = this.#counters[kind]
    let counter = counters.get(who)
    if (!counter) counters.set(who, (counter = { window, used: 0 }))
    if (counter.window !== window) {
      counter.window = window
      counter.used = 0
    }
    counter.used += 1
    if (counter.used > limit.count) throw Refusal.slowDown((window + 1) * length - now)
  }

  /** err 17 while ten wrong pins were given for these nine digits within the last minute. */
  admitPin(nine: string): void {
    const tries = this.#recentPins(nine)
    const oldest = tries.at(-WRONG_PINS)
    if (oldest !== undefined) throw Refusal.slowDown(oldest + MINUTE - this.#clock.now())
  }

  /** Remembers a wrong pin. */
  wrongPin(nine: string): void {
    this.#wrongPins.set(nine, [...this.#recentPins(nine), this.#clock.now()])
  }

  #recentPins(nine: string): number[] {
    const now = this.#clock.now()
    return (this.#wrongPins.get(nine) ?? []).filter((at) => at > now - MINUTE)
  }

  /** Drops counters of closed windows, so that memory follows the callers of the moment. */
  sweep(): void {
    const now = this.#clock.now()
    for (const kind of Object.keys(this.#counters) as (keyof Limits)[]) {
      const window = Math.floor(now / (this.#limits[kind].seconds * SECOND))
      for (const [who, counter] of this.#counters[kind]) if (counter.window !== window) this.#counters[kind].delete(who)
    }
    for (const nine of this.#wrongPins.keys()) if (this.#recentPins(nine).length === 0) this.#wrongPins.delete(nine)
  }

  clear(): void {
    for (const counters of Object.values(this.#counters)) counters.clear()
    this.#wrongPins.clear()
  }
}
