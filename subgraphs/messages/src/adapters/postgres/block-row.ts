import type { Sql } from './transaction.ts'

/** Blocks or unblocks every pair; answers the pairs that changed. */
export async function setBlocked(sql: Sql, blockerIds: readonly string[], blockedIds: readonly string[], blocked: boolean): Promise<{ blockerId: string; blockedId: string }[]> {
  const statement = blocked
    ? `INSERT INTO messages.block (blocker_id, blocked_id) SELECT a, b FROM unnest($1::uuid[]) a, unnest($2::uuid[]) b
       ON CONFLICT DO NOTHING RETURNING blocker_id AS "blockerId", blocked_id AS "blockedId"`
    : `DELETE FROM messages.block WHERE blocker_id = ANY ($1) AND blocked_id = ANY ($2) RETURNING blocker_id AS "blockerId", blocked_id AS "blockedId"`
  return (await sql.query<{ blockerId: string; blockedId: string }>(statement, [blockerIds, blockedIds])).rows
}

/** Whom some identities block, the latest first. */
export async function blockedBy(sql: Sql, blockerIds: readonly string[]): Promise<string[]> {
  const { rows } = await sql.query<{ id: string }>(
    `SELECT blocked_id AS id FROM messages.block WHERE blocker_id = ANY ($1) GROUP BY 1 ORDER BY max(at) DESC, 1`, [blockerIds])
  return rows.map((row) => row.id)
}

/** Which of `ids` one of `blockerIds` blocks. */
export async function blockedAmong(sql: Sql, blockerIds: readonly string[], ids: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql.query<{ id: string }>(
    'SELECT blocked_id AS id FROM messages.block WHERE blocker_id = ANY ($1) AND blocked_id = ANY ($2)', [blockerIds, ids])
  return new Set(rows.map((row) => row.id))
}
