import type { Logger } from 'pino'
import type { Pool } from 'pg'
import { dueTimers, putOffTimer, type DueTimer } from '../adapters/postgres/timer.ts'
import { pause } from './duty.ts'

export interface TimersOptions {
  pool: Pool
  log: Logger
  /** What to do, by kind. A handler clears its timer in the transaction of its effect. */
  handlers: Readonly<Record<string, (timer: DueTimer) => Promise<void>>>
  /** Between two looks when nothing was due, in ms. Default 250. */
  idleMs?: number
}

/** Runs durable timers until `signal` is aborted. One that fails is put off, longer each time, at most 5 minutes; it never stops the others. */
export async function runTimers({ pool, log, handlers, idleMs }: TimersOptions, signal: AbortSignal): Promise<void> {
  const kinds = Object.keys(handlers)
  while (!signal.aborted) {
    const due = await dueTimers(pool, kinds, 100)
    for (const timer of due) {
      if (signal.aborted) return
      try {
        await handlers[timer.kind]?.(timer)
      } catch (error) {
        log.error({ err: error, timer: timer.kind, key: timer.key }, 'a timer failed; it is put off')
        await putOffTimer(pool, timer.kind, timer.key, Math.min(300_000, 1_000 * 2 ** timer.attempts))
      }
    }
    if (due.length < 100) await pause(idleMs ?? 250, signal)
  }
}
