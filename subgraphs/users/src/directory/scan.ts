import { directory as directoryOfB } from '@switchboard/company-b/operation/people'
import type { ScanReport } from '../directory.ts'
import { nativeAtA } from './native-person.ts'
import { inTransaction, type Sql } from './identity-record.ts'
import type { DirectoryParts } from './parts.ts'
import { nativesAtB } from './read-people.ts'
import { storePeople } from './store-people.ts'

/** A writes may become visible a little after their `updatedAt`: that much is read again. */
const overlapMs = 10_000
const beginning = '1970-01-01T00:00:00.000000Z'

interface PositionAtA { since: string; cursor: string | null; newest: string }

/**
 * Reads A's users by (updatedAt, id) from where the last run stopped. A user that changes during the first, long run
 * moves to its end, so none is missed. The position is stored in the transaction of each page.
 */
export async function scanA(parts: DirectoryParts, signal?: AbortSignal): Promise<ScanReport> {
  const report: ScanReport = { pages: 0, seen: 0, changed: 0, closed: 0 }
  const stored = await position<PositionAtA>(parts.pool, 'people-a') ?? { since: beginning, cursor: null, newest: beginning }
  let { since, cursor, newest } = stored
  do {
    signal?.throwIfAborted()
    const page = await parts.companies.a.directory.page({ updatedSince: since, ...(cursor === null ? {} : { cursor }) })
    newest = page.people.reduce((latest, person) => (person.updatedAt > latest ? person.updatedAt : latest), newest)
    cursor = page.next
    if (cursor === null) since = earlier(newest)
    await inTransaction(parts.pool, async (sql) => {
      count(report, page.people.length, await storePeople(sql, 'A', page.people.flatMap((person) => nativeAtA(person) ?? [])))
      await storePosition(sql, 'people-a', { since, cursor, newest })
    })
  } while (cursor !== null)
  return report
}

/** Reads B's whole directory once: it has no order of change, and raises no event for pictures and gone accounts. */
export async function scanB(parts: DirectoryParts, signal?: AbortSignal): Promise<ScanReport> {
  const report: ScanReport = { pages: 0, seen: 0, changed: 0, closed: 0 }
  for await (const page of directoryOfB(parts.companies.b)) {
    signal?.throwIfAborted()
    await inTransaction(parts.pool, async (sql) => {
      count(report, page.length, await storePeople(sql, 'B', await nativesAtB(sql, parts.avatarBaseUrl, page)))
    })
  }
  await storePosition(parts.pool, 'people-b', { readAt: new Date().toISOString() })
  return report
}

function count(report: ScanReport, seen: number, stored: { changed: number; closed: string[] }): void {
  report.pages += 1
  report.seen += seen
  report.changed += stored.changed
  report.closed += stored.closed.length
}

function earlier(time: string): string {
  const at = Date.parse(time) - overlapMs
  return at <= 0 ? beginning : new Date(at).toISOString().replace('Z', '000Z')
}

async function position<T>(sql: Sql, name: string): Promise<T | undefined> {
  const { rows } = await sql.query<{ value: T }>('SELECT value FROM users.directory_position WHERE name = $1', [name])
  return rows[0]?.value
}

async function storePosition(sql: Sql, name: string, value: object): Promise<void> {
  await sql.query(`INSERT INTO users.directory_position (name, value) VALUES ($1, $2::jsonb)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value, updated_at = now()`, [name, JSON.stringify(value)])
}
