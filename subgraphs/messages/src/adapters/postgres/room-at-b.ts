import type { Sql } from './transaction.ts'

/** The uid of a group's room at B, or undefined while it has none. */
export async function roomOf(sql: Sql, conversationId: string): Promise<number | undefined> {
  const { rows } = await sql.query<{ uid: number }>('SELECT uid FROM messages.room_at_b WHERE conversation_id = $1', [conversationId])
  return rows[0]?.uid
}

export async function storeRoom(sql: Sql, conversationId: string, uid: number): Promise<void> {
  await sql.query('INSERT INTO messages.room_at_b (conversation_id, uid) VALUES ($1, $2) ON CONFLICT (conversation_id) DO NOTHING', [conversationId, uid])
}
