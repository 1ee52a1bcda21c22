import { z } from 'zod'
import { attachmentAnswer, type AAttachment } from './attachment.ts'
import { contractual, type Contract } from './contractual.ts'

export type AReaction = { emoji: string; personIds: string[] }

/** What a SYSTEM message tells: it mirrors a membership or title change that has an event of its own. */
export type ASystemNote = { action: 'MEMBER_ADDED' | 'MEMBER_REMOVED' | 'MEMBER_LEFT' | 'TITLE_CHANGED'; actorId: string; personId: string | null; title: string | null }

/** A message of company A. Bodies are Markdown, kept byte for byte. */
export type AMessage = {
  id: string
  conversationId: string
  /** Gap-free from 1 in its conversation. */
  seq: number
  /** Null only for SYSTEM. */
  authorId: string | null
  clientKey: string | null
  kind: 'TEXT' | 'IMAGE' | 'FILE' | 'SYSTEM'
  body: string
  attachments: AAttachment[]
  replyTo: string | null
  threadRoot: string | null
  reactions: AReaction[]
  sentAt: string
  editedAt: string | null
  revision: number
  deleted: { at: string; by: string | null } | null
  pinned: boolean
  system: ASystemNote | null
}

const reaction = contractual<Contract['Reaction']>()(z.object({ emoji: z.string(), userIds: z.array(z.string()) }))
const toReaction = (row: z.output<typeof reaction>): AReaction => ({ emoji: row.emoji, personIds: row.userIds })

const system = contractual<Contract['SystemInfo']>()(z.object({
  action: z.enum(['MEMBER_ADDED', 'MEMBER_REMOVED', 'MEMBER_LEFT', 'TITLE_CHANGED']),
  actorId: z.string(),
  userId: z.string().nullable(),
  title: z.string().nullable(),
})).transform((note): ASystemNote => ({ action: note.action, actorId: note.actorId, personId: note.userId, title: note.title }))

const wire = contractual<Contract['Message']>()(z.object({
  id: z.string().min(1),
  conversationId: z.string().min(1),
  seq: z.int().min(1),
  senderId: z.string().nullable(),
  clientMessageId: z.string().nullable(),
  kind: z.enum(['TEXT', 'IMAGE', 'FILE', 'SYSTEM']),
  body: z.string(),
  attachments: z.array(attachmentAnswer),
  replyToId: z.string().nullable(),
  threadRootId: z.string().nullable(),
  reactions: z.array(reaction.transform(toReaction)),
  sentAt: z.string(),
  editedAt: z.string().nullable(),
  version: z.int().min(1),
  deletedAt: z.string().nullable(),
  deletedBy: z.string().nullable(),
  pinned: z.boolean(),
  system: system.nullable(),
}))

/** Reads a message or its tombstone. */
export const messageAnswer = wire.transform((row): AMessage => ({
  id: row.id,
  conversationId: row.conversationId,
  seq: row.seq,
  authorId: row.senderId,
  clientKey: row.clientMessageId,
  kind: row.kind,
  body: row.body,
  attachments: row.attachments,
  replyTo: row.replyToId,
  threadRoot: row.threadRootId,
  reactions: row.reactions,
  sentAt: row.sentAt,
  editedAt: row.editedAt,
  revision: row.version,
  deleted: row.deletedAt === null ? null : { at: row.deletedAt, by: row.deletedBy },
  pinned: row.pinned,
  system: row.system,
}))

/** Reads messages by seq, ascending; `more` in the asked direction. */
export const messagePageAnswer = z.object({ items: z.array(messageAnswer), hasMore: z.boolean(), lastSeq: z.int().min(0) })
  .transform((page) => ({ messages: page.items, more: page.hasMore, lastSeq: page.lastSeq }))

export type AMessagePage = z.output<typeof messagePageAnswer>

/** Reads all versions of a body, the first one included. */
export const editsAnswer = z.object({ items: z.array(z.object({ version: z.int().min(1), body: z.string(), at: z.string() })) })
  .transform((page) => page.items.map((row) => ({ revision: row.version, body: row.body, at: row.at })))

/** Reads the reactions of a message after a change. */
export const reactionsAnswer = contractual<Contract['ReactionState']>()(z.object({ messageId: z.string(), reactions: z.array(reaction) }))
  .transform((state) => state.reactions.map(toReaction))

/** Reads a read position; `movedAt` is null if it never moved. */
export const readPositionAnswer = z.object({ upToSeq: z.int().min(0), readAt: z.string().nullable() })
  .transform((position) => ({ upToSeq: position.upToSeq, movedAt: position.readAt }))
