import type { Company } from '@switchboard/domain/ids'
import type { Origin } from '../../domain/event.ts'
import type { DeliveryState } from './delivery.ts'
import type { Sql } from './transaction.ts'

export interface ReactionRow { messageId: string; identityId: string; emoji: string; at: Date }

/** Reactions of messages, oldest first. */
export async function reactionsOf(sql: Sql, messageIds: readonly string[]): Promise<ReactionRow[]> {
  return (await sql.query<ReactionRow>(
    `SELECT message_id AS "messageId", identity_id AS "identityId", emoji, at FROM messages.reaction WHERE message_id = ANY ($1) ORDER BY at, identity_id, emoji`,
    [messageIds])).rows
}

export interface RevisionRow { messageId: string; revision: number; body: string; origin: Origin; at: Date }

/** The bodies that edited messages have had, first to present; a message never edited has none here. */
export async function revisionsOf(sql: Sql, messageIds: readonly string[]): Promise<RevisionRow[]> {
  return (await sql.query<RevisionRow>(
    `SELECT message_id AS "messageId", revision, body, origin, at FROM messages.message_revision WHERE message_id = ANY ($1) ORDER BY message_id, revision`,
    [messageIds])).rows
}

export interface DeliveryRow {
  messageId: string
  company: Company
  state: DeliveryState
  attempts: number
  lastError: string | null
  at: Date
  triedAt: Date | null
  sentAt: Date | null
  deliveredAt: Date | null
  seenAt: Date | null
}

/** Where messages stand on their ways to the companies. */
export async function deliveriesOf(sql: Sql, messageIds: readonly string[]): Promise<DeliveryRow[]> {
  return (await sql.query<DeliveryRow>(
    `SELECT message_id AS "messageId", company, state, attempts, last_error AS "lastError", at, tried_at AS "triedAt", sent_at AS "sentAt",
            delivered_at AS "deliveredAt", seen_at AS "seenAt"
       FROM messages.delivery WHERE message_id = ANY ($1) ORDER BY message_id, company`, [messageIds])).rows
}

export interface ReceiptRow { messageId: string; identityId: string; deliveredAt: Date | null; seenAt: Date | null }

/** Reports of devices, and members whose read position has passed the message: they have seen it no later than it last moved. */
const receiptsStatement = `
SELECT m.id AS "messageId", p.identity_id AS "identityId", r.delivered_at AS "deliveredAt",
       coalesce(r.seen_at, CASE WHEN p.read_seq >= m.seq THEN p.read_at END) AS "seenAt"
  FROM messages.message m
  JOIN messages.member p ON p.conversation_id = m.conversation_id AND p.identity_id IS DISTINCT FROM m.sender_id
  LEFT JOIN messages.receipt r ON r.message_id = m.id AND r.identity_id = p.identity_id
 WHERE m.id = ANY ($1) AND (r.message_id IS NOT NULL OR (p.read_seq >= m.seq AND p.read_at IS NOT NULL))
 ORDER BY m.id, p.joined_at, p.identity_id`

export async function receiptsOf(sql: Sql, messageIds: readonly string[]): Promise<ReceiptRow[]> {
  return (await sql.query<ReceiptRow>(receiptsStatement, [messageIds])).rows
}
