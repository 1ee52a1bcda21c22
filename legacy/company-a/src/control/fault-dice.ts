export interface Faults {
  latencyMs?: { p50: number; p99: number }
  errorRate?: number
  outage?: boolean
  commitThenTimeoutRate?: number
  hangMs?: number
  dropWebhookRate?: number
  overloadAboveRps?: number
  clockAdvanceMs?: number
  rng?: number
}

export type Refusal = { code: 'unavailable' | 'overloaded'; retryAfterS: number }

const DEFAULT_HANG_MS = 30_000
/** The 99th percentile of the standard normal distribution. */
const Z99 = 2.326

/** mulberry32: small, fast, and the same draws for the same start. */
function generator(start: number): () => number {
  let state = start >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** The faults in force and the draws that decide about them (behaviour note, section 10). A draw happens only where its fault is set. */
export class FaultDice {
  #faults: Faults = {}
  #random = generator(Date.now())
  #second = 0
  #calls = 0

  /** Replaces the whole set; `rng` starts the draws anew. */
  set(faults: Faults): void {
    this.#faults = faults
    if (faults.rng !== undefined) this.#random = generator(faults.rng)
  }

  /** Outage or overload. Counts the call; overload goes by the wall clock, not by the server's. */
  refusalAtTheDoor(): Refusal | undefined {
    const second = Math.floor(Date.now() / 1000)
    if (second !== this.#second) {
      this.#second = second
      this.#calls = 0
    }
    this.#calls += 1
    if (this.#faults.outage === true) return { code: 'unavailable', retryAfterS: 5 }
    const bound = this.#faults.overloadAboveRps ?? 0
    return bound > 0 && this.#calls > bound ? { code: 'overloaded', retryAfterS: 1 } : undefined
  }

  /** Milliseconds to add to this call: log-normal with the two quantiles that were set. */
  latencyMs(): number {
    const { p50, p99 } = this.#faults.latencyMs ?? { p50: 0, p99: 0 }
    if (p50 === 0) return 0
    const sigma = p99 > p50 ? Math.log(p99 / p50) / Z99 : 0
    const normal = Math.sqrt(-2 * Math.log(1 - this.#random())) * Math.cos(2 * Math.PI * this.#random())
    return p50 * Math.exp(sigma * normal)
  }

  error(): Refusal | undefined {
    return this.#hits(this.#faults.errorRate) ? { code: 'unavailable', retryAfterS: 1 } : undefined
  }

  /** How long to hold the answer of a call whose work is committed, before the socket closes; undefined = answer it. */
  commitThenTimeoutMs(): number | undefined {
    return this.#hits(this.#faults.commitThenTimeoutRate) ? (this.#faults.hangMs ?? DEFAULT_HANG_MS) : undefined
  }

  dropsWebhook(): boolean {
    return this.#hits(this.#faults.dropWebhookRate)
  }

  #hits(rate = 0): boolean {
    return rate > 0 && this.#random() < rate
  }
}
