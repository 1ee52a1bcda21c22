import type { Sql } from './transaction.ts'

/** Says how far the birth of a log is. */
export async function setBirth(sql: Sql, conversationId: string, birth: 'RUNNING' | 'BORN'): Promise<void> {
  await sql.query('UPDATE messages.conversation SET birth = $2, birth_error = NULL WHERE id = $1', [conversationId, birth])
}

/** Whether the log tells of the conversation's creation already. */
export async function hasCreation(sql: Sql, conversationId: string): Promise<boolean> {
  const { rowCount } = await sql.query(`SELECT FROM messages.log_event WHERE conversation_id = $1 AND kind = 'conversation.created' LIMIT 1`, [conversationId])
  return rowCount === 1
}

/** A company's own times decide who is longest-standing when an OWNER goes. */
export async function setJoinedAt(sql: Sql, conversationId: string, identityId: string, joinedAt: string): Promise<void> {
  await sql.query('UPDATE messages.member SET joined_at = $3 WHERE conversation_id = $1 AND identity_id = $2', [conversationId, identityId, joinedAt])
}

/** Sets a read position of the past: it stands, but it is no news for the log. */
export async function setReadPosition(sql: Sql, conversationId: string, identityId: string, position: number): Promise<void> {
  await sql.query(
    `UPDATE messages.member SET read_seq = greatest(read_seq, $3), logged_read_seq = greatest(logged_read_seq, $3), read_at = coalesce(read_at, now())
      WHERE conversation_id = $1 AND identity_id = $2`, [conversationId, identityId, position])
}

export interface PersonAtA {
  id: string
  nativeId: string
}

/** A's people whose list of conversations nobody has asked for yet, who have a session first. */
export async function unlistedPeople(sql: Sql, limit: number): Promise<PersonAtA[]> {
  const { rows } = await sql.query<PersonAtA>(
    `SELECT i.id, i.native_id AS "nativeId" FROM users.identity_card i
      WHERE i.company = 'A' AND i.closed_at IS NULL AND NOT EXISTS (SELECT FROM messages.sync_position p WHERE p.name = 'A:listed:' || i.id)
      ORDER BY EXISTS (SELECT FROM users.session_card s WHERE s.identity_id = i.id) DESC, i.id LIMIT $1`, [limit])
  return rows
}

/** Has one conversation of A (or, undefined, all of them and everybody's list) read anew. */
export async function markToReconcile(sql: Sql, nativeId: string | undefined): Promise<void> {
  await sql.query(
    `INSERT INTO messages.timer (kind, key, due_at) SELECT 'a:reconcile', native_id, now() FROM messages.conversation_at_a
      WHERE $1::text IS NULL OR native_id = $1 ON CONFLICT DO NOTHING`, [nativeId ?? null])
  if (nativeId === undefined) await sql.query(`DELETE FROM messages.sync_position WHERE name LIKE 'A:listed:%'`)
}

/** DIRECTs of two natives of A that were opened here, wait for A's history, and have no place at A nor one on its way. */
export async function directsWithoutPlace(sql: Sql, limit: number): Promise<string[]> {
  const { rows } = await sql.query<{ id: string }>(
    `SELECT c.id FROM messages.conversation c
      WHERE c.birth = 'WAITING' AND c.kind = 'DIRECT' AND c.legs = '{A}'
        AND NOT EXISTS (SELECT FROM messages.conversation_at_a x WHERE x.conversation_id = c.id)
        AND NOT EXISTS (SELECT FROM messages.outbox o WHERE o.conversation_id = c.id AND o.company = 'A'
              AND (o.kind = 'conversation.create' OR o.state = 'UNPLANNED') AND o.state IN ('UNPLANNED', 'PENDING', 'UNKNOWN', 'PARKED'))
      ORDER BY c.birth_priority DESC, c.created_at LIMIT $1`, [limit])
  return rows.map(({ id }) => id)
}
