import type { Company } from '@switchboard/domain/ids'
import type { Sql } from './transaction.ts'

/** Remembers that a change of a company was applied, in the transaction that applies it. False: it was applied before. */
export async function firstTime(sql: Sql, company: Company, key: string): Promise<boolean> {
  const { rowCount } = await sql.query('INSERT INTO messages.ingested (company, key) VALUES ($1, $2) ON CONFLICT DO NOTHING', [company, key])
  return rowCount === 1
}
