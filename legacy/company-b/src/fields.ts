import { Refusal, type Err } from './refusal.ts'

export type Body = Readonly<Record<string, unknown>>

const HIGHEST_UID = 2_147_483_647

/**
 * Reads the fields of one call and remembers the first complaint of the lowest number: 2 comes before 11, 11 before 12
 * (order of checks, section 2). Readers answer a harmless placeholder for a bad field; nothing may be used before `check`.
 */
export class Fields {
  readonly #body: Body
  #complaint: Refusal | undefined

  constructor(body: Body) {
    this.#body = body
  }

  /** Throws the complaint that comes first, if any. */
  check(): void {
    if (this.#complaint) throw this.#complaint
  }

  has(name: string): boolean {
    return this.#body[name] !== undefined
  }

  /** Notes err 2 about a field. */
  refuse(name: string): void {
    this.#complain(Refusal.argument(name))
  }

  integer(name: string, min: number, max: number = Number.MAX_SAFE_INTEGER): number {
    const value = this.#body[name]
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max) return value
    this.refuse(name)
    return min
  }

  optionalInteger(name: string, min: number, max?: number): number | undefined {
    return this.has(name) ? this.integer(name, min, max) : undefined
  }

  uid(name: string): number {
    return this.integer(name, 1, HIGHEST_UID)
  }

  /** The uid of somebody else: err 2 when it is `me` (section 2). */
  peer(name: string, me: number): number {
    const uid = this.uid(name)
    if (uid === me) this.refuse(name)
    return uid
  }

  bit(name: string): 0 | 1 {
    return this.integer(name, 0, 1) === 1 ? 1 : 0
  }

  string(name: string): string {
    const value = this.#body[name]
    if (typeof value === 'string') return value
    this.refuse(name)
    return ''
  }

  /** A string of `min` (err 2) to `max` UTF-16 units as received (err 11). */
  text(name: string, min: number, max: number): string {
    const value = this.string(name)
    if (value.length < min) this.refuse(name)
    if (value.length > max) this.#complain(new Refusal(11))
    return value
  }

  matching(name: string, pattern: RegExp): string {
    const value = this.string(name)
    if (!pattern.test(value)) this.refuse(name)
    return value
  }

  optionalMatching(name: string, pattern: RegExp): string | undefined {
    return this.has(name) ? this.matching(name, pattern) : undefined
  }

  /** 1 to `max` whole numbers from 1 (err 2; err 12 above `max`), as sent. */
  numbers(name: string, max: number, highest: number = HIGHEST_UID): number[] {
    const list = this.#numbers(name, highest)
    if (list.length > max) this.#complain(new Refusal(12))
    return list
  }

  /** Uids of a list: repeats count once, so the limit of 50 is put to the different ones (section 7). */
  members(name: string): number[] {
    const distinct = [...new Set(this.#numbers(name, HIGHEST_UID))]
    if (distinct.length > 50) this.#complain(new Refusal(12))
    return distinct
  }

  /** `off` and `cnt` of a page; `cnt` is clamped without a word. */
  page(defaultCount: number, maxCount: number): { off: number; cnt: number } {
    const off = this.optionalInteger('off', 0) ?? 0
    const cnt = this.optionalInteger('cnt', Number.MIN_SAFE_INTEGER) ?? defaultCount
    return { off, cnt: cnt < 1 ? defaultCount : Math.min(cnt, maxCount) }
  }

  #numbers(name: string, highest: number): number[] {
    const value = this.#body[name]
    const fits = (item: unknown): item is number => typeof item === 'number' && Number.isSafeInteger(item) && item >= 1 && item <= highest
    if (Array.isArray(value) && value.length > 0 && value.every(fits)) return value
    this.refuse(name)
    return [1]
  }

  /** `ref {id}`: unknown fields inside are ignored. */
  optionalRef(): number | undefined {
    const ref = this.#body['ref']
    if (ref === undefined) return undefined
    const id = typeof ref === 'object' && ref !== null && !Array.isArray(ref) && 'id' in ref ? ref.id : undefined
    if (typeof id === 'number' && Number.isSafeInteger(id) && id >= 1) return id
    this.refuse('ref')
    return undefined
  }

  #complain(refusal: Refusal): void {
    const worst: Err | undefined = this.#complaint?.err
    if (worst === undefined || refusal.err < worst) this.#complaint = refusal
  }
}
