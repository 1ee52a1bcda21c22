import type { Meta } from './meta.ts'
import { lastNineDigits, normalForm } from './phone.ts'
import type { Statement, Store } from './store.ts'

/** A user as calls show it (`User` of the contract). */
export interface User {
  uid: number
  phone: string
  name: string
  pic: string
  seen: number
  gone: number
  ext?: string
}
type UserRow = Omit<User, 'ext'> & { ext: string | null }

export interface NewUser {
  uid: number
  phone: string
  pin: string | null
  name: string
  pic: string
  seen: number
  gone: 0 | 1
  ext: string | null
  shadow: 0 | 1
}

const COLUMNS = 'uid, phone, name, pic, seen, gone, ext'
const HIGHEST_UID = 2_147_483_647

const shown = ({ ext, ...user }: UserRow): User => (ext === null ? user : { ...user, ext })

/** The user directory: one row per uid ever given, never deleted. */
export class People {
  readonly #country: string
  readonly #q: ReturnType<typeof statements>
  #total: number

  constructor(store: Store, meta: Meta, country: string) {
    this.#country = country
    this.#q = statements(store)
    this.#total = this.#q.count.get()?.n ?? 0
    if (meta.country !== country) store.transaction(() => this.#renormalise(meta))
  }

  /** Number of rows, gone ones included. */
  get total(): number {
    return this.#total
  }

  /** Counts again after a reset or a seed that was rolled back. */
  recount(): void {
    this.#total = this.#q.count.get()?.n ?? 0
  }

  /** 1 = the number went to somebody else; undefined = no such uid. */
  gone(uid: number): number | undefined {
    return this.#q.gone.get(uid)?.gone
  }

  isLive(uid: number): boolean {
    return this.gone(uid) === 0
  }

  byUid(uid: number): User | undefined {
    const row = this.#q.byUid.get(uid)
    return row && shown(row)
  }

  /** Lowest live uid whose last nine digits are these. */
  byPhone(phone: string): User | undefined {
    const row = this.#q.byNine.get(lastNineDigits(phone))
    return row && shown(row)
  }

  /** Lowest live uid with these last nine digits whose pin fits. */
  byPhoneAndPin(phone: string, pin: string): number | undefined {
    return this.#q.byNineAndPin.get(lastNineDigits(phone), pin)?.uid
  }

  byExt(ext: string): number | undefined {
    return this.#q.byExt.get(ext)?.uid
  }

  /** uid ascending. */
  page(off: number, cnt: number): User[] {
    return this.#q.page.all(cnt, off).map(shown)
  }

  /** Everybody with whom this uid has a pair, uid ascending, gone ones too. */
  contactsOf(uid: number): User[] {
    return this.#q.contacts.all(uid, uid).map(shown)
  }

  contactUids(uid: number): number[] {
    return this.#q.contactUids.all(uid, uid).map((row) => row.uid)
  }

  /** Highest uid + 1; undefined when the number range is used up. */
  nextUid(): number | undefined {
    const next = (this.#q.highest.get()?.uid ?? 0) + 1
    return next > HIGHEST_UID ? undefined : next
  }

  /**
   * Stores a row. When it is live and has a phone, live rows of the same normal form become gone (recycling, section 4).
   * Answers their uids: their sessions must end once the transaction is through.
   */
  add(user: NewUser): number[] {
    const normal = normalForm(user.phone, this.#country)
    const recycled = user.gone === 0 && normal !== null ? this.#q.recycle.all(normal).map((row) => row.uid) : []
    this.#q.insert.run(
      user.uid, user.phone, user.pin, user.name, user.seen, user.gone, user.ext, user.shadow, lastNineDigits(user.phone), normal, user.pic)
    this.#total += 1
    return recycled
  }

  rename(uid: number, name: string): void {
    this.#q.rename.run(name, uid)
  }

  setPicture(uid: number, pic: string): void {
    this.#q.setPicture.run(pic, uid)
  }

  /** The user's own session made a call. */
  sawAt(uid: number, ms: number): void {
    this.#q.saw.run(ms, uid)
  }

  #renormalise(meta: Meta): void {
    for (const { uid, phone } of this.#q.phones.all()) this.#q.setNormal.run(normalForm(phone, this.#country), uid)
    meta.rememberCountry(this.#country)
  }
}

function statements(store: Store) {
  const users = (rest: string): Statement<UserRow> => store.prepare(`SELECT ${COLUMNS} FROM users ${rest}`)
  const contacts = 'SELECT hi AS uid FROM pairs WHERE lo = ? UNION ALL SELECT lo FROM pairs WHERE hi = ?'
  return {
    count: store.prepare<{ n: number }>('SELECT count(*) AS n FROM users'),
    gone: store.prepare<{ gone: number }>('SELECT gone FROM users WHERE uid = ?'),
    byUid: users('WHERE uid = ?'),
    byNine: users('WHERE gone = 0 AND nine = ? ORDER BY uid LIMIT 1'),
    byNineAndPin: store.prepare<{ uid: number }>('SELECT uid FROM users WHERE gone = 0 AND nine = ? AND pin = ? ORDER BY uid LIMIT 1'),
    byExt: store.prepare<{ uid: number }>('SELECT uid FROM users WHERE ext = ? ORDER BY gone, uid LIMIT 1'),
    page: users('ORDER BY uid LIMIT ? OFFSET ?'),
    contacts: users(`WHERE uid IN (${contacts}) ORDER BY uid`),
    contactUids: store.prepare<{ uid: number }>(contacts),
    highest: store.prepare<{ uid: number | null }>('SELECT max(uid) AS uid FROM users'),
    recycle: store.prepare<{ uid: number }>('UPDATE users SET gone = 1 WHERE gone = 0 AND normal = ? RETURNING uid'),
    insert: store.prepare(`INSERT INTO users (uid, phone, pin, name, seen, gone, ext, shadow, nine, normal, pic)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
    rename: store.prepare('UPDATE users SET name = ? WHERE uid = ?'),
    setPicture: store.prepare('UPDATE users SET pic = ? WHERE uid = ?'),
    saw: store.prepare('UPDATE users SET seen = ? WHERE uid = ?'),
    phones: store.prepare<{ uid: number; phone: string }>('SELECT uid, phone FROM users WHERE normal IS NOT NULL'),
    setNormal: store.prepare('UPDATE users SET normal = ? WHERE uid = ?'),
  }
}
