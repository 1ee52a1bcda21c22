import type { Sql } from './transaction.ts'

export interface DueTimer {
  kind: string
  key: string
  payload: unknown
  attempts: number
}

/** Sets a durable timer; the same (kind, key) is moved and its payload replaced. */
export async function setTimer(sql: Sql, kind: string, key: string, dueAt: Date, payload: unknown = {}): Promise<void> {
  await sql.query(
    `INSERT INTO messages.timer (kind, key, due_at, payload) VALUES ($1, $2, $3, $4)
     ON CONFLICT (kind, key) DO UPDATE SET due_at = excluded.due_at, payload = excluded.payload, attempts = 0`,
    [kind, key, dueAt, JSON.stringify(payload)])
}

export async function clearTimer(sql: Sql, kind: string, key: string): Promise<boolean> {
  const { rowCount } = await sql.query('DELETE FROM messages.timer WHERE kind = $1 AND key = $2', [kind, key])
  return (rowCount ?? 0) > 0
}

/** Timers that are due, the longest due first. They stay until cleared: a crash in their work runs them again. */
export async function dueTimers(sql: Sql, kinds: readonly string[], limit: number): Promise<DueTimer[]> {
  const { rows } = await sql.query<DueTimer>(
    `SELECT kind, key, payload, attempts FROM messages.timer WHERE kind = ANY ($1) AND due_at <= clock_timestamp() ORDER BY due_at LIMIT $2`, [kinds, limit])
  return rows
}

/** Puts a timer off after a failed run. */
export async function putOffTimer(sql: Sql, kind: string, key: string, afterMs: number): Promise<void> {
  await sql.query(
    `UPDATE messages.timer SET due_at = clock_timestamp() + $3 * interval '1 millisecond', attempts = attempts + 1 WHERE kind = $1 AND key = $2`, [kind, key, afterMs])
}
