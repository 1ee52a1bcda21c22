import type { Sql } from './transaction.ts'

/** The row of ours that a tag stands for. */
export interface SentRow {
  outboxId: string
  messageId: string | null
  kind: string
  payload: unknown
  state: string
  /** Whether this is the first time that it comes back. */
  first: boolean
}

/**
 * The outbox row whose send carried a tag into a pair, and closes its intent. Undefined: the tag is not ours, whatever
 * its form; only a stored intent proves it.
 */
export async function sentRow(sql: Sql, pairObject: string, fromUid: number, tag: string): Promise<SentRow | undefined> {
  const { rows } = await sql.query<SentRow>(
    `WITH found AS (
       SELECT id, outbox_id, closed_at FROM messages.intent
        WHERE company = 'B' AND object = $1 AND kind = 'message' AND by_native = $2 AND value = $3 AND outbox_id IS NOT NULL ORDER BY id LIMIT 1
     ), closed AS (
       UPDATE messages.intent i SET closed_at = clock_timestamp() FROM found WHERE i.id = found.id AND i.closed_at IS NULL
     )
     SELECT o.id::text AS "outboxId", o.message_id AS "messageId", o.kind, o.payload, o.state, found.closed_at IS NULL AS first
       FROM found JOIN messages.outbox o ON o.id = found.outbox_id`,
    [pairObject, String(fromUid), tag])
  return rows[0]
}

/** Whether a tag is one that we sent into a pair. */
export async function isOurTag(sql: Sql, pairObject: string, fromUid: number, tag: string): Promise<boolean> {
  const { rowCount } = await sql.query(
    `SELECT FROM messages.intent WHERE company = 'B' AND object = $1 AND kind = 'message' AND by_native = $2 AND value = $3 LIMIT 1`, [pairObject, String(fromUid), tag])
  return (rowCount ?? 0) > 0
}

/** Closes the open intents of an outbox row; true when none was closed by its echo before. */
export async function closeUnconfirmed(sql: Sql, outboxId: string, kind: string, object: string): Promise<boolean> {
  const { rowCount } = await sql.query(
    `UPDATE messages.intent SET closed_at = clock_timestamp() WHERE outbox_id = $1 AND kind = $2 AND object = $3 AND closed_at IS NULL`, [outboxId, kind, object])
  return (rowCount ?? 0) > 0
}

/** Whether a try to write a row of a message is under way: its request is frozen, its end not known. */
export async function isBeingSent(sql: Sql, messageId: string, kinds: readonly string[]): Promise<boolean> {
  const { rowCount } = await sql.query(
    `SELECT FROM messages.outbox WHERE message_id = $1 AND company = 'B' AND kind = ANY ($2) AND state IN ('PENDING', 'UNKNOWN') AND intent IS NOT NULL LIMIT 1`,
    [messageId, kinds])
  return (rowCount ?? 0) > 0
}

/** Whether a row for a message is still to go out to B, of one of these kinds. */
export async function isUnderWay(sql: Sql, messageId: string, kinds: readonly string[]): Promise<boolean> {
  const { rowCount } = await sql.query(
    `SELECT FROM messages.outbox WHERE message_id = $1 AND company = 'B' AND kind = ANY ($2) AND state IN ('UNPLANNED', 'PENDING', 'UNKNOWN') LIMIT 1`,
    [messageId, kinds])
  return (rowCount ?? 0) > 0
}
