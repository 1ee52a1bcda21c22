import type { Sql } from './transaction.ts'

const unreadStatement = `
SELECT w.id, count(m.id)::int AS unread
  FROM unnest($1::uuid[], $2::int[]) AS w(id, read_seq)
  LEFT JOIN messages.message m ON m.conversation_id = w.id AND m.seq > w.read_seq AND m.deleted_at IS NULL
       AND m.sender_id <> ALL ($3)
       AND NOT EXISTS (SELECT FROM messages.hidden h WHERE h.message_id = m.id AND h.identity_id = ANY ($3))
 GROUP BY w.id`

/**
 * How many messages of others stand after a read position, by conversation: messages are counted, not seq. Deleted ones,
 * hidden ones and system lines (nobody's) do not count.
 */
export async function unreadCounts(sql: Sql, places: readonly { id: string; readSeq: number }[], identityIds: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await sql.query<{ id: string; unread: number }>(unreadStatement, [places.map(({ id }) => id), places.map(({ readSeq }) => readSeq), identityIds])
  return new Map(rows.map((row) => [row.id, row.unread]))
}
