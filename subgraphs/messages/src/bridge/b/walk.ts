import { threadsOf } from '@switchboard/company-b/operation/threads'
import { isCompanyBError } from '@switchboard/company-b/error'
import { hintPair, mustHold, positionAtB, storePositionAtB } from '../../adapters/postgres/pair-at-b.ts'
import { inTransaction, type Sql } from '../../adapters/postgres/transaction.ts'
import type { HeldLease } from '../../ports/leg-module.ts'
import { pause } from '../duty.ts'
import type { Scene } from './scene.ts'

/** Identities are walked in the order of their ids, which ascend with the time of their making: new people come last. */
interface Walk { after: string; again: number }

const beginning = '00000000-0000-0000-0000-000000000000'

/** Lets the walk begin anew: events were lost. */
export async function walkAgain(sql: Sql): Promise<void> {
  const walk = await positionAtB<Walk>(sql, 'B:walk')
  await storePositionAtB(sql, 'B:walk', { after: beginning, again: (walk?.again ?? 0) + 1 })
}

/**
 * Reads the threads of B's people one after the other until `signal` is aborted: pairs that are not known, or that stand
 * further than is known, get a hint. New people are walked as they come; after a loss everybody is.
 */
export async function walkThreads(scene: Scene, lease: HeldLease, signal: AbortSignal): Promise<void> {
  const ended = () => signal.aborted
  while (!ended()) {
    const walk = await positionAtB<Walk>(scene.pool, 'B:walk') ?? { after: beginning, again: 0 }
    const { rows } = await scene.pool.query<{ id: string; uid: number }>(
      `SELECT id, native_id::int AS uid FROM users.identity_card WHERE company = 'B' AND closed_at IS NULL AND id > $1 ORDER BY id LIMIT 20`, [walk.after])
    for (const { id, uid } of rows) {
      if (ended()) return
      await visit(scene, uid)
      await inTransaction(scene.pool, async (sql) => {
        await mustHold(sql, lease)
        const now = await positionAtB<Walk>(sql, 'B:walk')
        // A loss in between has begun it anew.
        if ((now?.again ?? 0) === walk.again) await storePositionAtB(sql, 'B:walk', { after: id, again: walk.again })
      })
    }
    if (rows.length < 20) await pause(scene.tempo.walkMs, signal)
  }
}

async function visit(scene: Scene, uid: number): Promise<void> {
  try {
    let found = 0
    for (const thread of await threadsOf(scene.b, uid)) {
      const [lo, hi] = uid < thread.with ? [uid, thread.with] : [thread.with, uid]
      const { rows } = await scene.pool.query<{ top: number }>('SELECT top FROM messages.pair_at_b WHERE lo = $1 AND hi = $2 AND scanned_at IS NOT NULL', [lo, hi])
      if (rows[0]?.top === thread.top) continue
      if (rows[0] !== undefined) found += 1
      await hintPair(scene.pool, lo, hi)
    }
    if (found > 0) scene.counts.gapHealed('B', found)
    scene.hinted.ring()
  } catch (error) {
    if (!isCompanyBError(error) || error.failure.kind !== 'refused') throw error
    await scene.directory.applyUserB(uid)
  }
}
