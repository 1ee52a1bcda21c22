import type { Actor } from '../actor.ts'
import type { AttachmentStore } from '../attachments/attachment-store.ts'
import type { EventLog, EventType } from '../changes/event-log.ts'
import type { ServerClock } from '../clock.ts'
import type { ConversationRow, ConversationStore } from '../conversations/conversation-store.ts'
import { invalid, Problem } from '../problem.ts'
import type { Storage } from '../storage.ts'
import { type MessageRow, type MessageStore, type Reaction, renderMessage } from './message-store.ts'
import { refuseLongBody } from './posting.ts'

/** Different reactions of one user on one message. */
const REACTION_LIMIT = 20

export interface MessageChange {
  body?: string
  pinned?: boolean
  expectedVersion?: number
}

/** Editing, pinning, deleting and reacting (behaviour note, section 7). */
export class Changing {
  readonly #storage: Storage
  readonly #messages: MessageStore
  readonly #conversations: ConversationStore
  readonly #attachments: AttachmentStore
  readonly #events: EventLog
  readonly #clock: ServerClock

  constructor(parts: { storage: Storage; messages: MessageStore; conversations: ConversationStore; attachments: AttachmentStore; events: EventLog; clock: ServerClock }) {
    this.#storage = parts.storage
    this.#messages = parts.messages
    this.#conversations = parts.conversations
    this.#attachments = parts.attachments
    this.#events = parts.events
    this.#clock = parts.clock
  }

  /** Changes body (author) and pin (either side of a DIRECT, OWNER of a GROUP). What is equal changes nothing. */
  edit(conversation: ConversationRow, messageId: string, change: MessageChange, actor: Actor): MessageRow {
    const row = this.#require(conversation, messageId)
    const { body = row.body, pinned = row.pinned === 1, expectedVersion = row.version } = change
    refuseSystem(row)
    if (change.body !== undefined && row.sender_id !== actor.userId) throw new Problem('forbidden', { detail: 'Only the author edits' })
    if (change.pinned !== undefined && conversation.kind === 'GROUP' && !this.#owns(conversation, actor)) throw new Problem('forbidden', { detail: 'Only the OWNER pins' })
    refuseDeleted(row)
    if (expectedVersion !== row.version) throw new Problem('version-conflict', { currentVersion: row.version })
    refuseLongBody(body)
    if (body === '' && row.kind === 'TEXT') throw invalid('/body', 'must not be empty for a TEXT')
    const edited = body !== row.body
    if (!edited && pinned === (row.pinned === 1)) return row
    return this.#storage.transaction(() => {
      if (edited) this.#messages.addEdit(row)
      const next = { ...row, body, pinned: pinned ? 1 : 0, ...(edited ? { version: row.version + 1, edited_at: this.#clock.stamp() } : {}) }
      this.#store('message.updated', next, actor, { message: renderMessage(next) })
      return next
    })
  }

  /** Leaves a tombstone; author, or OWNER of a GROUP. Again: the same tombstone, no event. */
  delete(conversation: ConversationRow, messageId: string, actor: Actor): MessageRow {
    const row = this.#require(conversation, messageId)
    refuseSystem(row)
    if (row.sender_id !== actor.userId && !this.#owns(conversation, actor)) throw new Problem('forbidden')
    if (row.deleted_at !== null) return row
    return this.#storage.transaction(() => {
      const tombstone = { ...row, body: '', attachments: '[]', reactions: '[]', pinned: 0, deleted_at: this.#clock.stamp(), deleted_by: actor.userId }
      this.#messages.dropEdits(row.id)
      this.#attachments.unplace(row.id)
      this.#store('message.deleted', tombstone, actor, { message: renderMessage(tombstone) })
      return tombstone
    })
  }

  /** Adds or takes back the actor's reaction; emoji are compared byte for byte. No change, no event. */
  react(conversation: ConversationRow, messageId: string, emoji: string, present: boolean, actor: Actor): { messageId: string; reactions: Reaction[] } {
    const row = this.#require(conversation, messageId)
    refuseSystem(row)
    refuseDeleted(row)
    const reactions = JSON.parse(row.reactions) as Reaction[]
    const mine = reactions.filter((reaction) => reaction.userIds.includes(actor.userId))
    if (mine.some((reaction) => reaction.emoji === emoji) === present) return { messageId, reactions }
    if (present && mine.length >= REACTION_LIMIT) throw new Problem('reaction-limit')
    const changed = present ? withReaction(reactions, emoji, actor.userId) : withoutReaction(reactions, emoji, actor.userId)
    this.#storage.transaction(() => {
      const next = { ...row, reactions: JSON.stringify(changed) }
      this.#store(present ? 'reaction.added' : 'reaction.removed', next, actor, { messageId, seq: row.seq, userId: actor.userId, emoji })
    })
    return { messageId, reactions: changed }
  }

  #store(type: EventType, row: MessageRow, actor: Actor, data: object): void {
    this.#messages.update(row)
    this.#events.append({ type, origin: actor.origin, actorId: actor.userId, conversationId: row.conversation_id, data })
  }

  #require(conversation: ConversationRow, messageId: string): MessageRow {
    const row = this.#messages.byId(conversation.id, messageId)
    if (!row) throw new Problem('not-found')
    return row
  }

  #owns(conversation: ConversationRow, actor: Actor): boolean {
    return this.#conversations.member(conversation.id, actor.userId)?.role === 'OWNER'
  }
}

function withReaction(reactions: Reaction[], emoji: string, userId: string): Reaction[] {
  if (!reactions.some((reaction) => reaction.emoji === emoji)) return [...reactions, { emoji, userIds: [userId] }]
  return reactions.map((reaction) => (reaction.emoji === emoji ? { emoji, userIds: [...reaction.userIds, userId] } : reaction))
}

function withoutReaction(reactions: Reaction[], emoji: string, userId: string): Reaction[] {
  return reactions
    .map((reaction) => (reaction.emoji === emoji ? { emoji, userIds: reaction.userIds.filter((id) => id !== userId) } : reaction))
    .filter((reaction) => reaction.userIds.length > 0)
}

function refuseSystem(row: MessageRow): void {
  if (row.kind === 'SYSTEM') throw new Problem('forbidden', { detail: 'SYSTEM messages cannot be changed' })
}

function refuseDeleted(row: MessageRow): void {
  if (row.deleted_at !== null) throw new Problem('message-deleted')
}
