import type { Sql } from './transaction.ts'

/** A message of ours at company A. */
export interface MessageAtA {
  nativeId: string
  messageId: string
  nativeConversationId: string
  nativeSeq: number
}

const columns = 'native_id AS "nativeId", message_id AS "messageId", native_conversation_id AS "nativeConversationId", native_seq AS "nativeSeq"'

export async function messageAtA(sql: Sql, nativeId: string): Promise<MessageAtA | undefined> {
  const { rows } = await sql.query<MessageAtA>(`SELECT ${columns} FROM messages.message_at_a WHERE native_id = $1`, [nativeId])
  return rows[0]
}

/** What our message is at A; undefined when it is not there. */
export async function nativeOf(sql: Sql, messageId: string): Promise<MessageAtA | undefined> {
  const { rows } = await sql.query<MessageAtA>(`SELECT ${columns} FROM messages.message_at_a WHERE message_id = $1 ORDER BY native_seq LIMIT 1`, [messageId])
  return rows[0]
}

/** Says which message of A ours is; harmless when it was said before. */
export async function mapMessage(sql: Sql, mapping: MessageAtA): Promise<void> {
  await sql.query(
    'INSERT INTO messages.message_at_a (native_id, message_id, native_conversation_id, native_seq) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
    [mapping.nativeId, mapping.messageId, mapping.nativeConversationId, mapping.nativeSeq])
}

/**
 * The log position that reading up to an A seq means: the last message below which everything by others has been read
 * there. Messages stand in another order here when they crossed; what A does not show yet is not read. 0: no further than
 * the reader's position.
 */
export async function positionFromA(sql: Sql, conversationId: string, nativeId: string, readerId: string, upToSeq: number): Promise<number> {
  const { rows } = await sql.query<{ seq: number }>(
    `WITH placed AS (
       SELECT m.seq, m.sender_id, x.native_seq FROM messages.message m
         LEFT JOIN messages.message_at_a x ON x.message_id = m.id AND x.native_conversation_id = $2
        WHERE m.conversation_id = $1 AND m.seq > coalesce((SELECT read_seq FROM messages.member WHERE conversation_id = $1 AND identity_id = $3), 0))
     SELECT coalesce(max(seq), 0) AS seq FROM placed
      WHERE native_seq <= $4
        AND seq < coalesce((SELECT min(seq) FROM placed WHERE (native_seq IS NULL OR native_seq > $4) AND sender_id IS DISTINCT FROM $3), 2147483647)`,
    [conversationId, nativeId, readerId, upToSeq])
  return rows[0]?.seq ?? 0
}

/** The A seq that a log position means (mapping, "Read"): the highest one below which everything by others is read here; 0: no further than `above`. */
export async function positionAtA(sql: Sql, conversationId: string, nativeId: string, readerId: string, upToSeq: number, above: number): Promise<number> {
  const { rows } = await sql.query<{ seq: number }>(
    `WITH placed AS (
       SELECT m.seq, m.sender_id, x.native_seq FROM messages.message_at_a x JOIN messages.message m ON m.id = x.message_id
        WHERE x.native_conversation_id = $2 AND m.conversation_id = $1 AND x.native_seq > $5)
     SELECT coalesce(max(native_seq), 0) AS seq FROM placed
      WHERE seq <= $4 AND native_seq < coalesce((SELECT min(native_seq) FROM placed WHERE seq > $4 AND sender_id IS DISTINCT FROM $3), 2147483647)`,
    [conversationId, nativeId, readerId, upToSeq, above])
  return rows[0]?.seq ?? 0
}
