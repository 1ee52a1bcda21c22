import { Problem } from '../problem.ts'
import type { ConversationRow } from '../conversations/conversation-store.ts'
import { type MessageRow, type MessageStore, renderMessage } from './message-store.ts'

/** Reading messages and their edit lists. */
export class Reading {
  readonly #messages: MessageStore

  constructor(messages: MessageStore) {
    this.#messages = messages
  }

  /** One message or its tombstone. */
  require(conversation: ConversationRow, messageId: string): MessageRow {
    const row = this.#messages.byId(conversation.id, messageId)
    if (!row) throw new Problem('not-found')
    return row
  }

  /** A page by seq, always ascending; without a bound the latest ones. */
  page(conversation: ConversationRow, bounds: { afterSeq: number | undefined; beforeSeq: number | undefined }, limit: number) {
    const { afterSeq, beforeSeq = conversation.last_seq + 1 } = bounds
    const rows = afterSeq === undefined ? this.#messages.before(conversation.id, beforeSeq, limit + 1) : this.#messages.after(conversation.id, afterSeq, limit + 1)
    const hasMore = rows.length > limit
    if (hasMore) rows.pop()
    if (afterSeq === undefined) rows.reverse()
    return { items: rows.map(renderMessage), hasMore, lastSeq: conversation.last_seq }
  }

  /** Every version of the body, the present one last. 410 on a tombstone. */
  edits(conversation: ConversationRow, messageId: string) {
    const row = this.require(conversation, messageId)
    if (row.deleted_at !== null) throw new Problem('message-deleted')
    const items = this.#messages.edits(messageId).map(({ version, body, at }) => ({ version, body, at }))
    return { items: [...items, { version: row.version, body: row.body, at: row.edited_at ?? row.sent_at }] }
  }
}
