import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { ServerClock } from '../clock.ts'
import { Problem } from '../problem.ts'
import type { Storage } from '../storage.ts'

/** Seconds a refresh token lives from its issue. */
export const REFRESH_TOKEN_S = 2_592_000

export interface Session {
  id: string
  userId: string
  client: string
  refreshToken: string
}

interface TokenRow {
  family_id: string
  issued_ms: number
  used: number
  user_id: string
  client: string
  state: 'LIVE' | 'REUSED' | 'LOGGED_OUT'
}

const digest = (token: string): string => createHash('sha256').update(token).digest('base64url')

/** Sessions and their families of one-time refresh tokens; only hashes of the tokens are stored. */
export class Sessions {
  readonly #storage: Storage
  readonly #clock: ServerClock
  readonly #find
  readonly #use
  readonly #addToken
  readonly #addFamily
  readonly #setState

  constructor(storage: Storage, clock: ServerClock) {
    this.#storage = storage
    this.#clock = clock
    this.#find = storage.query<TokenRow>(
      'SELECT t.family_id, t.issued_ms, t.used, f.user_id, f.client, f.state FROM refresh_tokens t JOIN refresh_families f ON f.id = t.family_id WHERE t.hash = ?',
    )
    this.#use = storage.query('UPDATE refresh_tokens SET used = 1 WHERE hash = ?')
    this.#addToken = storage.query('INSERT INTO refresh_tokens VALUES (?, ?, ?, 0)')
    this.#addFamily = storage.query("INSERT INTO refresh_families VALUES (?, ?, ?, 'LIVE')")
    this.#setState = storage.query('UPDATE refresh_families SET state = ? WHERE id = ?')
  }

  /** Opens a session; `client` becomes the origin of its events. */
  open(userId: string, client: string): Session {
    const id = randomUUID()
    return this.#storage.transaction(() => {
      this.#addFamily.run(id, userId, client)
      return { id, userId, client, refreshToken: this.#newToken(id) }
    })
  }

  /** Takes the next token of the family. 401 `refresh-reused` for a used one, whose family is dead from then on; 401 `refresh-invalid` for any other. */
  rotate(refreshToken: string): Session {
    const hash = digest(refreshToken)
    const row = this.#find.get(hash)
    if (!row || row.state === 'LOGGED_OUT' || this.#clock.nowMs() >= row.issued_ms + REFRESH_TOKEN_S * 1000) throw new Problem('refresh-invalid')
    if (row.used === 1) {
      this.#setState.run('REUSED', row.family_id)
      throw new Problem('refresh-reused')
    }
    if (row.state === 'REUSED') throw new Problem('refresh-invalid')
    return this.#storage.transaction(() => {
      this.#use.run(hash)
      return { id: row.family_id, userId: row.user_id, client: row.client, refreshToken: this.#newToken(row.family_id) }
    })
  }

  /** Ends the family of the token, if there is one. */
  close(refreshToken: string): void {
    const row = this.#find.get(digest(refreshToken))
    if (row) this.#setState.run('LOGGED_OUT', row.family_id)
  }

  #newToken(family: string): string {
    const token = `rt_${randomBytes(24).toString('base64url')}`
    this.#addToken.run(digest(token), family, this.#clock.nowMs())
    return token
  }
}
