import type { Company } from '@switchboard/domain/ids'
import type { Sql } from './transaction.ts'

/** A row that still has to be planned, or that stands in its lane. `intent` is null until it is frozen, right before the first try. */
export interface OutboxRow {
  id: string
  conversationId: string | null
  seq: number | null
  messageId: string | null
  company: Company
  kind: string
  payload: unknown
  lane: string
  target: string | null
  part: number
  state: 'UNPLANNED' | 'PENDING' | 'UNKNOWN'
  intent: unknown
  attempts: number
  createdAt: Date
}

/** One piece of work towards a company, to stand in a lane. */
export interface PlannedRow {
  kind: string
  /** Order is kept inside a lane and nowhere else: one per target (A conversation, B pair). */
  lane: string
  target: string
  part: number
  payload: unknown
}

const columns = `id::text, conversation_id AS "conversationId", seq, message_id AS "messageId", company, kind, payload, lane, target, part,
  state, intent, attempts, created_at AS "createdAt"`

/** Something to do towards a company that no log event caused (a correction, a first push of a profile). */
export async function enqueue(sql: Sql, company: Company, row: PlannedRow & { conversationId: string | null; messageId: string | null; seq?: number | null }): Promise<void> {
  await sql.query(
    `INSERT INTO messages.outbox (conversation_id, seq, message_id, company, kind, payload, lane, target, part, state)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'PENDING')
     ON CONFLICT (conversation_id, seq, company, target, part, kind) DO NOTHING`,
    [row.conversationId, row.seq ?? null, row.messageId, company, row.kind, JSON.stringify(row.payload), row.lane, row.target, row.part])
}

/** The first unplanned row of each conversation, oldest first: a later one is never planned before an earlier one. */
export async function nextUnplanned(sql: Sql, company: Company, limit: number): Promise<OutboxRow[]> {
  const { rows } = await sql.query<OutboxRow>(
    `SELECT * FROM (
       SELECT DISTINCT ON (lane) ${columns}, next_at FROM messages.outbox WHERE company = $1 AND state = 'UNPLANNED' ORDER BY lane, outbox.id) head
      WHERE next_at <= clock_timestamp() ORDER BY id::bigint LIMIT $2`, [company, limit])
  return rows
}

/**
 * Replaces an unplanned row by the rows it means, in one transaction of the caller. No rows: nothing is to be done.
 * False when somebody else planned it.
 */
export async function plan(sql: Sql, row: OutboxRow, planned: readonly PlannedRow[]): Promise<boolean> {
  const { rowCount } = await sql.query(`DELETE FROM messages.outbox WHERE id = $1 AND state = 'UNPLANNED'`, [row.id])
  if (rowCount !== 1) return false
  for (const piece of planned) await enqueue(sql, row.company, { ...piece, conversationId: row.conversationId, messageId: row.messageId, seq: row.seq })
  return true
}

/** The head of every lane that may be tried now, oldest first, without the lanes in `busy`. */
export async function laneHeads(sql: Sql, company: Company, busy: readonly string[], limit: number): Promise<OutboxRow[]> {
  const { rows } = await sql.query<OutboxRow>(
    `SELECT * FROM (
       SELECT DISTINCT ON (lane) ${columns}, next_at FROM messages.outbox
        WHERE company = $1 AND state IN ('PENDING', 'UNKNOWN') AND lane <> ALL ($2) ORDER BY lane, outbox.id) head
      WHERE next_at <= clock_timestamp() ORDER BY id::bigint LIMIT $3`, [company, busy, limit])
  return rows
}

/** Stores the exact request before its first try. */
export async function freeze(sql: Sql, id: string, intent: unknown): Promise<void> {
  await sql.query(`UPDATE messages.outbox SET intent = $2 WHERE id = $1 AND intent IS NULL`, [id, JSON.stringify(intent)])
}

/** Says that a try begins: from here on a crash leaves the outcome unknown. False when the row is not open any more. */
export async function beginTry(sql: Sql, id: string): Promise<boolean> {
  const { rowCount } = await sql.query(
    `UPDATE messages.outbox SET state = 'UNKNOWN', attempts = attempts + 1, first_tried_at = coalesce(first_tried_at, clock_timestamp())
      WHERE id = $1 AND state IN ('PENDING', 'UNKNOWN')`, [id])
  return rowCount === 1
}

export type Ending = 'SENT' | 'REFUSED' | 'PARKED' | 'DROPPED'

