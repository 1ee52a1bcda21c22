import type { FidelityNote } from '@switchboard/domain/fidelity'
import type { Sql } from './transaction.ts'

/** Adds notes to a message, each (leg, code, detail) once. */
export async function addNotes(sql: Sql, messageId: string, notes: readonly FidelityNote[]): Promise<void> {
  for (const note of notes) {
    const one = JSON.stringify([note])
    await sql.query('UPDATE messages.message SET fidelity = fidelity || $2::jsonb WHERE id = $1 AND NOT fidelity @> $2::jsonb', [messageId, one])
  }
}

export interface ReceiptChange { messageId: string; identityId: string; seen: boolean }

/** What a recipient's device reported; only ever rises. True when it was news. */
export async function raiseReceipt(sql: Sql, change: ReceiptChange): Promise<boolean> {
  const { rowCount } = await sql.query(
    `INSERT INTO messages.receipt AS r (message_id, identity_id, delivered_at, seen_at) VALUES ($1, $2, now(), CASE WHEN $3 THEN now() END)
     ON CONFLICT (message_id, identity_id) DO UPDATE SET delivered_at = coalesce(r.delivered_at, excluded.delivered_at), seen_at = coalesce(r.seen_at, excluded.seen_at)
      WHERE r.delivered_at IS NULL OR (r.seen_at IS NULL AND excluded.seen_at IS NOT NULL)`, [change.messageId, change.identityId, change.seen])
  return (rowCount ?? 0) > 0
}

/**
 * The highest log seq below which everything that a uid got in a pair is seen there (mapping.md, "Read, B to A"), with the
 * B rows that were archived left out: they can be seen no more. Undefined when nothing new is read.
 */
export async function readUpTo(sql: Sql, conversationId: string, identityId: string, lo: number, hi: number, uid: number): Promise<number | undefined> {
  const { rows } = await sql.query<{ seq: number | null }>(
    `WITH got AS (
       SELECT m.seq, bool_and(r.row->>'status' = 'seen' OR r.row->>'kind' = 'deleted' OR coalesce(r.row->'hiddenFor' @> to_jsonb($5::int), false)) AS seen
         FROM messages.member me
         JOIN messages.message m ON m.conversation_id = me.conversation_id AND m.seq > me.read_seq
         JOIN messages.row_at_b r ON r.message_id = m.id AND r.lo = $3 AND r.hi = $4 AND (r.row->>'to')::int = $5 AND r.role IN ('BODY', 'FOLLOWUP')
         JOIN messages.pair_at_b p ON p.lo = r.lo AND p.hi = r.hi AND p.archive_no = r.archive_no
        WHERE me.conversation_id = $1 AND me.identity_id = $2
        GROUP BY m.seq)
     SELECT max(seq) AS seq FROM got WHERE seen AND seq < coalesce((SELECT min(seq) FROM got WHERE NOT seen), 2147483647)`,
    [conversationId, identityId, lo, hi, uid])
  return rows[0]?.seq ?? undefined
}

/** Deleted for one person only; nobody else learns of it. */
export async function hideMessage(sql: Sql, messageId: string, identityId: string): Promise<void> {
  await sql.query('INSERT INTO messages.hidden (message_id, identity_id) VALUES ($1, $2) ON CONFLICT DO NOTHING', [messageId, identityId])
}

export interface OwnReaction { emoji: string }

/** One person's reactions to a message, oldest first. */
export async function reactionsBy(sql: Sql, messageId: string, identityId: string): Promise<string[]> {
  const { rows } = await sql.query<OwnReaction>(
    'SELECT emoji FROM messages.reaction WHERE message_id = $1 AND identity_id = $2 ORDER BY at, emoji', [messageId, identityId])
  return rows.map((row) => row.emoji)
}

export interface MessageFacts { deleted: boolean; revision: number; body: string; seq: number; senderId: string | null }

/** What a decision about a message needs, as it stands now. */
export async function messageFacts(sql: Sql, messageId: string): Promise<MessageFacts | undefined> {
  const { rows } = await sql.query<MessageFacts>(
    'SELECT deleted_at IS NOT NULL AS deleted, revision, body, seq, sender_id AS "senderId" FROM messages.message WHERE id = $1', [messageId])
  return rows[0]
}

/** How long ago a message was deleted from anywhere but B, in ms; undefined when B's own deletion made it a tombstone. */
export async function deletedElsewhere(sql: Sql, messageId: string): Promise<number | undefined> {
  const { rows } = await sql.query<{ ms: number }>(
    `SELECT (extract(epoch FROM clock_timestamp() - m.deleted_at) * 1000)::float8 AS ms
       FROM messages.message m JOIN messages.log_event e ON e.conversation_id = m.conversation_id AND e.message_id = m.id
      WHERE m.id = $1 AND e.kind = 'message.deleted' AND e.seq > m.seq AND e.origin <> 'B'`, [messageId])
  return rows[0]?.ms
}

/** The body that a revision had, or undefined. */
export async function bodyOfRevision(sql: Sql, messageId: string, revision: number): Promise<string | undefined> {
  const { rows } = await sql.query<{ body: string }>('SELECT body FROM messages.message_revision WHERE message_id = $1 AND revision = $2', [messageId, revision])
  return rows[0]?.body
}

/** How long ago a message was stored at B, in ms by our clock. */
export async function ageAtB(sql: Sql, messageId: string): Promise<number> {
  const { rows } = await sql.query<{ ms: number }>(
    `SELECT (extract(epoch FROM clock_timestamp() - coalesce((
              SELECT max(done_at) FROM messages.outbox o WHERE o.message_id = m.id AND o.company = 'B' AND o.state = 'SENT' AND o.kind IN ('message.send', 'edit.send')), m.accepted_at)) * 1000)::float8 AS ms
       FROM messages.message m WHERE m.id = $1`, [messageId])
  return rows[0]?.ms ?? Infinity
}
