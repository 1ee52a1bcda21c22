import { BroadcastList, BroadcastPost } from './broadcast.ts'
import { Conversation, Member, ScheduledMessage } from './conversation.ts'
import { events } from './events.ts'
import { Attachment, BroadcastCopy, Delivery, Message, MessageExtension, Nudge, Reaction, Receipt, Sticker, SystemLine, Voice } from './message.ts'
import { Mutation } from './mutation.ts'
import { Query, User } from './query.ts'
import { Cursor, DateTime, URL } from './scalars.ts'
import { InboxUpdate, Subscription, TypingEvent } from './subscription.ts'

/** The resolvers of the whole subgraph; fields without one are properties of the rows that stand for their type. */
export const resolvers = {
  Query, Mutation, Subscription, User,
  Conversation, Member, ScheduledMessage, InboxUpdate, TypingEvent,
  Message, MessageExtension, Nudge, Sticker, Voice, Reaction, SystemLine, Delivery, Receipt, Attachment,
  BroadcastCopy, BroadcastList, BroadcastPost,
  ...events,
  DateTime, Cursor, URL,
}
