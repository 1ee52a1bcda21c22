import { type AttachmentStore, renderAttachment } from '../attachments/attachment-store.ts'
import type { Deliveries } from '../changes/deliveries.ts'
import type { Feed } from '../changes/feed.ts'
import { renderWebhook, type WebhookStore } from '../changes/webhook-store.ts'
import { type ConversationStore, renderConversation } from '../conversations/conversation-store.ts'
import { type MessageStore, renderMessage } from '../messages/message-store.ts'
import { renderUser, type UserStore } from '../users/user-store.ts'

interface Stores {
  users: UserStore
  conversations: ConversationStore
  messages: MessageStore
  attachments: AttachmentStore
  feed: Feed
  webhooks: WebhookStore
  deliveries: Deliveries
}

function* lines<Row>(rows: Iterable<Row>, render: (row: Row) => object): Iterable<string> {
  for (const row of rows) yield JSON.stringify(render(row))
}

/** Everything stored of one entity, one JSON text per row; undefined for an entity there is not (behaviour note, section 11). */
export function dumpRows(stores: Stores, entity: string | null): Iterable<string> | undefined {
  const { users, conversations, messages, attachments, feed, webhooks, deliveries } = stores
  switch (entity) {
    case 'users':
      return lines(users.all(), (row) => renderUser(row, true))
    case 'conversations':
      return lines(conversations.all(), (row) => renderConversation(row, conversations.members(row.id)))
    case 'messages':
      return lines(messages.all(), renderMessage)
    case 'edits':
      return lines(messages.allEdits(), ({ message_id: messageId, version, body, at }) => ({ messageId, version, body, at }))
    case 'attachments':
      return lines(attachments.all(), (row) => ({ ...renderAttachment(row), uploaderId: row.uploader_id }))
    case 'events':
      return feed.dump()
    case 'webhooks':
      return lines(webhooks.all(), (webhook) => ({ ...renderWebhook(webhook), clientId: webhook.client_id }))
    case 'deliveries':
      return deliveries.dump()
    default:
      return undefined
  }
}
