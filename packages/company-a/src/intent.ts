import { z } from 'zod'
import { textFault, textLimits } from './text.ts'

const id = z.string().min(1).max(128)
const key = z.string().regex(/^[\x21-\x7e]{1,128}$/)
const text = (limit: number, emptyAllowed: boolean) => z.string().refine((value) => textFault(value, limit, { emptyAllowed }) === undefined, 'not a text that company A takes')
const title = text(textLimits.title, false).nullable()
const name = text(textLimits.name, false)
const avatarUrl = z.string().max(500).nullable()
const emoji = z.string().min(1).max(64).refine((value) => value.isWellFormed(), 'holds a lone surrogate')

const inConversation = { actAs: id, conversationId: id }
const onMessage = { ...inConversation, messageId: id }

const frozenMessage = z.object({
  kind: z.enum(['TEXT', 'IMAGE', 'FILE']),
  body: text(textLimits.body, true),
  clientKey: z.string().regex(/^[\x21-\x7e]{1,64}$/),
  attachmentIds: z.array(id).max(10),
  replyTo: id.nullable(),
  threadRoot: id.nullable(),
})

/**
 * An outgoing call to company A as stored before its first try: all that is needed to make exactly this call again,
 * and nothing secret. Read it back from the database through this check. `actAs` is A's id of the acting person.
 */
export const intentSchema = z.discriminatedUnion('op', [
  z.object({ op: z.literal('putShadow'), ref: z.string().regex(/^[A-Za-z0-9._:~-]{1,128}$/), name, avatarUrl }),
  z.object({ op: z.literal('updateProfile'), actAs: id, changes: z.object({ handle: z.string().exactOptional(), name: name.exactOptional(), avatarUrl: avatarUrl.exactOptional() }) }),
  z.object({ op: z.literal('createDirect'), actAs: id, key, peerId: id }),
  z.object({ op: z.literal('createGroup'), actAs: id, key, memberIds: z.array(id).max(499), title }),
  z.object({ op: z.literal('setTitle'), ...inConversation, title }),
  z.object({ op: z.literal('addMembers'), ...inConversation, personIds: z.array(id).min(1).max(100) }),
  z.object({ op: z.literal('removeMember'), ...inConversation, personId: id }),
  z.object({ op: z.literal('sendMessage'), ...inConversation, key, message: frozenMessage }),
  z.object({ op: z.literal('editMessage'), ...onMessage, body: text(textLimits.body, true), expectedRevision: z.int().min(1).nullable() }),
  z.object({ op: z.literal('setPinned'), ...onMessage, pinned: z.boolean() }),
  z.object({ op: z.literal('deleteMessage'), ...onMessage }),
  z.object({ op: z.literal('react'), ...onMessage, emoji, on: z.boolean() }),
  z.object({ op: z.literal('markRead'), ...inConversation, upToSeq: z.int().min(0) }),
  z.object({ op: z.literal('typing'), ...inConversation }),
])

export type AIntent = z.output<typeof intentSchema>
export type AIntentOp = AIntent['op']

/** The intent of one operation. */
export type AIntentOf<Op extends AIntentOp> = Extract<AIntent, { op: Op }>
