import type { Pool } from 'pg'
import { logReadPositions } from '../adapters/postgres/read-position.ts'
import type { Live } from '../ports/live.ts'
import { pause } from './duty.ts'

/** Writes read positions that moved into the log each second, until `signal` is aborted: what the servers' own writes left. */
export async function logReads(pool: Pool, live: Live, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const events = await logReadPositions(pool, undefined, 'GRAPH')
    live.events(events)
    await pause(events.length >= 500 ? 0 : 1_000, signal)
  }
}
