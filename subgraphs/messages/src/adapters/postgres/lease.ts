import type { Sql } from './transaction.ts'

/**
 * Takes or renews a named duty for `holder`. True while it is held. Time is PostgreSQL's, so clocks of processes do not matter.
 * @param ttlMs how long it stays ours without a renewal
 */
export async function takeLease(sql: Sql, name: string, holder: string, ttlMs: number): Promise<boolean> {
  const { rowCount } = await sql.query(
    `INSERT INTO messages.lease (name, holder, expires_at) VALUES ($1, $2, clock_timestamp() + $3 * interval '1 millisecond')
     ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at
      WHERE lease.holder = excluded.holder OR lease.expires_at < clock_timestamp()`,
    [name, holder, ttlMs])
  return rowCount === 1
}

/** Gives a duty back, so that another process need not wait for its end. */
export async function dropLease(sql: Sql, name: string, holder: string): Promise<void> {
  await sql.query('DELETE FROM messages.lease WHERE name = $1 AND holder = $2', [name, holder])
}

/**
 * Locks a lease row for the rest of the transaction and tells whether `holder` still has it: put before an effect that
 * only the holder may have, so that a process that lost its duty without noticing writes nothing.
 */
export async function stillHolds(sql: Sql, name: string, holder: string): Promise<boolean> {
  const { rowCount } = await sql.query(
    `SELECT FROM messages.lease WHERE name = $1 AND holder = $2 AND expires_at > clock_timestamp() FOR SHARE`, [name, holder])
  return rowCount === 1
}
