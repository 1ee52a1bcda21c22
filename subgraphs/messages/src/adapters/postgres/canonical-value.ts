import type { Sql } from './transaction.ts'

/** What the legs compare a company's view with. */
export interface ConversationHead {
  kind: 'DIRECT' | 'GROUP'
  title: string | null
  createdBy: string | null
}

export async function conversationHead(sql: Sql, conversationId: string): Promise<ConversationHead | undefined> {
  const { rows } = await sql.query<ConversationHead>('SELECT kind, title, created_by AS "createdBy" FROM messages.conversation WHERE id = $1', [conversationId])
  return rows[0]
}

export async function hasReaction(sql: Sql, messageId: string, identityId: string, emoji: string): Promise<boolean> {
  const { rowCount } = await sql.query('SELECT FROM messages.reaction WHERE message_id = $1 AND identity_id = $2 AND emoji = $3', [messageId, identityId, emoji])
  return rowCount === 1
}

export async function isMember(sql: Sql, conversationId: string, identityId: string): Promise<boolean> {
  const { rowCount } = await sql.query('SELECT FROM messages.member WHERE conversation_id = $1 AND identity_id = $2 AND left_at IS NULL', [conversationId, identityId])
  return rowCount === 1
}

/** A member's read position; 0 for who is none. */
export async function readPosition(sql: Sql, conversationId: string, identityId: string): Promise<number> {
  const { rows } = await sql.query<{ readSeq: number }>(
    'SELECT read_seq AS "readSeq" FROM messages.member WHERE conversation_id = $1 AND identity_id = $2', [conversationId, identityId])
  return rows[0]?.readSeq ?? 0
}
