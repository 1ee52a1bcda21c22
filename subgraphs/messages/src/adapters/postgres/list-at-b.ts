import type { ListRow } from './broadcast-list.ts'
import type { Sql } from './transaction.ts'

/** A list by its id here, whoever owns it, dropped ones included. */
export async function listAtB(sql: Sql, id: string): Promise<ListRow | undefined> {
  const { rows } = await sql.query<ListRow>(
    `SELECT id, owner_id AS "ownerId", name, member_ids AS "memberIds", native_id AS "nativeId" FROM messages.broadcast_list WHERE id = $1`, [id])
  return rows[0]
}

/** B's number of a list that we made; a reading of B that met it first gives way. */
export async function nameListAtB(sql: Sql, id: string, nativeId: number): Promise<void> {
  await sql.query('DELETE FROM messages.broadcast_list WHERE native_id = $1 AND id <> $2', [nativeId, id])
  await sql.query('UPDATE messages.broadcast_list SET native_id = $2, updated_at = now() WHERE id = $1', [id, nativeId])
}

/** What B says of a post: its number, the key that its copies carry, and who was left out. */
export async function settlePost(sql: Sql, postId: string, post: { pid: number; key: string; skipped: readonly string[] }): Promise<void> {
  await sql.query('UPDATE messages.broadcast_post SET native_pid = $2, key = $3, skipped = $4 WHERE id = $1', [postId, post.pid, post.key, post.skipped])
}
