import type { Company } from '@switchboard/domain/ids'
import type { Sql } from './transaction.ts'

export interface RowsAsked {
  company: Company
  conversationId?: string | null
  messageId?: string | null
  kinds: readonly string[]
  states: readonly ('UNPLANNED' | 'PENDING' | 'UNKNOWN' | 'PARKED')[]
}

/** Whether the outbox has a row of these kinds and states about a conversation or a message. */
export async function hasRow(sql: Sql, asked: RowsAsked): Promise<boolean> {
  const { rowCount } = await sql.query(
    `SELECT FROM messages.outbox WHERE company = $1 AND kind = ANY ($2) AND state = ANY ($3)
        AND ($4::uuid IS NULL OR conversation_id = $4) AND ($5::uuid IS NULL OR message_id = $5) LIMIT 1`,
    [asked.company, asked.kinds, asked.states, asked.conversationId ?? null, asked.messageId ?? null])
  return rowCount === 1
}

/** Whether a call of ours that makes a group of A, as this user of A, has begun and its answer is not known yet. */
export async function isMakingGroups(sql: Sql, creator: string): Promise<boolean> {
  const { rowCount } = await sql.query(
    `SELECT FROM messages.outbox WHERE company = 'A' AND kind = 'conversation.create' AND state IN ('PENDING', 'UNKNOWN', 'PARKED')
        AND intent->'call'->>'op' = 'createGroup' AND intent->'call'->>'actAs' = $1 AND first_tried_at IS NOT NULL LIMIT 1`, [creator])
  return rowCount === 1
}

/** Ends a row inside the effect of its own end, so that it does not count as one that is still on its way. */
export async function withdrawRow(sql: Sql, id: string): Promise<void> {
  await sql.query(`UPDATE messages.outbox SET state = 'DROPPED' WHERE id = $1`, [id])
}
