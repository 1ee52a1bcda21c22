import type { Sql } from './transaction.ts'

const inboxStatement = `
SELECT c.id, concat_ws(':', c.epoch, c.last_seq, c.last_activity_at, c.birth, max(me.read_seq), max(me.archived_at), max(me.muted_until), h.hidden) AS state
  FROM messages.member me
  JOIN messages.conversation c ON c.id = me.conversation_id
  LEFT JOIN (
    SELECT m.conversation_id, count(*) AS hidden FROM messages.hidden x JOIN messages.message m ON m.id = x.message_id
     WHERE x.identity_id = ANY ($1) GROUP BY 1) h ON h.conversation_id = c.id
 WHERE me.identity_id = ANY ($1) AND me.left_at IS NULL
 GROUP BY c.id, h.hidden ORDER BY c.last_activity_at DESC, c.id DESC`

/** A fingerprint of the state of each of the viewer's conversations, newest activity first: a differing one has changed. */
export async function inboxState(sql: Sql, identityIds: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await sql.query<{ id: string; state: string }>(inboxStatement, [identityIds])
  return new Map(rows.map((row) => [row.id, row.state]))
}
