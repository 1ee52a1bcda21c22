import type { Sql } from './transaction.ts'

/** Makes another active member the owner. Inside a transaction that holds the conversation's lock. */
export async function handOwnership(sql: Sql, conversationId: string, fromId: string, toId: string): Promise<void> {
  await sql.query(
    `UPDATE messages.member SET role = CASE WHEN identity_id = $3 THEN 'OWNER' ELSE 'MEMBER' END WHERE conversation_id = $1 AND identity_id IN ($2, $3)`,
    [conversationId, fromId, toId])
}
