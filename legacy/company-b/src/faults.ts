import { randomInt } from 'node:crypto'
import { z } from 'zod'
import { Random } from './random.ts'

const rate = z.number().min(0).max(1).optional()

/** `Faults` of the contract. */
export const FaultSet = z.strictObject({
  latencyMs: z.object({ p50: z.number().min(0), p99: z.number().min(0) }).optional(),
  errorRate: rate,
  outage: z.boolean().optional(),
  commitThenTimeoutRate: rate,
  hangMs: z.int().min(0).max(120_000).optional(),
  dropPollRate: rate,
  overloadAboveRps: z.int().min(0).optional(),
  clockAdvanceMs: z.int().min(0).optional(),
  rng: z.int().optional(),
})
export type FaultSet = z.infer<typeof FaultSet>

const DEFAULT_HANG_MS = 30_000
/** How many sigmas lie between the median and the 99th percentile of a normal. */
const SIGMAS_TO_P99 = 2.326

/** What goes wrong on purpose (section 10). Only rates above 0 draw from the generator, so draws repeat after `rng`. */
export class Faults {
  #set: FaultSet = {}
  #random = new Random(randomInt(2 ** 31))
  #second = 0
  #requests = 0

  /** Replaces the whole set. */
  replace(set: FaultSet): void {
    this.#set = set
    if (set.rng !== undefined) this.#random = new Random(set.rng)
  }

  clear(): void {
    this.#set = {}
    this.#second = 0
    this.#requests = 0
  }

  get outage(): boolean {
    return this.#set.outage ?? false
  }

  /** Counts a request of this wall-clock second, refused ones too; true when it is one too many. */
  overloaded(): boolean {
    const second = Math.floor(Date.now() / 1_000)
    if (second !== this.#second) this.#requests = 0
    this.#second = second
    this.#requests += 1
    const most = this.#set.overloadAboveRps ?? 0
    return most > 0 && this.#requests > most
  }

  /** Milliseconds to wait before this request: log-normal with the two quantiles; 0 = none. */
  latencyMs(): number {
    const { p50, p99 } = this.#set.latencyMs ?? { p50: 0, p99: 0 }
    if (p50 === 0) return 0
    const sigma = Math.log(Math.max(p99, p50) / p50) / SIGMAS_TO_P99
    return Math.exp(Math.log(p50) + sigma * this.#random.normal())
  }

  /** Answer err 23 before any work? */
  error(): boolean {
    return this.#draw(this.#set.errorRate)
  }

  /** Hold the answer of a stored write, then close the socket without a byte? */
  commitThenTimeout(): boolean {
    return this.#draw(this.#set.commitThenTimeoutRate)
  }

  get hangMs(): number {
    return this.#set.hangMs ?? DEFAULT_HANG_MS
  }

  /** Keep this event out of this ring? */
  dropsEvent(): boolean {
    return this.#draw(this.#set.dropPollRate)
  }

  #draw(probability: number | undefined): boolean {
    return probability !== undefined && probability > 0 && this.#random.next() < probability
  }
}
