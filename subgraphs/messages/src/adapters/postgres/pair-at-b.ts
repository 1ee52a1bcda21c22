import { stillHolds } from './lease.ts'
import type { Sql } from './transaction.ts'

/** A pair of B as far as it is known. `version` changes with every look that was merged and every effect of our own calls. */
export interface PairState {
  lo: number
  hi: number
  conversationId: string | null
  archiveNo: number
  top: number
  version: string | null
}

const columns = `lo, hi, conversation_id AS "conversationId", archive_no AS "archiveNo", top, scanned_at::text AS version`

/** The pair, made when it is new. */
export async function knownPair(sql: Sql, lo: number, hi: number): Promise<PairState> {
  const { rows } = await sql.query<PairState>(
    `INSERT INTO messages.pair_at_b (lo, hi) VALUES ($1, $2) ON CONFLICT (lo, hi) DO UPDATE SET lo = excluded.lo RETURNING ${columns}`, [lo, hi])
  const row = rows[0]
  if (!row) throw new Error('a pair vanished')
  return row
}

/** Locks the pair until the transaction ends: one writer per pair. Undefined when another look came between. */
export async function lockedPair(sql: Sql, before: PairState): Promise<PairState | undefined> {
  const { rows } = await sql.query<PairState>(
    `SELECT ${columns} FROM messages.pair_at_b WHERE lo = $1 AND hi = $2 AND scanned_at IS NOT DISTINCT FROM $3::timestamptz FOR UPDATE`,
    [before.lo, before.hi, before.version])
  return rows[0]
}

export async function tiePair(sql: Sql, lo: number, hi: number, conversationId: string): Promise<void> {
  await sql.query(
    `INSERT INTO messages.pair_at_b (lo, hi, conversation_id) VALUES ($1, $2, $3)
     ON CONFLICT (lo, hi) DO UPDATE SET conversation_id = excluded.conversation_id WHERE pair_at_b.conversation_id IS DISTINCT FROM excluded.conversation_id`,
    [lo, hi, conversationId])
}

/** Ends a look: what is known now, and that hints from before `begunAt` are used up. */
export async function settlePair(sql: Sql, pair: PairState, begunAt: Date, active: boolean): Promise<void> {
  await sql.query(
    `UPDATE messages.pair_at_b SET archive_no = $3, top = $4, scanned_at = clock_timestamp(),
            active_at = CASE WHEN $6 THEN clock_timestamp() ELSE active_at END,
            hinted_at = CASE WHEN hinted_at <= $5 THEN NULL ELSE hinted_at END
      WHERE lo = $1 AND hi = $2`, [pair.lo, pair.hi, pair.archiveNo, pair.top, begunAt, active])
}

/** Says that our own call changed the pair: a look that began before it is void. */
export async function touchPair(sql: Sql, lo: number, hi: number): Promise<void> {
  await sql.query('UPDATE messages.pair_at_b SET scanned_at = clock_timestamp() WHERE lo = $1 AND hi = $2', [lo, hi])
}

/** How deep the next look has to go, and whether both sides' views are wanted (something was hidden). */
export interface Hint {
  downTo?: number
  both?: boolean
}

const objectOf = (lo: number, hi: number) => `pair:${lo}:${hi}`

/** Says that a pair changed, durably. A hint without depth asks for what is new; two hints make one look. */
export async function hintPair(sql: Sql, lo: number, hi: number, hint: Hint = {}): Promise<void> {
  await sql.query(
    `INSERT INTO messages.pair_at_b (lo, hi, hinted_at, active_at) VALUES ($1, $2, clock_timestamp(), clock_timestamp())
     ON CONFLICT (lo, hi) DO UPDATE SET hinted_at = excluded.hinted_at`, [lo, hi])
  if (hint.downTo === undefined && hint.both === undefined) return
  await sql.query(`INSERT INTO messages.waiting_event (company, object, event) VALUES ('B', $1, $2)`, [objectOf(lo, hi), JSON.stringify(hint)])
}

