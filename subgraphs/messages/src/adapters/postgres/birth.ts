import type { Sql } from './transaction.ts'

/** Moves the birth of a conversation that waits for its history to the front: somebody looks at it (delivery.md, In 3). */
export async function raiseBirth(sql: Sql, conversationId: string): Promise<void> {
  await sql.query(`UPDATE messages.conversation SET birth_priority = greatest(birth_priority, 10) WHERE id = $1 AND birth <> 'BORN'`, [conversationId])
}

/** The same for all conversations of somebody who has just signed in. */
export async function raiseBirthsOf(sql: Sql, identityId: string): Promise<void> {
  await sql.query(
    `UPDATE messages.conversation c SET birth_priority = greatest(birth_priority, 5)
       FROM messages.member m WHERE m.identity_id = $1 AND m.conversation_id = c.id AND c.birth <> 'BORN'`, [identityId])
}
