import type { Content } from '../../domain/content.ts'
import type { Sql } from './transaction.ts'

export interface ScheduledRow {
  id: string
  conversationId: string
  senderId: string
  clientMessageId: string
  content: Content
  sendAt: Date
  cancelledAt: Date | null
  messageId: string | null
}

const columns = `id, conversation_id AS "conversationId", sender_id AS "senderId", client_message_id AS "clientMessageId", content, send_at AS "sendAt",
  cancelled_at AS "cancelledAt", message_id AS "messageId"`

/** Stores a message that waits for its time; the one stored before under the same client id is answered instead. */
export async function storeScheduled(sql: Sql, row: Pick<ScheduledRow, 'id' | 'conversationId' | 'senderId' | 'content' | 'sendAt'>): Promise<{ row: ScheduledRow; fresh: boolean }> {
  const { rows } = await sql.query<ScheduledRow>(
    `INSERT INTO messages.scheduled_message (id, conversation_id, sender_id, client_message_id, content, send_at) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (conversation_id, sender_id, client_message_id) DO NOTHING RETURNING ${columns}`,
    [row.id, row.conversationId, row.senderId, row.content.clientMessageId, JSON.stringify(row.content), row.sendAt])
  if (rows[0]) return { row: rows[0], fresh: true }
  const { rows: known } = await sql.query<ScheduledRow>(
    `SELECT ${columns} FROM messages.scheduled_message WHERE conversation_id = $1 AND sender_id = $2 AND client_message_id = $3`,
    [row.conversationId, row.senderId, row.content.clientMessageId])
  return { row: known[0] as ScheduledRow, fresh: false }
}

/** A scheduled message, locked until the transaction ends. */
export async function lockScheduled(sql: Sql, id: string): Promise<ScheduledRow | undefined> {
  return (await sql.query<ScheduledRow>(`SELECT ${columns} FROM messages.scheduled_message WHERE id = $1 FOR UPDATE`, [id])).rows[0]
}

/** Ends the wait: with the message it became, or (null) without one. */
export async function endScheduled(sql: Sql, id: string, messageId: string | null): Promise<void> {
  await sql.query(
    'UPDATE messages.scheduled_message SET message_id = $2, cancelled_at = CASE WHEN $2::uuid IS NULL THEN now() END WHERE id = $1', [id, messageId])
}

/** What some identities have waiting in conversations, soonest first. */
export async function waitingScheduled(sql: Sql, conversationIds: readonly string[], senderIds: readonly string[]): Promise<ScheduledRow[]> {
  return (await sql.query<ScheduledRow>(
    `SELECT ${columns} FROM messages.scheduled_message
      WHERE conversation_id = ANY ($1) AND sender_id = ANY ($2) AND cancelled_at IS NULL AND message_id IS NULL ORDER BY send_at, id`, [conversationIds, senderIds])).rows
}
