import type { Pool, PoolClient, QueryResult, QueryResultRow } from 'pg'

/** What statements run on: a pool (each statement its own transaction) or an open transaction. */
export interface Sql {
  query<R extends QueryResultRow>(text: string, values?: unknown[]): Promise<QueryResult<R>>
}

const serializationFailures = new Set(['40001', '40P01'])

/**
 * Runs `work` in one transaction and commits. Deadlocks and serialisation failures are tried again, three times in all:
 * `work` must be repeatable. No network call other than to PostgreSQL belongs inside (delivery.md, Writing 4).
 */
export async function inTransaction<T>(pool: Pool, work: (sql: PoolClient) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const client = await pool.connect()
    let broken: Error | undefined
    try {
      await client.query('BEGIN')
      const result = await work(client)
      await client.query('COMMIT')
      return result
    } catch (error) {
      await client.query('ROLLBACK').catch((rollback: unknown) => {
        broken = rollback instanceof Error ? rollback : new Error(String(rollback))
      })
      if (attempt >= 3 || !serializationFailures.has(sqlState(error) ?? '')) throw error
    } finally {
      client.release(broken)
    }
  }
}

/** The SQLSTATE of an error that PostgreSQL raised, with the constraint it names, or undefined. */
export function sqlState(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
