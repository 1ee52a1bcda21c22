import type { Pool } from 'pg'
import type { DueTimer } from '../adapters/postgres/timer.ts'
import { inTransaction } from '../adapters/postgres/transaction.ts'
import type { Live } from '../ports/live.ts'
import { expireMessage, expiryTimer } from './expire-message.ts'
import { acceptScheduled, scheduledTimer } from './send-message.ts'
import { announce } from './services.ts'

/** What the worker's timer duty runs for the graph itself, by kind: scheduled messages are accepted, expiring ones deleted. */
export function messageTimers(parts: { pool: Pool; live: Live; wake: () => void }): Record<string, (timer: DueTimer) => Promise<void>> {
  return {
    [scheduledTimer]: async ({ key }) => { announce(parts, [await inTransaction(parts.pool, (sql) => acceptScheduled(sql, key))]) },
    [expiryTimer]: async ({ key }) => { announce(parts, [await inTransaction(parts.pool, (sql) => expireMessage(sql, key))]) },
  }
}
