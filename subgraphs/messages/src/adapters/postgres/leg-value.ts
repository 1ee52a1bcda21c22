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
 * Whether a value is on its way to this object. An intent whose echo has not come within two minutes does not count: a push
 * that changed nothing at the company raises none.
 */
export async function onItsWay(sql: Sql, company: Company, kind: string, object: string): Promise<boolean> {
  const { rowCount } = await sql.query(
    `SELECT FROM messages.intent WHERE company = $1 AND object = $2 AND kind = $3 AND closed_at IS NULL AND opened_at > now() - interval '2 minutes' LIMIT 1`,
    [company, object, kind])
  return rowCount === 1
}
