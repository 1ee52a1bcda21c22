import type { Storage } from '../storage.ts'

export interface UserRow {
  id: string
  /** null for a shadow user. */
  email: string | null
  email_verified: number
  handle: string
  display_name: string
  avatar_url: string | null
  /** Set for a shadow user only. */
  external_ref: string | null
  password: string | null
  created_at: string
  updated_at: string
  last_seen_at: string | null
}

/** The contract's User; `withEmail` for the user itself, for scope integration and in events. */
export function renderUser(row: UserRow, withEmail: boolean) {
  return {
    id: row.id,
    ...(withEmail ? { email: row.email, emailVerified: row.email_verified === 1 } : {}),
    handle: row.handle,
    displayName: row.display_name,
    avatarUrl: row.avatar_url,
    external: row.external_ref !== null,
    externalRef: row.external_ref,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    lastSeenAt: row.last_seen_at,
  }
}

/** What a search can begin with, in lower case: the handle, and each word of the name, with and without its punctuation. */
function searchWords(row: UserRow): Set<string> {
  const name = row.display_name.toLowerCase()
  return new Set([row.handle, ...name.split(/\s+/u), ...name.split(/[^\p{L}\p{N}\p{M}]+/u)].filter((word) => word !== ''))
}

const COLUMNS = 'id, email, email_verified, handle, display_name, avatar_url, external_ref, password, created_at, updated_at, last_seen_at'

/** Native accounts and shadow users, as stored. */
export class UserStore {
  readonly #byId
  readonly #byEmail
  readonly #byHandle
  readonly #byExternalRef
  readonly #insert
  readonly #update
  readonly #seen
  readonly #addWord
  readonly #dropWords
  readonly #pages
  readonly #all

  constructor(storage: Storage) {
    const select = (where: string) => storage.query<UserRow>(`SELECT ${COLUMNS} FROM users WHERE ${where}`)
    this.#byId = select('id = ?')
    this.#byEmail = select('email_key = ?')
    this.#byHandle = select('handle = ?')
    this.#byExternalRef = select('external_ref = ?')
    this.#all = select('true ORDER BY id')
    this.#insert = storage.query(`INSERT INTO users (${COLUMNS}, email_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
    this.#update = storage.query('UPDATE users SET handle = ?, display_name = ?, avatar_url = ?, updated_at = ? WHERE id = ?')
    this.#seen = storage.query('UPDATE users SET last_seen_at = ? WHERE id = ?')
    this.#addWord = storage.query('INSERT INTO user_words VALUES (?, ?)')
    this.#dropWords = storage.query('DELETE FROM user_words WHERE user_id = ?')
    const matching = "id IN (SELECT user_id FROM user_words WHERE word >= ? AND word < ? || '\u{10FFFF}')"
    const since = 'updated_at >= ? AND (updated_at, id) > (?, ?)'
    this.#pages = {
      all: select('id > ? ORDER BY id LIMIT ?'),
      matching: select(`${matching} AND id > ? ORDER BY id LIMIT ?`),
      since: select(`${since} ORDER BY updated_at, id LIMIT ?`),
      matchingSince: select(`${matching} AND ${since} ORDER BY updated_at, id LIMIT ?`),
    }
  }

  byId(id: string): UserRow | undefined {
    return this.#byId.get(id)
  }

  byEmail(email: string): UserRow | undefined {
    return this.#byEmail.get(email.toLowerCase())
  }

  byHandle(handle: string): UserRow | undefined {
    return this.#byHandle.get(handle)
  }

  byExternalRef(ref: string): UserRow | undefined {
    return this.#byExternalRef.get(ref)
  }

  all(): Iterable<UserRow> {
    return this.#all.each()
  }

  /** Users after the key, by id or, with `since`, by (updatedAt, id). The key is what the last row of the page before had. */
  page(filter: { q: string | null; since: string | null; after: string[] | undefined; limit: number }): UserRow[] {
    const { since, after = [], limit } = filter
    const prefix = filter.q?.toLowerCase()
    if (since === null) {
      const [id = ''] = after
      return prefix === undefined ? this.#pages.all.all(id, limit) : this.#pages.matching.all(prefix, prefix, id, limit)
    }
    const [updatedAt = '', id = ''] = after
    return prefix === undefined
      ? this.#pages.since.all(since, updatedAt, id, limit)
      : this.#pages.matchingSince.all(prefix, prefix, since, updatedAt, id, limit)
  }

  insert(row: UserRow): void {
    this.#insert.run(
      row.id, row.email, row.email_verified, row.handle, row.display_name, row.avatar_url, row.external_ref, row.password,
      row.created_at, row.updated_at, row.last_seen_at, row.email?.toLowerCase() ?? null,
    )
    for (const word of searchWords(row)) this.#addWord.run(word, row.id)
  }

  /** Stores handle, name, picture and updatedAt. */
  update(row: UserRow): void {
    this.#update.run(row.handle, row.display_name, row.avatar_url, row.updated_at, row.id)
    this.#dropWords.run(row.id)
    for (const word of searchWords(row)) this.#addWord.run(word, row.id)
  }

  seen(id: string, at: string): void {
    this.#seen.run(at, id)
  }
}
