import type { Sql } from './transaction.ts'

export interface UnreadRows { as: number; peer: number; ids: number[] }

/**
 * Rows at B of messages that a member has read here and that are not seen there: those to the member, and in a group those
 * that others wrote to its room. The newest 5,000.
 */
export async function unreadRows(sql: Sql, conversationId: string, identityId: string): Promise<UnreadRows[]> {
  const { rows } = await sql.query<UnreadRows>(
    `SELECT "to" AS "as", "from" AS peer, array_agg(id) AS ids FROM (
       SELECT r.id, (r.row->>'to')::int AS "to", (r.row->>'from')::int AS "from"
         FROM messages.member me
         JOIN messages.message m ON m.conversation_id = me.conversation_id AND m.seq <= me.read_seq AND m.sender_id IS DISTINCT FROM me.identity_id
         JOIN users.identity_card i ON i.id = me.identity_id
         JOIN messages.row_at_b r ON r.message_id = m.id AND r.row->>'status' <> 'seen' AND r.row->>'kind' <> 'deleted'
         JOIN messages.pair_at_b p ON p.lo = r.lo AND p.hi = r.hi AND p.archive_no = r.archive_no
         LEFT JOIN messages.room_at_b room ON room.conversation_id = me.conversation_id
        WHERE me.conversation_id = $1 AND me.identity_id = $2
          AND (r.row->>'to' = CASE WHEN i.company = 'B' THEN i.native_id ELSE i.shadow_native_id END OR (r.row->>'to')::int = room.uid)
        ORDER BY m.seq DESC LIMIT 5000) due
      GROUP BY 1, 2`, [conversationId, identityId])
  return rows
}
