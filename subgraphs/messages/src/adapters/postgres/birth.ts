import type { Sql } from './transaction.ts'

/** Moves the birth of a conversation that waits for its history to the front: somebody looks at it (delivery.md, In 3). */
export async function raiseBirth(sql: Sql, conversationId: string): Promise<void> {
  await sql.query(`UPDATE messages.conversation SET birth_priority = greatest(birth_priority, 10) WHERE id = $1 AND birth <> 'BORN'`, [conversationId])
}
