import type { Clock } from './clock.ts'
import type { Message } from './message.ts'

/** An event before a ring gives it its `n` (`Ev` of the contract, without n and ts). */
export type Happening =
  | { k: 'msg'; pair: string; m: Message }
  | { k: 'del'; pair: string; id: number; all: 0 | 1; by: number }
  | { k: 'react'; pair: string; id: number; by: number; r: number }
  | { k: 'st'; pair: string; ids: number[]; st: 1 | 2; by: number }
  | { k: 'typing'; pair: string; by: number }
  | { k: 'name'; uid: number; name: string }
  | { k: 'list'; lid: number; op: 'new' | 'edit' | 'drop' | 'post'; by: number; pid?: number }

const USER_EVENTS = 100
const PARTNER_EVENTS = 1_000

/** The last events of one reader. `n` counts from 1; what falls out is lost, which `since` below the oldest shows. */
export class Ring {
  readonly #capacity: number
  /** Events as JSON without their opening brace, so that each ring can put its own n in front. */
  readonly #tails: string[] = []
  readonly waiting = new Set<() => void>()
  #n = 0

  constructor(capacity: number) {
    this.#capacity = capacity
  }

  get n(): number {
    return this.#n
  }

  push(tail: string): void {
    this.#tails.push(tail)
    this.#n += 1
    if (this.#tails.length > this.#capacity) this.#tails.shift()
    for (const wake of [...this.waiting]) wake()
  }

  /** Events after `since` as JSON objects, and whether some are missing (section 9). */
  after(since: number): { lost: 0 | 1; events: string[] } {
    const before = this.#n - this.#tails.length
    const lost = since > this.#n || since < before
    const from = lost ? 0 : since - before
    return { lost: lost ? 1 : 0, events: this.#tails.slice(from).map((tail, i) => `{"n":${before + from + i + 1},${tail}`) }
  }
}

/** One ring per user and one for the partner side. Memory only: a restart starts every n from 0. */
export class Rings {
  readonly #clock: Clock
  readonly #drops: () => boolean
  readonly #users = new Map<number, Ring>()
  #partner = new Ring(PARTNER_EVENTS)

  /** `drops` is drawn once per event and ring: true keeps the event out without using up an n. */
  constructor(clock: Clock, drops: () => boolean) {
    this.#clock = clock
    this.#drops = drops
  }

  get partner(): Ring {
    return this.#partner
  }

  ofUser(uid: number): Ring {
    let ring = this.#users.get(uid)
    if (!ring) this.#users.set(uid, (ring = new Ring(USER_EVENTS)))
    return ring
  }

  /** Raises an event for these users and the partner side. Only after its write is stored. */
  raise(happening: Happening, uids: Iterable<number>): void {
    const { k, ...rest } = happening
    const tail = JSON.stringify({ ts: this.#clock.now(), k, ...rest }).slice(1)
    for (const uid of uids) if (!this.#drops()) this.ofUser(uid).push(tail)
    if (!this.#drops()) this.#partner.push(tail)
  }
  /** Forgets every event; n starts from 0 again. */
  clear(): void {
    this.#users.clear()
    this.#partner = new Ring(PARTNER_EVENTS)
  }
}
