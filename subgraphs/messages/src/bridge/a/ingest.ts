import { CompanyAError, isRefused } from '@switchboard/company-a/errors'
import type { IncomingChange } from '@switchboard/company-a/incoming'
import { markToReconcile } from '../../adapters/postgres/birth-at-a.ts'
import { firstTime } from '../../adapters/postgres/ingested.ts'
import { stillHolds } from '../../adapters/postgres/lease.ts'
import { storedPosition, storePosition } from '../../adapters/postgres/sync-position.ts'
import { inTransaction, sqlState } from '../../adapters/postgres/transaction.ts'
import type { HeldLease } from '../../ports/leg-module.ts'
import type { LegParts } from '../../ports/leg-parts.ts'
import { pause } from '../duty.ts'
import { bringIn, healGap } from './bring-in.ts'
import { atDesk, type Desk } from './desk.ts'
import type { Preparation } from './prepare.ts'
import { reconcileAll } from './reconcile.ts'

export const feedPosition = 'A:feed'

/** This process lost the duty without noticing: nothing may be written any more. */
class LeaseLost extends Error {
  override readonly name = 'LeaseLost'
}

/** A change that cannot be applied whatever is tried must not stop the feed for ever: after so many tries its conversation is read anew instead. */
const triesPerChange = 8

/**
 * Follows A's durable feed until `signal` is aborted: each change in a transaction of its own with the memory that it was
 * applied, the position with the last one of a page (delivery.md, In 1). A crash repeats at most a page, without effect.
 */
export async function followFeed(parts: LegParts, prepare: Preparation, signal: AbortSignal, lease: HeldLease): Promise<void> {
  const guard = async (desk: Pick<Desk, 'sql'>) => {
    if (!(await stillHolds(desk.sql, lease.name, lease.holder))) throw new LeaseLost('the lease of the feed is lost')
  }
  let failures = 0
  while (!signal.aborted) {
    try {
      await onePage(parts, prepare, signal, guard)
      failures = 0
    } catch (error) {
      if (signal.aborted || error instanceof LeaseLost) return
      failures += 1
      if (failures === 1 || failures % 20 === 0) parts.log.warn({ err: error, failures }, 'A\'s feed is not read now')
      const asked = error instanceof CompanyAError ? (error.retryAfterMs ?? 0) : 0
      await pause(Math.max(Math.min(asked, 5_000), Math.min(5_000, 100 * 2 ** failures)), signal)
    }
  }
}

async function onePage(parts: LegParts, prepare: Preparation, signal: AbortSignal, guard: (desk: Pick<Desk, 'sql'>) => Promise<void>): Promise<void> {
  const { a } = parts.companies
  const after = await storedPosition(parts.pool, feedPosition)
  const store = (cursor: string) => inTransaction(parts.pool, async (sql) => {
    await guard({ sql })
    await storePosition(sql, feedPosition, cursor)
  })
  // The very first start: the end of the feed is taken before any history is read.
  if (typeof after !== 'string') return store((await a.feed.poll({ after: 'latest', signal })).next)
  try {
    const page = await a.feed.poll({ after, limit: 200, waitSeconds: 20, signal })
    await prepare.people(page.changes.map((change) => change.actorId))
    for (const [index, change] of page.changes.entries()) {
      if (signal.aborted) return
      await take(parts, prepare, change, index === page.changes.length - 1 ? page.next : undefined, guard)
    }
    if (page.changes.length === 0 && page.next !== after) await store(page.next)
  } catch (error) {
    if (!isRefused(error, 'cursor-expired') || error.failure.oldestCursor === undefined) throw error
    parts.log.error('A no longer keeps the feed from our position on: every conversation is read anew')
    await reconcileAll(parts, error.failure.oldestCursor, guard)
  }
}

/** Applies one change, once. `position` is stored with it when it is the last of its page. */
async function take(parts: LegParts, prepare: Preparation, change: IncomingChange, position: string | undefined, guard: (desk: Pick<Desk, 'sql'>) => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await takeOnce(parts, prepare, change, position, guard)
      parts.counts.feedLag('A', Math.max(0, (Date.now() - Date.parse(change.sourceTime)) / 1_000))
      return
    } catch (error) {
      const passing = error instanceof CompanyAError || error instanceof LeaseLost || isOutage(error)
      if (passing || attempt < triesPerChange) {
        if (passing || attempt > 2) parts.log.warn({ err: error, event: change.eventId, type: change.type, attempt }, 'a change of A could not be applied')
        if (passing) throw error
        await pause(20 * 2 ** attempt, new AbortController().signal)
        continue
      }
      parts.counts.notUnderstood('A', 'poison')
      parts.log.error({ err: error, change }, 'a change of A is passed over; its conversation is read anew')
      await inTransaction(parts.pool, async (sql) => {
        await guard({ sql })
        await firstTime(sql, 'A', change.eventId)
        if ('conversationId' in change) await markToReconcile(sql, change.conversationId)
        if (position !== undefined) await storePosition(sql, feedPosition, position)
      })
      return
    }
  }
}

async function takeOnce(parts: LegParts, prepare: Preparation, change: IncomingChange, position: string | undefined, guard: (desk: Pick<Desk, 'sql'>) => Promise<void>): Promise<void> {
  if (change.type === 'unrecognised') {
    parts.counts.notUnderstood('A', 'unrecognised')
    parts.log.warn({ event: change.eventId, type: change.sourceType, reason: change.reason }, 'an event of A is not understood')
  }
  if (change.type === 'profile' && change.origin !== parts.clientIdAtA) await parts.directory.applyUserA(change.person)
  const prepared = await prepare.change(change)
  if ('conversationId' in change) await healGap(parts, prepare, change, guard)
  await atDesk(parts, prepared, async (desk) => {
    await guard(desk)
    if (await firstTime(desk.sql, 'A', change.eventId)) {
      if ('conversationId' in change) await bringIn(desk, change)
    } else {
      parts.counts.duplicateRefused('A')
    }
    if (position !== undefined) await storePosition(desk.sql, feedPosition, position)
  })
}

/** Whether PostgreSQL is away or going down: connection errors have no five-character SQLSTATE of class 22, 23 or 42. */
function isOutage(error: unknown): boolean {
  const state = sqlState(error)
  return state !== undefined && !/^(22|23|42)/.test(state)
}