/** The hints that wait for a pair, as one, and the id up to which they were read. */
export async function waitingHints(sql: Sql, lo: number, hi: number): Promise<{ hint: Hint; upTo: string }> {
  const { rows } = await sql.query<{ id: string; event: Hint }>(
    `SELECT id::text, event FROM messages.waiting_event WHERE company = 'B' AND object = $1 ORDER BY id`, [objectOf(lo, hi)])
  const depths = rows.flatMap(({ event }) => event.downTo ?? [])
  return {
    upTo: rows.at(-1)?.id ?? '0',
    hint: { ...(depths.length === 0 ? {} : { downTo: Math.min(...depths) }), ...(rows.some(({ event }) => event.both) ? { both: true } : {}) },
  }
}

export async function useUpHints(sql: Sql, lo: number, hi: number, upTo: string): Promise<void> {
  await sql.query(`DELETE FROM messages.waiting_event WHERE company = 'B' AND object = $1 AND id <= $2`, [objectOf(lo, hi), upTo])
}

export interface PairKey { lo: number; hi: number }

/** Pairs with a due hint, the longest waiting first. */
export async function hintedPairs(sql: Sql, busy: readonly string[], limit: number): Promise<PairKey[]> {
  const { rows } = await sql.query<PairKey>(
    `SELECT lo, hi FROM messages.pair_at_b WHERE hinted_at <= clock_timestamp() AND lo || ':' || hi <> ALL ($1) ORDER BY hinted_at LIMIT $2`, [busy, limit])
  return rows
}

/** Puts the look at a pair off: B did not answer, or its log is not born yet. */
export async function putOffPair(sql: Sql, { lo, hi }: PairKey, afterMs: number): Promise<void> {
  await sql.query(`UPDATE messages.pair_at_b SET hinted_at = clock_timestamp() + $3 * interval '1 millisecond' WHERE lo = $1 AND hi = $2`, [lo, hi, afterMs])
}

/** Hints pairs that were active within a day and not looked at for `everyMs`. Answers how many. */
export async function hintActivePairs(sql: Sql, everyMs: number, limit: number): Promise<number> {
  const { rowCount } = await sql.query(
    `UPDATE messages.pair_at_b SET hinted_at = clock_timestamp() WHERE (lo, hi) IN (
       SELECT lo, hi FROM messages.pair_at_b
        WHERE hinted_at IS NULL AND active_at > clock_timestamp() - interval '1 day'
          AND coalesce(scanned_at, '-infinity') < clock_timestamp() - $1 * interval '1 millisecond' ORDER BY scanned_at NULLS FIRST LIMIT $2)`, [everyMs, limit])
  return rowCount ?? 0
}

/** The next pairs after a place, in order of their uids: the round through all of them. */
export async function pairsAfter(sql: Sql, after: PairKey, limit: number): Promise<PairKey[]> {
  const { rows } = await sql.query<PairKey>('SELECT lo, hi FROM messages.pair_at_b WHERE (lo, hi) > ($1, $2) ORDER BY lo, hi LIMIT $3', [after.lo, after.hi, limit])
  return rows
}

/** Asks for a whole look at every pair active within a day: events were lost. */
export async function hintAfterLoss(sql: Sql): Promise<void> {
  await sql.query(
    `WITH hinted AS (
       UPDATE messages.pair_at_b SET hinted_at = clock_timestamp() WHERE active_at > clock_timestamp() - interval '1 day' RETURNING lo, hi)
     INSERT INTO messages.waiting_event (company, object, event) SELECT 'B', 'pair:' || lo || ':' || hi, '{"downTo": 1, "both": true}' FROM hinted`)
}

/** Where a reading of B stands, or undefined. */
export async function positionAtB<T>(sql: Sql, name: string): Promise<T | undefined> {
  const { rows } = await sql.query<{ value: T }>('SELECT value FROM messages.sync_position WHERE name = $1', [name])
  return rows[0]?.value
}

export async function storePositionAtB(sql: Sql, name: string, value: unknown): Promise<void> {
  await sql.query(
    `INSERT INTO messages.sync_position (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value, updated_at = now()`,
    [name, JSON.stringify(value)])
}

/** @throws when the duty has gone to another process meanwhile: nothing may be written under it */
export async function mustHold(sql: Sql, lease: { name: string; holder: string }): Promise<void> {
  if (!await stillHolds(sql, lease.name, lease.holder)) throw new Error(`the duty ${lease.name} is no longer ours`)
}
