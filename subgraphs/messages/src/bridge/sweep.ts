import type { Logger } from 'pino'
import type { Pool } from 'pg'
import { pause } from './duty.ts'

/** How long what is done stays for people to look at: two weeks, past A's feed (7 days) and B's edits and deletes. */
const keptDays = 14

const statements = [
  `DELETE FROM messages.outbox WHERE id IN (SELECT id FROM messages.outbox WHERE state IN ('SENT', 'DROPPED') AND done_at < now() - $1 * interval '1 day' LIMIT 5000)`,
  `DELETE FROM messages.ingested WHERE (company, key) IN (SELECT company, key FROM messages.ingested WHERE at < now() - $1 * interval '1 day' LIMIT 5000)`,
  `DELETE FROM messages.intent WHERE id IN (SELECT id FROM messages.intent WHERE closed_at < now() - $1 * interval '1 day' LIMIT 5000)`,
]

/** Removes what was done long ago, a bounded piece at a time, until `signal` is aborted. Nothing that is open is touched. */
export async function sweepDone(pool: Pool, log: Logger, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    let removed = 0
    for (const statement of statements) removed += (await pool.query(statement, [keptDays])).rowCount ?? 0
    if (removed > 0) log.info({ removed }, 'swept what was done long ago')
    await pause(removed >= 5_000 ? 1_000 : 600_000, signal)
  }
}
