import type { NewMessage } from './message.ts'
import type { Statement, Store } from './store.ts'

export interface HeldRow {
  seq: number
  fr: number
  to: number
  at: number
  txt: string
  typ: number
  ref: number | null
  q: string | null
  exp: number | null
  tag: string | null
  link: string | null
}

/** Rows that wait for their `at`. No call shows them (section 6). */
export class Held {
  readonly #insert: Statement<never>
  readonly #due: Statement<HeldRow>
  readonly #remove: Statement<never>

  constructor(store: Store) {
    this.#insert = store.prepare(`INSERT INTO held (fr, "to", at, txt, typ, ref, q, exp, tag, link) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
    this.#due = store.prepare('SELECT * FROM held WHERE at <= ? ORDER BY at, seq LIMIT 500')
    this.#remove = store.prepare('DELETE FROM held WHERE seq = ?')
  }

  add(message: NewMessage, at: number): void {
    this.#insert.run(
      message.fr, message.to, at, message.txt, message.typ, message.ref ?? null, message.q ?? null, message.exp ?? null,
      message.tag ?? null, message.link ?? null)
  }

  /** At most 500 rows whose time has come, oldest first. */
  due(now: number): HeldRow[] {
    return this.#due.all(now)
  }

  remove(row: HeldRow): void {
    this.#remove.run(row.seq)
  }
}
