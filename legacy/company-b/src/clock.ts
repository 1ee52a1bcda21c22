export const SECOND = 1_000
export const MINUTE = 60 * SECOND
export const DAY = 24 * 60 * MINUTE

/** The server clock: wall clock plus what tests moved it forward by (behaviour note, section 10). */
export class Clock {
  #offset: number

  constructor(offset: number) {
    this.#offset = offset
  }

  /** Server time in epoch milliseconds. */
  now(): number {
    return Date.now() + this.#offset
  }

  /** How far the clock stands ahead of the wall clock, in milliseconds. */
  get offset(): number {
    return this.#offset
  }

  set offset(ms: number) {
    this.#offset = ms
  }
}
