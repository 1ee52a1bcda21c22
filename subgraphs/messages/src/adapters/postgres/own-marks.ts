import type { Sql } from './transaction.ts'

/** Hides a message from one identity; again is harmless. */
export async function hide(sql: Sql, messageId: string, identityId: string): Promise<void> {
  await sql.query('INSERT INTO messages.hidden (message_id, identity_id) VALUES ($1, $2) ON CONFLICT DO NOTHING', [messageId, identityId])
}

/** How many reactions an identity has on a message. */
export async function countReactions(sql: Sql, messageId: string, identityId: string): Promise<number> {
  const { rows } = await sql.query<{ n: number }>('SELECT count(*)::int AS n FROM messages.reaction WHERE message_id = $1 AND identity_id = $2', [messageId, identityId])
  return rows[0]?.n ?? 0
}

/** Archives a conversation for one member, or takes it back. */
export async function setArchived(sql: Sql, conversationId: string, identityId: string, archived: boolean): Promise<void> {
  await sql.query(
    `UPDATE messages.member SET archived_at = CASE WHEN $3 THEN coalesce(archived_at, now()) END WHERE conversation_id = $1 AND identity_id = $2`,
    [conversationId, identityId, archived])
}

/** Mutes a conversation for one member until a time; null: not muted. */
export async function setMutedUntil(sql: Sql, conversationId: string, identityId: string, until: Date | null): Promise<void> {
  await sql.query('UPDATE messages.member SET muted_until = $3 WHERE conversation_id = $1 AND identity_id = $2', [conversationId, identityId, until])
}
