import { z } from 'zod'
import { conversationAnswer, memberAnswer, type AConversation, type AMember } from './answers/conversation.ts'
import { messageAnswer, type AMessage } from './answers/message.ts'
import { personAnswer, type APerson } from './answers/person.ts'

/** What every change carries. `origin` is an app of A, or the service client whose call caused it (then: an echo of ours). */
export type ChangeHead = {
  /** Ascends in commit order. */
  eventId: string
  /** A's time of the change, ISO 8601 with microseconds. */
  sourceTime: string
  origin: string
  /** The effective person; null when there was none. */
  actorId: string | null
}

type InConversation = ChangeHead & { conversationId: string }

/**
 * A change at company A in our words, ids as A's opaque strings, states as they were right after the change.
 * A SYSTEM message (`message.system !== null`) only mirrors a title or membership change that comes as a change of its own.
 */
export type IncomingChange =
  | (ChangeHead & { type: 'profile'; person: APerson })
  | (InConversation & { type: 'conversation-created' | 'conversation-updated'; conversation: AConversation })
  | (InConversation & { type: 'member-added'; member: AMember })
  | (InConversation & { type: 'member-removed'; personId: string; reason: 'LEFT' | 'REMOVED'; newOwnerId: string | null })
  | (InConversation & { type: 'message-created' | 'message-updated' | 'message-deleted'; seq: number; message: AMessage })
  | (InConversation & { type: 'reaction-added' | 'reaction-removed'; messageId: string; seq: number; personId: string; emoji: string })
  | (InConversation & { type: 'read'; personId: string; upToSeq: number })
  | (InConversation & { type: 'typing'; personId: string; expiresAt: string })
  /** An event that the contract does not know or that breaks it: to be logged and passed over, so that the feed never stops. */
  | (ChangeHead & { type: 'unrecognised'; sourceType: string; reason: string })

const head = { eventId: z.string().min(1), occurredAt: z.string(), origin: z.string(), actorId: z.string().nullable() }
const inConversation = { ...head, conversationId: z.string().min(1) }
const event = <Type extends string, Data extends z.ZodType>(type: Type, data: Data) => z.object({ ...inConversation, type: z.literal(type), data })

const oneMessage = z.object({ message: messageAnswer })
const oneConversation = z.object({ conversation: conversationAnswer })
const oneReaction = z.object({ messageId: z.string(), seq: z.int(), userId: z.string(), emoji: z.string() })

const knownEvent = z.discriminatedUnion('type', [
  z.object({ ...head, type: z.literal('user.updated'), data: z.object({ user: personAnswer }) }),
  event('conversation.created', oneConversation),
  event('conversation.updated', oneConversation),
  event('member.added', z.object({ member: memberAnswer })),
  event('member.removed', z.object({ userId: z.string(), reason: z.enum(['LEFT', 'REMOVED']), newOwnerId: z.string().nullable() })),
  event('message.created', oneMessage),
  event('message.updated', oneMessage),
  event('message.deleted', oneMessage),
  event('reaction.added', oneReaction),
  event('reaction.removed', oneReaction),
  event('read.updated', z.object({ userId: z.string(), upToSeq: z.int().min(0) })),
  event('typing', z.object({ userId: z.string(), expiresAt: z.string() })),
])

const envelope = z.object({ ...head, type: z.string() })

/** Reads one event of the feed or of a webhook. Fails only when not even the envelope is right. */
export const changeAnswer = z.unknown().transform((raw, context): IncomingChange => {
  const known = knownEvent.safeParse(raw)
  if (known.success) return toChange(known.data)
  const outer = envelope.safeParse(raw)
  if (!outer.success) {
    context.addIssue({ code: 'custom', message: 'not an event' })
    return z.NEVER
  }
  const reason = known.error.issues.slice(0, 3).map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')
  return { type: 'unrecognised', ...headOf(outer.data), sourceType: outer.data.type, reason }
})

function headOf(raw: { eventId: string; occurredAt: string; origin: string; actorId: string | null }): ChangeHead {
  return { eventId: raw.eventId, sourceTime: raw.occurredAt, origin: raw.origin, actorId: raw.actorId }
}

function toChange(raw: z.output<typeof knownEvent>): IncomingChange {
  if (raw.type === 'user.updated') return { type: 'profile', ...headOf(raw), person: raw.data.user }
  const common = { ...headOf(raw), conversationId: raw.conversationId }
  switch (raw.type) {
    case 'conversation.created':
      return { type: 'conversation-created', ...common, conversation: raw.data.conversation }
    case 'conversation.updated':
      return { type: 'conversation-updated', ...common, conversation: raw.data.conversation }
    case 'member.added':
      return { type: 'member-added', ...common, member: raw.data.member }
    case 'member.removed':
      return { type: 'member-removed', ...common, personId: raw.data.userId, reason: raw.data.reason, newOwnerId: raw.data.newOwnerId }
    case 'message.created':
      return { type: 'message-created', ...common, seq: raw.data.message.seq, message: raw.data.message }
    case 'message.updated':
      return { type: 'message-updated', ...common, seq: raw.data.message.seq, message: raw.data.message }
    case 'message.deleted':
      return { type: 'message-deleted', ...common, seq: raw.data.message.seq, message: raw.data.message }
    case 'reaction.added':
    case 'reaction.removed':
      return { type: raw.type === 'reaction.added' ? 'reaction-added' : 'reaction-removed', ...common, messageId: raw.data.messageId, seq: raw.data.seq, personId: raw.data.userId, emoji: raw.data.emoji }
    case 'read.updated':
      return { type: 'read', ...common, personId: raw.data.userId, upToSeq: raw.data.upToSeq }
    case 'typing':
      return { type: 'typing', ...common, personId: raw.data.userId, expiresAt: raw.data.expiresAt }
  }
}
