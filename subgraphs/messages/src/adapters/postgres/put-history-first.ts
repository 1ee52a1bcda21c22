import type { Origin } from '../../domain/event.ts'
import type { Sql } from './transaction.ts'

/**
 * Ends a birth that was written page by page while new messages were accepted in between: puts the conversation's creation
 * first, then what came from `origin` (the history), then the rest, each in its order; seq stays gap-free from 1. When
 * anything moved, the log was rebuilt: its epoch rises and older cursors are void (delivery.md, Epoch). Inside a
 * transaction that holds the conversation's lock. Answers whether anything moved.
 */
export async function putHistoryFirst(sql: Sql, conversationId: string, origin: Origin): Promise<boolean> {
  const places = `
    SELECT seq, (row_number() OVER (ORDER BY kind <> 'conversation.created', origin <> $2, seq))::int AS place
      FROM messages.log_event WHERE conversation_id = $1`
  const { rowCount } = await sql.query(`SELECT FROM (${places}) p WHERE seq <> place LIMIT 1`, [conversationId, origin])
  if (rowCount === 0) return false
  await sql.query(`CREATE TEMPORARY TABLE IF NOT EXISTS moved_seq (seq int PRIMARY KEY, place int NOT NULL) ON COMMIT DELETE ROWS`)
  await sql.query(`DELETE FROM moved_seq`)
  await sql.query(`INSERT INTO moved_seq ${places}`, [conversationId, origin])
  const here = [conversationId]
  // Two steps each: unique keys are checked row by row.
  await sql.query(`UPDATE messages.message t SET seq = -p.place FROM moved_seq p WHERE t.conversation_id = $1 AND p.seq = t.seq`, here)
  await sql.query(
    `UPDATE messages.log_event t SET seq = -p.place,
            payload = CASE WHEN payload ? 'message' THEN jsonb_set(payload, '{message,seq}', (SELECT to_jsonb(m.place) FROM moved_seq m WHERE m.seq = (payload->'message'->>'seq')::int))
                           WHEN kind = 'read.moved' THEN jsonb_set(payload, '{upToSeq}', (SELECT to_jsonb(m.place) FROM moved_seq m WHERE m.seq = (payload->>'upToSeq')::int))
                           ELSE payload END
       FROM moved_seq p WHERE t.conversation_id = $1 AND p.seq = t.seq`, here)
  await sql.query('UPDATE messages.log_event SET seq = -seq WHERE conversation_id = $1 AND seq < 0', here)
  await sql.query('UPDATE messages.message SET seq = -seq WHERE conversation_id = $1 AND seq < 0', here)
  await sql.query(
    `UPDATE messages.message_revision r SET seq = p.place FROM moved_seq p, messages.message m
      WHERE m.conversation_id = $1 AND r.message_id = m.id AND p.seq = r.seq`, here)
  // A row's seq is part of its unique key; negative first here too.
  await sql.query(`UPDATE messages.outbox o SET seq = -p.place FROM moved_seq p WHERE o.conversation_id = $1 AND p.seq = o.seq`, here)
  await sql.query('UPDATE messages.outbox SET seq = -seq WHERE conversation_id = $1 AND seq < 0', here)
  for (const column of ['read_seq', 'logged_read_seq', 'left_seq', 'joined_seq']) {
    await sql.query(`UPDATE messages.member t SET ${column} = p.place FROM moved_seq p WHERE t.conversation_id = $1 AND p.seq = t.${column}`, here)
  }
  await sql.query('UPDATE messages.conversation SET epoch = epoch + 1 WHERE id = $1', here)
  return true
}
