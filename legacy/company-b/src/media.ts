import { randomBytes } from 'node:crypto'
import { DAY } from './clock.ts'
import { Refusal } from './refusal.ts'
import type { Statement, Store } from './store.ts'

const KEPT_MS = 7 * DAY

/** Small files, kept seven days; the row without its bytes stays, so that a late reader learns err 19 (section 8). */
export class Media {
  readonly #insert: Statement<never>
  readonly #till: Statement<{ till: number }>
  readonly #read: Statement<{ mime: string; b64: string; till: number }>
  readonly #forget: Statement<never>

  constructor(store: Store) {
    this.#insert = store.prepare('INSERT INTO media (link, mime, len, till, b64) VALUES (?, ?, ?, ?, ?)')
    this.#till = store.prepare('SELECT till FROM media WHERE link = ?')
    this.#read = store.prepare('SELECT mime, b64, till FROM media WHERE link = ?')
    this.#forget = store.prepare('UPDATE media SET b64 = NULL WHERE till <= ? AND b64 IS NOT NULL')
  }

  put(mime: string, b64: string, now: number): { link: string; till: number } {
    const link = this.#freeLink()
    const till = now + KEPT_MS
    this.#insert.run(link, mime, Buffer.byteLength(b64, 'base64'), till, b64)
    return { link, till }
  }

  /** err 9 when nobody ever put it. */
  requireKnown(link: string): void {
    if (!this.#till.get(link)) throw new Refusal(9)
  }

  /** err 19 when its seven days are over. */
  requireFresh(link: string, now: number): void {
    const row = this.#till.get(link)
    if (row && now >= row.till) throw new Refusal(19)
  }

  read(link: string): { mime: string; b64: string; till: number } | undefined {
    return this.#read.get(link)
  }

  /** Lets go of the bytes of files whose time is over. */
  forgetExpired(now: number): void {
    this.#forget.run(now)
  }

  #freeLink(): string {
    for (;;) {
      const link = `m-${randomBytes(5).toString('hex')}`
      if (!this.#till.get(link)) return link
    }
  }
}
