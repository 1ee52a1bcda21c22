import type { LogEvent } from '../domain/event.ts'
import type { StreamItem } from '../live/conversation-stream.ts'
import type { Context } from './context.ts'
import { conversationById } from './conversation.ts'
import { userOf } from './references.ts'

const typeOf: { [K in LogEvent['kind']]: string } = {
  'conversation.created': 'ConversationCreated',
  'message.created': 'MessageCreated',
  'message.edited': 'MessageEdited',
  'message.deleted': 'MessageDeleted',
  'message.pinned': 'MessagePinned',
  'reaction.added': 'ReactionAdded',
  'reaction.removed': 'ReactionRemoved',
  'read.moved': 'ReadMoved',
  'member.added': 'MemberAdded',
  'member.removed': 'MemberRemoved',
  'owner.changed': 'OwnerChanged',
  'title.changed': 'TitleChanged',
}

const itemTypes = { caughtUp: 'CaughtUp', resync: 'ResyncRequired', delivery: 'DeliveryChanged' } as const

export const ConversationEvent = {
  __resolveType: (item: StreamItem) => (item.kind === 'event' ? typeOf[item.event.kind] : itemTypes[item.kind]),
}

type Entry<K extends LogEvent['kind'] = LogEvent['kind']> = { event: LogEvent<K> }
type Kinds<Key extends string> = { [K in LogEvent['kind']]: LogEvent<K>['payload'] extends Record<Key, unknown> ? K : never }[LogEvent['kind']]

const entry = {
  cursor: ({ event }: Entry, _: unknown, { services }: Context) => services.cursors.encode(event),
  seq: ({ event }: Entry) => event.seq,
  at: ({ event }: Entry) => event.at,
  actor: ({ event }: Entry, _: unknown, context: Context) => userOf(context, event.actorId),
}
/** The message as the event carries it: right after the change, or a tombstone when it was deleted since. */
const carried = { ...entry, message: ({ event }: Entry<Kinds<'message'>>) => event.payload.message }
const user = ({ event }: Entry<Kinds<'identityId'>>, _: unknown, context: Context) => userOf(context, event.payload.identityId)
const reacted = {
  ...entry, user,
  message: ({ event }: Entry<Kinds<'emoji'>>, _: unknown, context: Context) => messageOf(context, event.payload.messageId),
  emoji: ({ event }: Entry<Kinds<'emoji'>>) => event.payload.emoji,
}

/** The message as it is now. */
const messageOf = (context: Context, id: string) => context.load.logged.load(id)

export const events = {
  ConversationEvent,
  ConversationCreated: { ...entry, conversation: ({ event }: Entry, _: unknown, context: Context) => conversationById(context, event.conversationId) },
  MessageCreated: carried,
  MessageEdited: carried,
  MessageDeleted: carried,
  MessagePinned: carried,
  ReactionAdded: reacted,
  ReactionRemoved: reacted,
  ReadMoved: { ...entry, user, upToSeq: ({ event }: Entry<'read.moved'>) => event.payload.upToSeq },
  MemberAdded: { ...entry, user, role: ({ event }: Entry<'member.added'>) => event.payload.role },
  MemberRemoved: {
    ...entry, user,
    left: ({ event }: Entry<'member.removed'>) => event.payload.reason === 'LEFT',
    newOwner: ({ event }: Entry<'member.removed'>, _: unknown, context: Context) => userOf(context, event.payload.newOwnerId),
  },
  OwnerChanged: { ...entry, user },
  TitleChanged: { ...entry, title: ({ event }: Entry<'title.changed'>) => event.payload.title },
  CaughtUp: {
    cursor: ({ place, conversationId }: { place: { epoch: number; seq: number }; conversationId: string }, _: unknown, { services }: Context) =>
      services.cursors.encode({ conversationId, ...place }),
  },
}
