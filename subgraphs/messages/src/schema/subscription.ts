import { withExtensions } from '@switchboard/service-kit/graphql-events'
import { messagesById } from '../adapters/postgres/message-row.ts'
import type { TypingNotice } from '../ports/topics.ts'
import type { StreamItem } from '../live/conversation-stream.ts'
import { ownConversation } from '../use-cases/access.ts'
import type { Context } from './context.ts'
import { mapped } from './mapped.ts'
import { userOf } from './references.ts'

async function openEvents(_: unknown, args: { conversationId: string; after?: string | null }, context: Context) {
  const viewer = await context.viewer()
  const { id, me } = await ownConversation(context.services.pool, viewer, args.conversationId)
  const after = args.after == null ? undefined : context.services.cursors.decode(args.after)
  if (args.after != null && after?.conversationId !== id) {
    context.services.streams.refused('INVALID')
    return once({ conversationEvents: { kind: 'resync', reason: 'INVALID' } })
  }
  const stream = await context.services.streams.conversation({ sessionId: viewer.sessionId, identityId: me, conversationId: id }, after)
  return mapped(stream, async (item) => item.kind === 'delivery' ? deliveryOf(item, context) : withPlace({ conversationEvents: { ...item, conversationId: id } }, item, id, context))
}

/** The message whose delivery changed, unless the reader has not come to it yet: then its creation brings the state along. */
async function deliveryOf({ messageId, place }: Extract<StreamItem, { kind: 'delivery' }>, context: Context) {
  const [message] = await messagesById(context.services.pool, [messageId])
  return message && message.seq <= place.seq ? { conversationEvents: { kind: 'delivery', message } } : undefined
}

async function* once<T>(value: T) {
  yield await Promise.resolve(value)
}

/** Tells the gateway where the event stands, so that viewers can share a stream (architecture.md, Sharing). */
async function withPlace<T extends object>(value: T, item: Exclude<StreamItem, { kind: 'delivery' }>, conversationId: string, context: Context): Promise<T> {
  if (item.kind === 'resync') return value
  const { epoch, seq } = item.kind === 'event' ? item.event : item.place
  const gone = item.kind === 'event' && item.event.kind === 'member.removed' ? await userOf(context, item.event.payload.identityId) : null
  return withExtensions(value, { live: { stream: `conversation:${conversationId}`, epoch, position: seq, ends: gone ? [gone.id] : [] } })
}

async function openInbox(_: unknown, __: unknown, context: Context) {
  const viewer = await context.viewer()
  const stream = await context.services.streams.inbox({ sessionId: viewer.sessionId, identityId: viewer.identityId, conversationId: null }, viewer.identityIds)
  return mapped(stream, (conversationId) => Promise.resolve({ inbox: { conversationId } }))
}

async function openTyping(_: unknown, args: { conversationId: string }, context: Context) {
  const viewer = await context.viewer()
  const { id, me } = await ownConversation(context.services.pool, viewer, args.conversationId)
  const stream = await context.services.streams.typing({ sessionId: viewer.sessionId, identityId: me, conversationId: id })
  return mapped(stream, (notice) => Promise.resolve(notice.identityId === me ? undefined : { typing: notice }))
}

export const Subscription = {
  conversationEvents: { subscribe: openEvents },
  inbox: { subscribe: openInbox },
  typing: { subscribe: openTyping },
}

export const InboxUpdate = {
  conversation: ({ conversationId }: { conversationId: string }, _: unknown, { load }: Context) => load.conversation.load(conversationId),
}

export const TypingEvent = {
  user: ({ identityId }: TypingNotice, _: unknown, context: Context) => userOf(context, identityId),
}
