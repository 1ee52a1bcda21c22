import { randomFillSync } from 'node:crypto'
import { v7 } from 'uuid'

const PATTERN = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/** Whether the text is an id as the contract writes them: UUIDv7, lower case. */
export function isId(text: string): boolean {
  return PATTERN.test(text)
}

/** Makes UUIDv7 ids that strictly ascend, whatever the clock does (behaviour note, sections 7 and 8). */
export class AscendingIds {
  #ms = 0
  #count = 0
  // Random bytes are drawn for many ids at once: one draw each was a tenth of the cost of a send.
  readonly #pool = new Uint8Array(16 * 256)
  #drawn = this.#pool.length

  /** `last` is the newest id ever given, so that ids ascend over a restart too. */
  constructor(last?: string) {
    if (last !== undefined) this.#ms = Number.parseInt(last.slice(0, 8) + last.slice(9, 13), 16) + 1
  }

  next(nowMs: number): string {
    if (nowMs > this.#ms) {
      this.#ms = nowMs
      this.#count = 0
    } else {
      this.#count += 1
    }
    return v7({ msecs: this.#ms, seq: this.#count, random: this.#random() })
  }

  #random(): Uint8Array {
    if (this.#drawn === this.#pool.length) {
      randomFillSync(this.#pool)
      this.#drawn = 0
    }
    this.#drawn += 16
    return this.#pool.subarray(this.#drawn - 16, this.#drawn)
  }

  /** Starts over; only after everything was deleted. */
  reset(): void {
    this.#ms = 0
    this.#count = 0
  }
}
