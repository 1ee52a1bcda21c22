import type { Company } from '@switchboard/domain/ids'
import type { Pool, PoolClient } from 'pg'
import type { IdentityRecord } from '../directory.ts'

/** A pool, or one connection inside a transaction. */
export type Sql = Pick<Pool | PoolClient, 'query'>

export const identityColumns = `id, person_id AS "personId", company::text AS company, native_id AS "nativeId",
  shadow_native_id AS "shadowNativeId", handle, display_name AS "displayName", avatar_url AS "avatarUrl", closed_at AS "closedAt"`

/** The stored identities among native ids of a company. */
export async function identitiesByNative(sql: Sql, company: Company, nativeIds: readonly string[]): Promise<Map<string, IdentityRecord>> {
  if (nativeIds.length === 0) return new Map()
  const { rows } = await sql.query<IdentityRecord>(
    `SELECT ${identityColumns} FROM users.identity WHERE company = $1::users.company AND native_id = ANY($2)`, [company, nativeIds])
  return new Map(rows.map((row) => [row.nativeId, row]))
}

/** The stored identities that shadows at `company` stand for, by the shadow's id. */
export async function identitiesByShadow(sql: Sql, company: Company, shadowIds: readonly string[]): Promise<Map<string, IdentityRecord>> {
  if (shadowIds.length === 0) return new Map()
  const { rows } = await sql.query<IdentityRecord & { shadowNativeId: string }>(
    `SELECT ${identityColumns} FROM users.identity WHERE company = $1::users.company AND shadow_native_id = ANY($2)`, [other(company), shadowIds])
  return new Map(rows.map((row) => [row.shadowNativeId, row]))
}

export function other(company: Company): Company {
  return company === 'A' ? 'B' : 'A'
}

/** Runs `work` in one transaction on one connection. */
export async function inTransaction<T>(pool: Pool, work: (sql: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query('BEGIN')
    const result = await work(client)
    await client.query('COMMIT')
    return result
  } catch (error) {
    await client.query('ROLLBACK').catch((cause: unknown) => { broken = cause instanceof Error ? cause : new Error(String(cause)) })
    throw error
  } finally {
    client.release(broken)
  }
}
