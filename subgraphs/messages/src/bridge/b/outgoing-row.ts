import { z } from 'zod'
import type { RowRole } from '../../adapters/postgres/row-at-b.ts'

/**
 * The kinds of planned rows towards B. `message.send` carries (a part of) the message itself; the others change what
 * stands there, or tell of a change in a row of their own.
 */
export const sendKinds = ['message.send', 'edit.send', 'edit.followup', 'delete.note', 'room.line'] as const
export type SendKind = (typeof sendKinds)[number]

const note = z.object({ leg: z.enum(['A>B', 'B>A']), code: z.string(), detail: z.string().optional() })

/** One row to be written at B, its text in B's form. `from` and `to` are uids. */
export const sendPayload = z.object({
  from: z.int(), to: z.int(), text: z.string(), kind: z.enum(['text', 'image', 'voice', 'sticker', 'nudge']), time: z.int(), tag: z.string(),
  part: z.int(), revision: z.int(), messageId: z.string().optional(), quote: z.string().optional(), expiresIn: z.int().optional(),
  /** In a room: the list that it is posted to instead, and whom it has to reach. `to` is 0 then. */
  list: z.object({ absentUid: z.int(), chunk: z.int(), members: z.array(z.int()) }).optional(),
  attachmentId: z.string().optional(), recipientId: z.string().optional(), notes: z.array(note).optional(), role: z.string().optional(),
})
export type SendPayload = z.output<typeof sendPayload>

export const changePayload = z.object({
  messageId: z.string(), identityId: z.string().optional(), keepRevision: z.int().optional(),
})
export const readPayload = z.object({ conversationId: z.string(), identityId: z.string() })

export function isSend(kind: string): kind is SendKind {
  return (sendKinds as readonly string[]).includes(kind)
}

/** What the row of a send is once it stands at B. */
export function roleOfSend(kind: string): RowRole {
  if (kind === 'message.send' || kind === 'edit.send') return 'BODY'
  return kind === 'room.line' ? 'LINE' : 'FOLLOWUP'
}
