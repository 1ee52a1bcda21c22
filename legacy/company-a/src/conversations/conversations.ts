import type { Actor } from '../actor.ts'
import type { EventLog } from '../changes/event-log.ts'
import type { ServerClock } from '../clock.ts'
import type { AscendingIds } from '../ids.ts'
import { invalid, Problem } from '../problem.ts'
import type { Storage } from '../storage.ts'
import type { UserStore } from '../users/user-store.ts'
import { type ConversationRow, type ConversationStore, directKey, type Kind, renderConversation, type Role } from './conversation-store.ts'

/** The most members a conversation can have. */
export const MEMBER_LIMIT = 500

export interface NewConversation {
  kind: Kind
  memberIds: string[]
  title?: string | null
}

/** Creating, finding and showing conversations (behaviour note, section 6). */
export class Conversations {
  readonly #storage: Storage
  readonly #store: ConversationStore
  readonly #users: UserStore
  readonly #events: EventLog
  readonly #clock: ServerClock
  readonly #ids: AscendingIds

  constructor(storage: Storage, store: ConversationStore, users: UserStore, events: EventLog, clock: ServerClock, ids: AscendingIds) {
    this.#storage = storage
    this.#store = store
    this.#users = users
    this.#events = events
    this.#clock = clock
    this.#ids = ids
  }

  /** The conversation as its member sees it. 404 for everybody else. */
  require(id: string, actor: Actor): ConversationRow {
    const row = this.#store.ofMember(id, actor.userId)
    if (!row) throw new Problem('not-found')
    return row
  }

  render(row: ConversationRow) {
    return renderConversation(row, this.#store.members(row.id))
  }

  /** Creates a GROUP, or gets or creates the one DIRECT of two users. */
  create(input: NewConversation, actor: Actor): { created: boolean; row: ConversationRow } {
    const others = input.memberIds.filter((id) => id !== actor.userId)
    if (input.kind === 'DIRECT') {
      if (others.length !== 1) throw invalid('/memberIds', 'must name exactly one other user')
      if (typeof input.title === 'string') throw invalid('/title', 'must not be given for a DIRECT')
    }
    this.requireUsers(others, '/memberIds')
    if (others.length + 1 > MEMBER_LIMIT) throw new Problem('member-limit')
    const known = input.kind === 'DIRECT' ? this.#store.direct(actor.userId, others[0] ?? '') : undefined
    if (known) return { created: false, row: known }
    return { created: true, row: this.#insert(input, others, actor) }
  }

  /** Refuses ids that no user has: 422 `user-unknown`. */
  requireUsers(ids: string[], pointer: string): void {
    const unknown = ids.find((id) => !this.#users.byId(id))
    if (unknown !== undefined) throw new Problem('user-unknown', { detail: unknown, errors: [{ pointer, detail: unknown }] })
  }

  #insert(input: NewConversation, others: string[], actor: Actor): ConversationRow {
    const now = this.#clock.stamp()
    const direct = input.kind === 'DIRECT'
    const row: ConversationRow = {
      id: this.#ids.next(this.#clock.nowMs()), kind: input.kind, title: input.title ?? null, created_by: actor.userId,
      direct_key: direct ? directKey(actor.userId, others[0] ?? '') : null, member_count: others.length + 1,
      last_seq: 0, last_activity_at: now, created_at: now, updated_at: now,
    }
    const role: Role = direct ? 'MEMBER' : 'OWNER'
    this.#storage.transaction(() => {
      this.#store.insert(row, [{ userId: actor.userId, role }, ...others.map((userId) => ({ userId, role: 'MEMBER' as const }))])
      this.#events.append({
        type: 'conversation.created', origin: actor.origin, actorId: actor.userId, conversationId: row.id, data: { conversation: this.render(row) },
      })
    })
    return row
  }
}
