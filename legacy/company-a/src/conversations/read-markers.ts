import type { Actor } from '../actor.ts'
import type { EventLog } from '../changes/event-log.ts'
import { timestampOf, type ServerClock } from '../clock.ts'
import { Problem } from '../problem.ts'
import type { Storage } from '../storage.ts'
import type { ConversationStore } from './conversation-store.ts'
import type { Conversations } from './conversations.ts'

/** Milliseconds a typing sign lasts. */
const TYPING_MS = 6_000

/** How far each member has read, and who is typing. */
export class ReadMarkers {
  readonly #storage: Storage
  readonly #store: ConversationStore
  readonly #conversations: Conversations
  readonly #events: EventLog
  readonly #clock: ServerClock

  constructor(storage: Storage, store: ConversationStore, conversations: Conversations, events: EventLog, clock: ServerClock) {
    this.#storage = storage
    this.#store = store
    this.#conversations = conversations
    this.#events = events
    this.#clock = clock
  }

  /** Moves the own marker forward; lower or equal changes nothing. 422 `seq-out-of-range` above lastSeq. */
  mark(id: string, upToSeq: number, actor: Actor): { upToSeq: number; readAt: string | null } {
    const row = this.#conversations.require(id, actor)
    const member = this.#store.member(id, actor.userId)
    if (upToSeq > row.last_seq) throw new Problem('seq-out-of-range')
    if (!member || upToSeq <= member.last_read_seq) return { upToSeq: member?.last_read_seq ?? 0, readAt: member?.read_at ?? null }
    const readAt = this.#clock.stamp()
    this.#storage.transaction(() => {
      this.#store.setRead(id, actor.userId, upToSeq, readAt)
      this.#events.append({
        type: 'read.updated', origin: actor.origin, actorId: actor.userId, conversationId: id, data: { userId: actor.userId, upToSeq },
      })
    })
    return { upToSeq, readAt }
  }

  /** Tells the webhooks that the actor is typing; nothing is kept. */
  typing(id: string, actor: Actor): { expiresAt: string } {
    this.#conversations.require(id, actor)
    const expiresAt = timestampOf(this.#clock.nowMs() + TYPING_MS)
    this.#events.append({
      type: 'typing', origin: actor.origin, actorId: actor.userId, conversationId: id, data: { userId: actor.userId, expiresAt },
    })
    return { expiresAt }
  }
}
