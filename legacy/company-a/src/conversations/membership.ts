import type { Actor } from '../actor.ts'
import type { EventLog, EventType } from '../changes/event-log.ts'
import type { ServerClock } from '../clock.ts'
import type { SystemInfo } from '../messages/message-store.ts'
import type { Posting } from '../messages/posting.ts'
import { Problem } from '../problem.ts'
import type { Storage } from '../storage.ts'
import type { UserStore } from '../users/user-store.ts'
import { type ConversationRow, type ConversationStore, renderMember } from './conversation-store.ts'
import { MEMBER_LIMIT, type Conversations } from './conversations.ts'

/** Title and membership of a GROUP; each change writes a SYSTEM message (behaviour note, section 6). */
export class Membership {
  readonly #storage: Storage
  readonly #store: ConversationStore
  readonly #conversations: Conversations
  readonly #posting: Posting
  readonly #users: UserStore
  readonly #events: EventLog
  readonly #clock: ServerClock

  constructor(parts: { storage: Storage; store: ConversationStore; conversations: Conversations; posting: Posting; users: UserStore; events: EventLog; clock: ServerClock }) {
    this.#storage = parts.storage
    this.#store = parts.store
    this.#conversations = parts.conversations
    this.#posting = parts.posting
    this.#users = parts.users
    this.#events = parts.events
    this.#clock = parts.clock
  }

  /** OWNER only; an equal title changes nothing. */
  rename(id: string, title: string | null, actor: Actor): ConversationRow {
    const row = this.#requireOwner(id, actor)
    if (row.title === title) return row
    return this.#storage.transaction(() => {
      this.#store.update({ ...row, title, updated_at: this.#clock.stamp() })
      this.#announce('conversation.updated', id, actor, { conversation: this.#conversations.render(this.#reread(id)) })
      const said = title === null ? 'removed the title' : `changed the title to “${title}”`
      this.#note(id, actor, { action: 'TITLE_CHANGED', userId: null, title }, said)
      return this.#reread(id)
    })
  }

  /** OWNER only; all or nothing; present members are skipped. */
  add(id: string, userIds: string[], actor: Actor): ConversationRow {
    const row = this.#requireOwner(id, actor)
    this.#conversations.requireUsers(userIds, '/userIds')
    const fresh = userIds.filter((userId) => !this.#store.member(id, userId))
    if (row.member_count + fresh.length > MEMBER_LIMIT) throw new Problem('member-limit')
    return this.#storage.transaction(() => {
      for (const userId of fresh) this.#addOne(this.#reread(id), userId, actor)
      return this.#reread(id)
    })
  }

  /** The OWNER removes anybody, everybody may leave; somebody who is no member changes nothing. */
  remove(id: string, userId: string, actor: Actor): void {
    const row = this.#conversations.require(id, actor)
    const leaves = userId === actor.userId
    this.#refuseDirect(row)
    if (!leaves) this.#requireRole(id, actor)
    const member = this.#store.member(id, userId)
    if (!member) return
    this.#storage.transaction(() => {
      this.#store.dropMember(id, userId)
      this.#store.update({ ...row, member_count: row.member_count - 1, updated_at: this.#clock.stamp() })
      const newOwnerId = member.role === 'OWNER' ? this.#succeed(id) : null
      this.#announce('member.removed', id, actor, { userId, reason: leaves ? 'LEFT' : 'REMOVED', newOwnerId })
      const said = leaves ? 'left' : `removed ${this.#nameOf(userId)}`
      this.#note(id, actor, { action: leaves ? 'MEMBER_LEFT' : 'MEMBER_REMOVED', userId, title: null }, said)
    })
  }

  #addOne(row: ConversationRow, userId: string, actor: Actor): void {
    const now = this.#clock.stamp()
    this.#store.addMember(row.id, userId, now)
    this.#store.update({ ...row, member_count: row.member_count + 1, updated_at: now })
    const member = { user_id: userId, role: 'MEMBER' as const, joined_at: now, last_read_seq: 0, read_at: null }
    this.#announce('member.added', row.id, actor, { member: renderMember(member) })
    this.#note(row.id, actor, { action: 'MEMBER_ADDED', userId, title: null }, `added ${this.#nameOf(userId)}`)
  }

  /** The longest-standing member becomes OWNER; ties go to the lower id. */
  #succeed(id: string): string | null {
    const heir = this.#store.members(id)[0]
    if (!heir) return null
    this.#store.makeOwner(id, heir.user_id)
    return heir.user_id
  }

  #requireOwner(id: string, actor: Actor): ConversationRow {
    const row = this.#conversations.require(id, actor)
    // A DIRECT has no OWNER at all: what refuses here is its kind, not the caller's role.
    this.#refuseDirect(row)
    this.#requireRole(id, actor)
    return row
  }

  #requireRole(id: string, actor: Actor): void {
    if (this.#store.member(id, actor.userId)?.role !== 'OWNER') throw new Problem('forbidden', { detail: 'Only the OWNER may do this' })
  }

  #refuseDirect(row: ConversationRow): void {
    if (row.kind === 'DIRECT') throw new Problem('direct-immutable')
  }

  #note(id: string, actor: Actor, info: Omit<SystemInfo, 'actorId'>, said: string): void {
    this.#posting.system(this.#reread(id), { ...info, actorId: actor.userId }, `${this.#nameOf(actor.userId)} ${said}.`, actor)
  }

  #announce(type: EventType, conversationId: string, actor: Actor, data: object): void {
    this.#events.append({ type, origin: actor.origin, actorId: actor.userId, conversationId, data })
  }

  #nameOf(userId: string): string {
    return this.#users.byId(userId)?.display_name ?? userId
  }

  #reread(id: string): ConversationRow {
    const row = this.#store.byId(id)
    if (!row) throw new Problem('not-found')
    return row
  }
}
