import type { LogEvent, Origin } from '../../domain/event.ts'
import { appendEvent } from './append-event.ts'
import { inTransaction, type Sql } from './transaction.ts'
import type { Pool } from 'pg'

const raiseStatement = `
UPDATE messages.member m SET read_seq = least($3, c.last_seq), read_at = now()
  FROM messages.conversation c
 WHERE c.id = m.conversation_id AND m.conversation_id = $1 AND m.identity_id = $2 AND m.left_at IS NULL AND m.read_seq < least($3, c.last_seq)
RETURNING m.read_seq AS "readSeq"`

/**
 * Moves a member's read position forward, never back and never past the log's end; one statement.
 * Answers the new position, or undefined when nothing moved. The log learns of it from {@link logReadPositions}.
 */
export async function raiseReadPosition(sql: Sql, conversationId: string, identityId: string, upToSeq: number): Promise<number | undefined> {
  const { rows } = await sql.query<{ readSeq: number }>(raiseStatement, [conversationId, identityId, upToSeq])
  return rows[0]?.readSeq
}

const dueStatement = `
SELECT m.conversation_id AS "conversationId", m.identity_id AS "identityId"
  FROM messages.member m
 WHERE m.read_seq > m.logged_read_seq AND ($1::uuid IS NULL OR m.conversation_id = $1)
   AND (m.logged_read_at IS NULL OR m.logged_read_at <= now() - interval '1 second')
 LIMIT $2`

const logStatement = `
UPDATE messages.member SET logged_read_seq = read_seq, logged_read_at = now()
 WHERE conversation_id = $1 AND identity_id = $2 AND read_seq > logged_read_seq
   AND (logged_read_at IS NULL OR logged_read_at <= now() - interval '1 second')
RETURNING read_seq AS "readSeq"`

/**
 * Writes read positions that moved into the log, at most one per member per second (delivery.md, Writing 5), and answers
 * the events. For one conversation, or (undefined) for up to `limit` members anywhere: the sweep that catches what a
 * crash left behind. `origin` is the leg that needs no telling.
 */
export async function logReadPositions(pool: Pool, conversationId: string | undefined, origin: Origin, limit = 500): Promise<LogEvent<'read.moved'>[]> {
  const { rows } = await pool.query<{ conversationId: string; identityId: string }>(dueStatement, [conversationId ?? null, limit])
  const events: LogEvent<'read.moved'>[] = []
  for (const due of rows) {
    const event = await inTransaction(pool, async (sql) => {
      await sql.query('SELECT FROM messages.conversation WHERE id = $1 FOR UPDATE', [due.conversationId])
      const { rows: moved } = await sql.query<{ readSeq: number }>(logStatement, [due.conversationId, due.identityId])
      if (!moved[0]) return undefined
      return appendEvent(sql, {
        conversationId: due.conversationId, kind: 'read.moved', messageId: null, actorId: due.identityId, origin,
        payload: { identityId: due.identityId, upToSeq: moved[0].readSeq },
      })
    })
    if (event) events.push(event)
  }
  return events
}
