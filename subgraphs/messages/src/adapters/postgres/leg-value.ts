import type { Company } from '@switchboard/domain/ids'
import type { Sql } from './transaction.ts'

/** One state of one object at a company: what of it we are told there last. */
export interface LegValue {
  seen: string | null
  version: number | null
}

/** What a company last showed of a state; undefined when it never told. */
export async function legValue(sql: Sql, company: Company, kind: string, object: string): Promise<LegValue | undefined> {
  const { rows } = await sql.query<LegValue>('SELECT seen, version FROM messages.leg_value WHERE company = $1 AND kind = $2 AND object = $3', [company, kind, object])
  return rows[0]
}

/** Records what a company shows now. An older version than the known one changes nothing. */
export async function recordSeen(sql: Sql, company: Company, kind: string, object: string, seen: string, version: number | null = null): Promise<void> {
  await sql.query(
    `INSERT INTO messages.leg_value (company, kind, object, seen, version) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (company, kind, object) DO UPDATE SET seen = excluded.seen, version = coalesce(excluded.version, leg_value.version), updated_at = now()
      WHERE excluded.version IS NULL OR leg_value.version IS NULL OR excluded.version >= leg_value.version`,
    [company, kind, object, seen, version])
}

/** Records the version that a company answered to our push; what it shows is told by its feed. */
export async function recordVersion(sql: Sql, company: Company, kind: string, object: string, pushed: string, version: number): Promise<void> {
  await sql.query(
    `INSERT INTO messages.leg_value (company, kind, object, pushed, version) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (company, kind, object) DO UPDATE SET pushed = excluded.pushed, version = greatest(leg_value.version, excluded.version), updated_at = now()`,
    [company, kind, object, pushed, version])
}

/**
 * The value that is on its way to this object: the newest intent whose call is still to be made, or was made less than ten
 * seconds ago without its echo having come. Longer is not waited: a push that changed nothing at the company has none.
 */
export async function onItsWay(sql: Sql, company: Company, kind: string, object: string): Promise<string | undefined> {
  const { rows } = await sql.query<{ value: string }>(
    `SELECT i.value FROM messages.intent i LEFT JOIN messages.outbox o ON o.id = i.outbox_id
      WHERE i.company = $1 AND i.object = $2 AND i.kind = $3 AND i.closed_at IS NULL
        AND (o.state IN ('PENDING', 'UNKNOWN') OR coalesce(o.done_at, i.opened_at) > clock_timestamp() - interval '10 seconds')
      ORDER BY i.id DESC LIMIT 1`,
    [company, object, kind])
  return rows[0]?.value
}

/** Objects of a kind that a company showed with this value last, by the beginning of their name. */
export async function objectsSeen(sql: Sql, company: Company, kind: string, prefix: string, seen: string): Promise<string[]> {
  const { rows } = await sql.query<{ object: string }>(
    `SELECT object FROM messages.leg_value WHERE company = $1 AND kind = $2 AND seen = $4 AND starts_with(object, $3) AND object >= $3`, [company, kind, prefix, seen])
  return rows.map((row) => row.object)
}

/** Forgets what a company showed of a state. */
export async function forgetValue(sql: Sql, company: Company, kind: string, object: string): Promise<void> {
  await sql.query('DELETE FROM messages.leg_value WHERE company = $1 AND kind = $2 AND object = $3', [company, kind, object])
}
