import { z } from 'zod'
import { contractual, type Contract } from './contractual.ts'

export type AMember = { personId: string; role: 'OWNER' | 'MEMBER'; joinedAt: string; lastReadSeq: number }

/** A conversation of company A with all its members. */
export type AConversation = {
  id: string
  kind: 'DIRECT' | 'GROUP'
  title: string | null
  createdBy: string
  members: AMember[]
  lastSeq: number
  lastActivityAt: string
  createdAt: string
  updatedAt: string
}

/** A conversation in the list of one person, seen by that person; without its members. */
export type AConversationSummary = {
  id: string
  kind: 'DIRECT' | 'GROUP'
  title: string | null
  memberCount: number
  /** The other one of a DIRECT. */
  peerId: string | null
  role: 'OWNER' | 'MEMBER'
  lastReadSeq: number
  lastSeq: number
  lastActivityAt: string
  createdAt: string
  updatedAt: string
}

const kind = z.enum(['DIRECT', 'GROUP'])
const role = z.enum(['OWNER', 'MEMBER'])
const seq = z.int().min(0)

const member = contractual<Contract['Member']>()(z.object({ userId: z.string().min(1), role, joinedAt: z.string(), lastReadSeq: seq }))

/** Reads a membership. */
export const memberAnswer = member.transform((row): AMember => ({ personId: row.userId, role: row.role, joinedAt: row.joinedAt, lastReadSeq: row.lastReadSeq }))

/** Reads a conversation. */
export const conversationAnswer = contractual<Contract['Conversation']>()(z.object({
  id: z.string().min(1),
  kind,
  title: z.string().nullable(),
  createdBy: z.string(),
  members: z.array(memberAnswer),
  lastSeq: seq,
  lastActivityAt: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
}))

const summary = contractual<Contract['ConversationSummary']>()(z.object({
  id: z.string().min(1),
  kind,
  title: z.string().nullable(),
  memberCount: z.int(),
  peerId: z.string().nullable(),
  myRole: role,
  myLastReadSeq: seq,
  lastSeq: seq,
  lastActivityAt: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
}))

/** Reads a page of a person's conversations; `next` is null on the last. */
export const conversationPageAnswer = z.object({
  items: z.array(summary.transform(({ myRole, myLastReadSeq, ...rest }): AConversationSummary => ({ ...rest, role: myRole, lastReadSeq: myLastReadSeq }))),
  nextCursor: z.string().nullable(),
}).transform((page) => ({ conversations: page.items, next: page.nextCursor }))

export type AConversationPage = z.output<typeof conversationPageAnswer>
