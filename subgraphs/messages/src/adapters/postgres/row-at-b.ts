import type { PairRow } from '@switchboard/company-b/pair/row'
import type { Sql } from './transaction.ts'

/**
 * What a row of B is to us. BODY: a part of its message as it stands. PART: waits for its siblings. FOLLOWUP: an edit or a
 * withdrawal told in a row of its own. OLD: superseded by a later revision. DUPLICATE: the same part stored twice.
 * LINE: written by the room itself. NONE: no message of ours.
 */
export type RowRole = 'BODY' | 'PART' | 'FOLLOWUP' | 'OLD' | 'DUPLICATE' | 'LINE' | 'NONE'

/** A row as last seen; `hiddenFor` names the uids that do not see it any more. */
export interface StoredRow extends PairRow {
  hiddenFor?: number[]
}

export interface RowAtB {
  lo: number
  hi: number
  archiveNo: number
  id: number
  messageId: string | null
  part: number
  revision: number
  role: RowRole
  row: StoredRow
}

const columns = `lo, hi, archive_no AS "archiveNo", id, message_id AS "messageId", part, revision, role, row`

/** The known rows of a pair's present archive number from an id on, ids ascending. */
export async function rowsFrom(sql: Sql, lo: number, hi: number, archiveNo: number, fromId: number): Promise<RowAtB[]> {
  const { rows } = await sql.query<RowAtB>(
    `SELECT ${columns} FROM messages.row_at_b WHERE lo = $1 AND hi = $2 AND archive_no = $3 AND id >= $4 ORDER BY id`, [lo, hi, archiveNo, fromId])
  return rows
}

/** Writes rows as they stand now, known ones and new ones. */
export async function storeRows(sql: Sql, rows: readonly RowAtB[]): Promise<void> {
  if (rows.length === 0) return
  await sql.query(
    `INSERT INTO messages.row_at_b (lo, hi, archive_no, id, message_id, part, revision, role, row)
     SELECT x.lo, x.hi, x."archiveNo", x.id, x."messageId", x.part, x.revision, x.role, x.row
       FROM jsonb_to_recordset($1::jsonb) AS x(lo int, hi int, "archiveNo" int, id int, "messageId" uuid, part int, revision int, role text, row jsonb)
     ON CONFLICT (lo, hi, archive_no, id) DO UPDATE SET message_id = excluded.message_id, part = excluded.part, revision = excluded.revision,
       role = excluded.role, row = excluded.row`, [JSON.stringify(rows)])
}

/** All rows of a message that belong to a present archive number, oldest part first. */
export async function rowsOfMessage(sql: Sql, messageId: string): Promise<RowAtB[]> {
  const { rows } = await sql.query<RowAtB>(
    `SELECT r.lo, r.hi, r.archive_no AS "archiveNo", r.id, r.message_id AS "messageId", r.part, r.revision, r.role, r.row
       FROM messages.row_at_b r JOIN messages.pair_at_b p ON p.lo = r.lo AND p.hi = r.hi AND p.archive_no = r.archive_no
      WHERE r.message_id = $1 ORDER BY r.lo, r.hi, r.revision DESC, r.part, r.id`, [messageId])
  return rows
}

/** Whether a tag of ours was seen in a pair, under any archive number. */
export async function tagSeen(sql: Sql, lo: number, hi: number, fromUid: number, tag: string): Promise<boolean> {
  const { rowCount } = await sql.query(
    `SELECT FROM messages.row_at_b WHERE lo = $1 AND hi = $2 AND row->>'tag' = $4 AND (row->>'from')::int = $3 LIMIT 1`, [lo, hi, fromUid, tag])
  return (rowCount ?? 0) > 0
}

/**
 * Pairs with rows of a message that we sent and that no look could have found yet: what depends on their ids has to wait.
 * A look that was over and did not find a row says that it does not stand there.
 */
export async function unseenSends(sql: Sql, messageId: string): Promise<{ lo: number; hi: number }[]> {
  const { rows } = await sql.query<{ lo: number; hi: number }>(
    `SELECT DISTINCT split_part(i.object, ':', 2)::int AS lo, split_part(i.object, ':', 3)::int AS hi
       FROM messages.outbox o JOIN messages.intent i ON i.outbox_id = o.id AND i.kind = 'message'
       JOIN messages.pair_at_b p ON p.lo = split_part(i.object, ':', 2)::int AND p.hi = split_part(i.object, ':', 3)::int AND p.hinted_at IS NOT NULL
      WHERE o.message_id = $1 AND o.company = 'B' AND o.state = 'SENT' AND i.closed_at IS NULL`, [messageId])
  return rows
}

/** The pair was emptied by its people: what stood there keeps its place here, and says so. */
export async function markArchived(sql: Sql, lo: number, hi: number, archiveNo: number): Promise<void> {
  await sql.query(
    `UPDATE messages.message SET archived_on_b = true, fidelity = fidelity || '[{"leg": "B>A", "code": "ARCHIVED_ON_B"}]'
      WHERE NOT archived_on_b AND id IN (SELECT message_id FROM messages.row_at_b WHERE lo = $1 AND hi = $2 AND archive_no = $3)`, [lo, hi, archiveNo])
  await sql.query(
    `UPDATE messages.conversation SET archived_on_b = true WHERE id = (SELECT conversation_id FROM messages.pair_at_b WHERE lo = $1 AND hi = $2)`, [lo, hi])
}

/** What our own call left of a row, noted at once unless a look has confirmed it already. */
export async function noteRow(sql: Sql, key: Pick<RowAtB, 'lo' | 'hi' | 'archiveNo' | 'id'>, change: Partial<StoredRow>): Promise<void> {
  await sql.query(
    `UPDATE messages.row_at_b SET row = row || $5::jsonb WHERE lo = $1 AND hi = $2 AND archive_no = $3 AND id = $4`,
    [key.lo, key.hi, key.archiveNo, key.id, JSON.stringify(change)])
}
