import type { Sql } from './transaction.ts'

/**
 * Puts the events from `fromSeq` on (a company's history that was written last) before those that were accepted while it
 * was not here yet; the order inside each part is kept and seq stays gap-free from 1. The log was rebuilt by that, so its
 * epoch rises and older cursors are void (delivery.md, Epoch). With nothing before `fromSeq` nothing is done.
 * Inside a transaction that holds the conversation's lock.
 */
export async function moveHistoryFirst(sql: Sql, conversationId: string, fromSeq: number): Promise<void> {
  const before = fromSeq - 1
  const { rows } = await sql.query<{ lastSeq: number }>('SELECT last_seq AS "lastSeq" FROM messages.conversation WHERE id = $1', [conversationId])
  const history = (rows[0]?.lastSeq ?? 0) - before
  if (before === 0 || history <= 0) return
  const moved = (seq: string) => `(CASE WHEN ${seq} > $2 THEN ${seq} - $2 ELSE ${seq} + $3 END)`
  const place = [conversationId, before, history]
  // Two steps each: unique keys are checked row by row.
  await sql.query(`UPDATE messages.message SET seq = -${moved('seq')} WHERE conversation_id = $1`, place)
  await sql.query(
    `UPDATE messages.log_event SET seq = -${moved('seq')},
            payload = CASE WHEN payload ? 'message' THEN jsonb_set(payload, '{message,seq}', to_jsonb(${moved(`(payload->'message'->>'seq')::int`)}))
                           WHEN kind = 'read.moved' THEN jsonb_set(payload, '{upToSeq}', to_jsonb(${moved(`(payload->>'upToSeq')::int`)}))
                           ELSE payload END
      WHERE conversation_id = $1`, place)
  await sql.query('UPDATE messages.log_event SET seq = -seq WHERE conversation_id = $1', [conversationId])
  await sql.query('UPDATE messages.message SET seq = -seq WHERE conversation_id = $1', [conversationId])
  await sql.query(
    `UPDATE messages.message_revision r SET seq = ${moved('r.seq')} FROM messages.message m WHERE m.conversation_id = $1 AND r.message_id = m.id`, place)
  await sql.query(`UPDATE messages.outbox SET seq = ${moved('seq')} WHERE conversation_id = $1`, place)
  await sql.query(
    `UPDATE messages.member SET read_seq = CASE WHEN read_seq > 0 THEN ${moved('read_seq')} ELSE 0 END,
            logged_read_seq = CASE WHEN logged_read_seq > 0 THEN ${moved('logged_read_seq')} ELSE 0 END,
            left_seq = CASE WHEN left_seq IS NOT NULL THEN ${moved('left_seq')} END
      WHERE conversation_id = $1`, place)
  await sql.query('UPDATE messages.conversation SET epoch = epoch + 1 WHERE id = $1', [conversationId])
}
