import type { Sql } from './transaction.ts'

/** What an open stream stands on: a session, and an identity (of that session's person) in a conversation, or no conversation. */
export interface Ground {
  sessionId: string
  identityId: string
  conversationId: string | null
}

export interface Standing {
  /** The session has neither ended nor expired, and the identity still belongs to its person. */
  session: boolean
  /** The identity is an active member; true without a conversation. */
  member: boolean
}

const standingStatement = `
SELECT s.id IS NOT NULL AND i.id IS NOT NULL AS session, w.conversation IS NULL OR m.identity_id IS NOT NULL AS member
  FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) WITH ORDINALITY AS w(session, identity, conversation, n)
  LEFT JOIN users.session_card s ON s.id = w.session AND s.ended_at IS NULL AND s.expires_at > now()
  LEFT JOIN users.identity_card own ON own.id = s.identity_id
  LEFT JOIN users.identity_card i ON i.id = w.identity AND i.person_id = own.person_id AND i.closed_at IS NULL
  LEFT JOIN messages.member m ON m.conversation_id = w.conversation AND m.identity_id = w.identity AND m.left_at IS NULL
 ORDER BY w.n`

/** Checks what streams stand on, all in one statement, in the order of `grounds`. */
export async function standings(sql: Sql, grounds: readonly Ground[]): Promise<Standing[]> {
  return (await sql.query<Standing>(standingStatement, [
    grounds.map((ground) => ground.sessionId), grounds.map((ground) => ground.identityId), grounds.map((ground) => ground.conversationId),
  ])).rows
}
