import { randomInt } from 'node:crypto'
import type { EventLog } from '../changes/event-log.ts'
import type { ServerClock } from '../clock.ts'
import type { AscendingIds } from '../ids.ts'
import { Problem } from '../problem.ts'
import type { Storage } from '../storage.ts'
import { renderUser, type UserRow, type UserStore } from './user-store.ts'

const SEEN_STEP_MS = 60_000
const HANDLE_LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789'

export interface ProfileChange {
  handle?: string
  displayName?: string
  avatarUrl?: string | null
}

/** Changes of profiles and shadow users. */
export class Profiles {
  readonly #storage: Storage
  readonly #users: UserStore
  readonly #events: EventLog
  readonly #clock: ServerClock
  readonly #ids: AscendingIds

  constructor(storage: Storage, users: UserStore, events: EventLog, clock: ServerClock, ids: AscendingIds) {
    this.#storage = storage
    this.#users = users
    this.#events = events
    this.#clock = clock
    this.#ids = ids
  }

  /** Changes a native account. 403 `forbidden` for a shadow, 409 `handle-taken`. Equal values change nothing. */
  change(user: UserRow, change: ProfileChange, origin: string): UserRow {
    if (user.external_ref !== null) throw new Problem('forbidden', { detail: 'A shadow user has no profile of its own' })
    const owner = change.handle === undefined ? undefined : this.#users.byHandle(change.handle)
    if (owner && owner.id !== user.id) throw new Problem('handle-taken')
    return this.#apply(user, change, { origin, actorId: user.id })
  }

  /** Creates or updates the shadow user of that reference; an absent avatarUrl leaves the picture as it is. */
  putExternal(externalRef: string, change: ProfileChange & { displayName: string }, origin: string): { created: boolean; user: UserRow } {
    const known = this.#users.byExternalRef(externalRef)
    if (known) return { created: false, user: this.#apply(known, change, { origin, actorId: null }) }
    const now = this.#clock.stamp()
    const user: UserRow = {
      id: this.#ids.next(this.#clock.nowMs()), email: null, email_verified: 0, handle: this.#freeHandle(), display_name: change.displayName,
      avatar_url: change.avatarUrl ?? null, external_ref: externalRef, password: null, created_at: now, updated_at: now, last_seen_at: null,
    }
    this.#storage.transaction(() => {
      this.#users.insert(user)
      this.#announce(user, { origin, actorId: null })
    })
    return { created: true, user }
  }

  /** Moves lastSeenAt, at most once in 60 s; no event and no new updatedAt. */
  touch(user: UserRow): void {
    const nowMs = this.#clock.nowMs()
    if (user.last_seen_at !== null && nowMs - Date.parse(user.last_seen_at) < SEEN_STEP_MS) return
    this.#users.seen(user.id, this.#clock.stamp())
  }

  #apply(user: UserRow, change: ProfileChange, by: { origin: string; actorId: string | null }): UserRow {
    const { handle = user.handle, displayName = user.display_name, avatarUrl = user.avatar_url } = change
    if (handle === user.handle && displayName === user.display_name && avatarUrl === user.avatar_url) return user
    const changed = { ...user, handle, display_name: displayName, avatar_url: avatarUrl, updated_at: this.#clock.stamp() }
    this.#storage.transaction(() => {
      this.#users.update(changed)
      this.#announce(changed, by)
    })
    return changed
  }

  #announce(user: UserRow, by: { origin: string; actorId: string | null }): void {
    this.#events.append({ type: 'user.updated', ...by, conversationId: null, data: { user: renderUser(user, true) } })
  }

  #freeHandle(): string {
    let handle
    do handle = `x_${Array.from({ length: 12 }, () => HANDLE_LETTERS[randomInt(HANDLE_LETTERS.length)]).join('')}`
    while (this.#users.byHandle(handle))
    return handle
  }
}
