import type { Actor } from '../actor.ts'
import type { AttachmentRow, AttachmentStore } from '../attachments/attachment-store.ts'
import { renderAttachment } from '../attachments/attachment-store.ts'
import type { EventLog } from '../changes/event-log.ts'
import type { ServerClock } from '../clock.ts'
import type { ConversationRow, ConversationStore } from '../conversations/conversation-store.ts'
import type { AscendingIds } from '../ids.ts'
import { invalid, Problem } from '../problem.ts'
import type { Storage } from '../storage.ts'
import { codePoints } from '../text.ts'
import { type MessageRow, type MessageStore, renderMessage, type SystemInfo } from './message-store.ts'

/** Code points a body may have. */
const BODY_LIMIT = 8_000

export interface MessageInput {
  kind: 'TEXT' | 'IMAGE' | 'FILE'
  body: string
  clientMessageId?: string
  attachmentIds?: string[]
  replyToId?: string | null
  threadRootId?: string | null
}

type Draft = Pick<MessageRow, 'sender_id' | 'client_message_id' | 'kind' | 'body' | 'attachments' | 'reply_to_id' | 'thread_root_id' | 'system'>

/** Refuses a body over the limit: 422 `body-too-long`. */
export function refuseLongBody(body: string): void {
  const length = body.length > BODY_LIMIT ? codePoints(body) : body.length
  if (length > BODY_LIMIT) throw new Problem('body-too-long', { errors: [{ pointer: '/body', detail: `${length} code points` }] })
}

/** What a kind asks of body and attachments, as far as the input alone can tell: 422 `validation`. */
export function refuseWrongKind(input: MessageInput): void {
  const count = input.attachmentIds?.length ?? 0
  if (input.kind === 'TEXT' && input.body === '') throw invalid('/body', 'must not be empty for a TEXT')
  if (input.kind === 'TEXT' && count > 0) throw invalid('/attachmentIds', 'must not be given for a TEXT')
  if (input.kind !== 'TEXT' && count === 0) throw invalid('/attachmentIds', `must name at least one for ${input.kind}`)
}

/** Puts new messages into conversations: from users, and from the system itself (behaviour note, section 7). */
export class Posting {
  readonly #storage: Storage
  readonly #messages: MessageStore
  readonly #conversations: ConversationStore
  readonly #attachments: AttachmentStore
  readonly #events: EventLog
  readonly #clock: ServerClock
  readonly #ids: AscendingIds

  constructor(parts: { storage: Storage; messages: MessageStore; conversations: ConversationStore; attachments: AttachmentStore; events: EventLog; clock: ServerClock; ids: AscendingIds }) {
    this.#storage = parts.storage
    this.#messages = parts.messages
    this.#conversations = parts.conversations
    this.#attachments = parts.attachments
    this.#events = parts.events
    this.#clock = parts.clock
    this.#ids = parts.ids
  }

  /** Sends a user's message. 409 `duplicate-client-message-id`, then the 422s of its targets and limits. */
  send(conversation: ConversationRow, input: MessageInput, actor: Actor): MessageRow {
    const { clientMessageId, replyToId = null, threadRootId = null } = input
    const existingId = clientMessageId === undefined ? undefined : this.#messages.idByClientId(conversation.id, actor.userId, clientMessageId)
    if (existingId !== undefined) throw new Problem('duplicate-client-message-id', { existingId })
    refuseLongBody(input.body)
    const attachments = this.#ownUploads(input, actor)
    if (replyToId !== null && !this.#messages.byId(conversation.id, replyToId)) throw new Problem('reply-target-invalid')
    if (threadRootId !== null && this.#messages.byId(conversation.id, threadRootId)?.thread_root_id !== null) throw new Problem('thread-root-invalid')
    return this.#storage.transaction(() => {
      const row = this.#append(
        conversation,
        {
          sender_id: actor.userId, client_message_id: clientMessageId ?? null, kind: input.kind, body: input.body,
          attachments: JSON.stringify(attachments.map(renderAttachment)), reply_to_id: replyToId, thread_root_id: threadRootId, system: null,
        },
        actor,
      )
      for (const attachment of attachments) this.#attachments.place(attachment.id, row.id, conversation.id)
      return row
    })
  }

  /** Writes a SYSTEM message about what `actor` did. */
  system(conversation: ConversationRow, info: SystemInfo, body: string, actor: Actor): void {
    const draft = { sender_id: null, client_message_id: null, attachments: '[]', reply_to_id: null, thread_root_id: null }
    this.#append(conversation, { ...draft, kind: 'SYSTEM', body, system: JSON.stringify(info) }, actor)
  }

  #append(conversation: ConversationRow, draft: Draft, actor: Actor): MessageRow {
    return this.#storage.transaction(() => {
      const now = this.#clock.stamp()
      const row: MessageRow = {
        ...draft, id: this.#ids.next(this.#clock.nowMs()), conversation_id: conversation.id, seq: conversation.last_seq + 1, reactions: '[]',
        // Never lower than that of the seq before, which a seed may have put in the future.
        sent_at: conversation.last_seq > 0 && conversation.last_activity_at > now ? conversation.last_activity_at : now,
        edited_at: null, version: 1, deleted_at: null, deleted_by: null, pinned: 0,
      }
      this.#messages.insert(row)
      this.#conversations.bumpActivity(conversation.id, row.seq, row.sent_at)
      this.#events.append({
        type: 'message.created', origin: actor.origin, actorId: actor.userId, conversationId: conversation.id, data: { message: renderMessage(row) },
      })
      return row
    })
  }

  #ownUploads(input: MessageInput, actor: Actor): AttachmentRow[] {
    const rows = (input.attachmentIds ?? []).map((id, index) => {
      const row = this.#attachments.byId(id)
      if (row?.uploader_id !== actor.userId) throw new Problem('attachment-invalid', { errors: [{ pointer: `/attachmentIds/${index}`, detail: id }] })
      return row
    })
    const odd = input.kind === 'IMAGE' ? rows.findIndex((row) => !/^image\//i.test(row.content_type)) : -1
    if (odd >= 0) throw invalid(`/attachmentIds/${odd}`, 'must be image/* for IMAGE')
    return rows
  }
}
