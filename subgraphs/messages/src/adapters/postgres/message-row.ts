import type { MessageSnapshot } from '../../domain/event.ts'
import type { Sql } from './transaction.ts'

const time = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`

/** The columns of messages.message (alias `m`) under the names of {@link MessageSnapshot}. */
export const messageColumns = `
  m.id, m.conversation_id AS "conversationId", m.seq, m.sender_id AS "senderId", m.client_message_id AS "clientMessageId",
  m.kind, m.body, m.extension, m.reply_to_id AS "replyToId", m.thread_root_id AS "threadRootId", m.revision,
  ${time('m.edited_at')} AS "editedAt", ${time('m.deleted_at')} AS "deletedAt", m.deleted_by AS "deletedBy", m.pinned,
  m.system, m.broadcast, m.origin, ${time('m.source_at')} AS "sourceAt", ${time('m.accepted_at')} AS "acceptedAt", m.fidelity,
  ARRAY(SELECT a.id FROM messages.attachment a WHERE a.message_id = m.id ORDER BY a.position) AS "attachmentIds"`

/** Messages by id; unknown ids are left out, order is free. */
export async function messagesById(sql: Sql, ids: readonly string[]): Promise<MessageSnapshot[]> {
  const { rows } = await sql.query<MessageSnapshot>(`SELECT ${messageColumns} FROM messages.message m WHERE m.id = ANY ($1)`, [ids])
  return rows
}