/** Ends a row. SENT and DROPPED rows may be swept later; REFUSED and PARKED stay visible. */
export async function endRow(sql: Sql, id: string, state: Ending, error: string | null = null): Promise<void> {
  await sql.query(`UPDATE messages.outbox SET state = $2, done_at = clock_timestamp(), last_error = $3 WHERE id = $1`, [id, state, error])
}

export interface ConfirmedRow {
  kind: string
  conversationId: string | null
  messageId: string | null
  attempts: number
  intent: unknown
}

/**
 * Ends a row as SENT because its effect was seen at the company (its echo came in), whatever became of the answer to our
 * call. Undefined when it was ended before. A try that still runs settles as it likes: ended rows are not put off.
 */
export async function confirmRow(sql: Sql, id: string): Promise<ConfirmedRow | undefined> {
  const { rows } = await sql.query<ConfirmedRow>(
    `UPDATE messages.outbox SET state = 'SENT', done_at = clock_timestamp(), last_error = NULL WHERE id = $1 AND state IN ('PENDING', 'UNKNOWN', 'PARKED')
     RETURNING kind, conversation_id AS "conversationId", message_id AS "messageId", attempts, intent`, [id])
  return rows[0]
}

/** Tries a row again later. `state` PENDING when it is certain that nothing was done, else UNKNOWN. */
export async function putOff(sql: Sql, id: string, state: 'PENDING' | 'UNKNOWN' | 'UNPLANNED', afterMs: number, error: string): Promise<void> {
  await sql.query(
    `UPDATE messages.outbox SET state = $2, next_at = clock_timestamp() + $3 * interval '1 millisecond', last_error = $4
      WHERE id = $1 AND state IN ('UNPLANNED', 'PENDING', 'UNKNOWN')`, [id, state, afterMs, error])
}

/** Parks what depends on a parked or refused message in the same lane (edits, deletes, reactions of it); others go on. */
export async function parkDependents(sql: Sql, row: OutboxRow, error: string): Promise<number> {
  if (row.messageId === null) return 0
  const { rowCount } = await sql.query(
    `UPDATE messages.outbox SET state = 'PARKED', done_at = clock_timestamp(), last_error = $4
      WHERE company = $1 AND lane = $2 AND message_id = $3 AND id > $5 AND state IN ('PENDING', 'UNKNOWN')`,
    [row.company, row.lane, row.messageId, error, row.id])
  return rowCount ?? 0
}

export interface ParkedRow extends Omit<OutboxRow, 'state'> {
  state: 'PARKED' | 'REFUSED'
  lastError: string | null
}

/** Parked and refused rows, oldest first, for people to look at. */
export async function parkedRows(sql: Sql, company: Company | undefined, limit: number): Promise<ParkedRow[]> {
  const { rows } = await sql.query<ParkedRow>(
    `SELECT ${columns}, last_error AS "lastError" FROM messages.outbox
      WHERE state IN ('PARKED', 'REFUSED') AND ($1::text IS NULL OR company = $1) ORDER BY outbox.id LIMIT $2`, [company ?? null, limit])
  return rows
}

/** Puts a parked row back into its lane, to be tried at once. */
export async function replayParked(sql: Sql, id: string): Promise<boolean> {
  const { rowCount } = await sql.query(
    `UPDATE messages.outbox SET state = CASE WHEN first_tried_at IS NULL THEN 'PENDING' ELSE 'UNKNOWN' END, next_at = clock_timestamp(), done_at = NULL
      WHERE id = $1 AND state IN ('PARKED', 'REFUSED')`, [id])
  return rowCount === 1
}

export interface OutboxDepth {
  company: Company
  state: string
  rows: number
  /** Seconds since the oldest row was written. */
  oldest: number
}

/** How much still has to go out, by company and state, for the metrics. */
export async function outboxDepth(sql: Sql): Promise<OutboxDepth[]> {
  const { rows } = await sql.query<OutboxDepth>(
    `SELECT company, state, count(*)::int AS rows, extract(epoch FROM clock_timestamp() - min(created_at))::float8 AS oldest
       FROM messages.outbox WHERE state IN ('UNPLANNED', 'PENDING', 'UNKNOWN', 'PARKED', 'REFUSED') GROUP BY 1, 2`)
  return rows
}

/** Something that the leg itself has to plan, caused by no log event; rows of one `lane` are planned in order. */
export async function enqueueUnplanned(sql: Sql, company: Company, row: { kind: string; lane: string; payload: unknown }): Promise<void> {
  await sql.query(
    `INSERT INTO messages.outbox (company, kind, payload, lane) VALUES ($1, $2, $3, $4)`, [company, row.kind, JSON.stringify(row.payload), row.lane])
}
