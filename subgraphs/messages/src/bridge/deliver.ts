import type { Logger } from 'pino'
import type { Pool } from 'pg'
import { reportDelivery, type DeliveryState } from '../adapters/postgres/delivery.ts'
import { closeIntents, openIntent } from '../adapters/postgres/intent.ts'
import {
  beginTry, endRow, freeze, laneHeads, nextUnplanned, parkDependents, plan, putOff, type Ending, type OutboxRow,
} from '../adapters/postgres/outbox.ts'
import { inTransaction, type Sql } from '../adapters/postgres/transaction.ts'
import { NotYet, type Leg, type Outcome } from '../ports/leg.ts'
import type { Live } from '../ports/live.ts'
import { pause } from './duty.ts'

export interface DeliverOptions {
  pool: Pool
  log: Logger
  leg: Leg
  live: Live
  /** Lanes worked on at once. Default 16. */
  concurrency?: number
  /** Longest wait between two looks at the queue, in ms, when nobody wakes us. Default 250. */
  idleMs?: number
  /** Resolves when there may be new work; a lost wake-up costs `idleMs`. */
  wake?: () => Promise<void>
  /** Counts how tries end, for the metrics. */
  observe?: (company: string, kind: string, outcome: string) => void
}

/**
 * Delivers one company's outbox until `signal` is aborted: plans unplanned rows in log order per conversation, then works
 * lane by lane. Inside a lane strictly in order; a lane that waits holds up no other (delivery.md, Out 2).
 * Run by the one holder of that company's delivery duty.
 */
export async function deliver(options: DeliverOptions, signal: AbortSignal): Promise<void> {
  const { pool, leg } = options
  const lanes = new Map<string, Promise<void>>()
  const limit = options.concurrency ?? 16
  while (!signal.aborted) {
    const planned = await planNext(options)
    const heads = lanes.size < limit ? await laneHeads(pool, leg.company, [...lanes.keys()], limit - lanes.size) : []
    for (const head of heads) {
      const work = attempt(options, head, signal)
        .catch((error: unknown) => { options.log.error({ err: error, outbox: head.id, kind: head.kind }, 'a try failed inside') ; return pause(500, signal) })
        .finally(() => lanes.delete(head.lane))
      lanes.set(head.lane, work)
    }
    if (heads.length > 0 || planned > 0) {
      // Back to the queue as soon as a lane is free: its next row may be due.
      await Promise.race([...lanes.values(), pause(20, signal)])
      continue
    }
    const waits = [pause(options.idleMs ?? 250, signal), ...lanes.values()]
    if (options.wake) waits.push(options.wake())
    await Promise.race(waits)
  }
  await Promise.allSettled(lanes.values())
}

async function planNext({ pool, leg, log }: DeliverOptions): Promise<number> {
  const rows = await nextUnplanned(pool, leg.company, 100)
  let planned = 0
  for (const row of rows) {
    try {
      await inTransaction(pool, async (sql) => { await plan(sql, row, await leg.plan(sql, row)) })
      planned += 1
    } catch (error) {
      if (!(error instanceof NotYet)) log.error({ err: error, outbox: row.id, kind: row.kind }, 'planning failed')
      await putOff(pool, row.id, 'UNPLANNED', error instanceof NotYet ? error.afterMs : 5_000, String(error))
    }
  }
  return planned
}

async function attempt(options: DeliverOptions, row: OutboxRow, signal: AbortSignal): Promise<void> {
  const { pool, leg } = options
  let current = row
  if (current.intent === null) {
    const frozen = await leg.freeze(current)
    if ('outcome' in frozen) return settle(options, current, frozen)
    await inTransaction(pool, async (sql) => {
      await freeze(sql, current.id, frozen.intent)
      for (const echo of frozen.echoes) await openIntent(sql, echo, current.id)
    })
    current = { ...current, intent: frozen.intent }
  }
  if (signal.aborted) return
  const unknown = current.state === 'UNKNOWN'
  if (!(await beginTry(pool, current.id))) return
  await settle(options, { ...current, attempts: current.attempts + 1 }, await leg.perform(current, unknown))
}

const endings: Partial<Record<Outcome['outcome'], Ending>> = { done: 'SENT', dropped: 'DROPPED', refused: 'REFUSED', parked: 'PARKED' }

async function settle(options: DeliverOptions, row: OutboxRow, outcome: Outcome): Promise<void> {
  options.observe?.(row.company, row.kind, outcome.outcome)
  const ending = endings[outcome.outcome]
  if (outcome.outcome === 'later' || outcome.outcome === 'unknown') {
    const state = outcome.outcome === 'unknown' ? 'UNKNOWN' : row.state === 'UNKNOWN' ? 'UNKNOWN' : 'PENDING'
    await putOff(options.pool, row.id, state, outcome.afterMs, outcome.error)
    await report(options, options.pool, row, state, outcome.error)
    return
  }
  if (!ending) return
  const error = 'error' in outcome ? outcome.error : 'reason' in outcome ? outcome.reason : null
  await inTransaction(options.pool, async (sql) => {
    if (outcome.outcome === 'done' || outcome.outcome === 'dropped') await outcome.effect?.(sql)
    await endRow(sql, row.id, ending, error)
    if (ending !== 'SENT') await closeIntents(sql, row.id)
    if (ending === 'PARKED' || ending === 'REFUSED') await parkDependents(sql, row, `depends on outbox row ${row.id}`)
    if (ending !== 'DROPPED') await report(options, sql, row, ending, error)
  })
}

/** Only the rows that carry the message itself speak for its delivery; all its parts must have gone before it is SENT. */
async function report(options: DeliverOptions, sql: Sql, row: OutboxRow, state: DeliveryState, error: string | null): Promise<void> {
  if (row.messageId === null || row.conversationId === null || row.kind !== 'message.send') return
  if (state === 'SENT') {
    const { rowCount } = await sql.query(
      `SELECT FROM messages.outbox WHERE message_id = $1 AND company = $2 AND kind = 'message.send' AND id <> $3 AND state IN ('UNPLANNED', 'PENDING', 'UNKNOWN', 'PARKED') LIMIT 1`,
      [row.messageId, row.company, row.id])
    if (rowCount) return
  }
  await reportDelivery(sql, row.messageId, row.company, state, row.attempts, error)
  options.live.delivery({ conversationId: row.conversationId, messageId: row.messageId })
}
