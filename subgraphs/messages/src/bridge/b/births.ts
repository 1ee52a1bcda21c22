import type { HeldLease } from '../../ports/leg-module.ts'
import { tiePair, type PairKey } from '../../adapters/postgres/pair-at-b.ts'
import { pause } from '../duty.ts'
import { lookAtPair } from './look.ts'
import type { Scene } from './scene.ts'
import { walkThreads } from './walk.ts'

/** Finds the conversations that B's people have, and gives birth to their logs, the most wanted first. */
export async function birthsB(scene: Scene, signal: AbortSignal, lease: HeldLease): Promise<void> {
  const ended = new AbortController()
  const together = AbortSignal.any([signal, ended.signal])
  const parts = [persistently(scene, together, () => walkThreads(scene, lease, together)), giveBirth(scene, lease, together)]
  try {
    await Promise.all(parts)
  } finally {
    ended.abort()
    await Promise.allSettled(parts)
  }
}

/** B being down delays a walk and ends nothing. */
async function persistently(scene: Scene, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    await work().catch((error: unknown) => { if (!signal.aborted) scene.log.warn({ err: error }, 'the walk through company B stopped; it goes on') })
    await pause(scene.tempo.walkMs, signal)
  }
}

interface Unborn extends PairKey { conversationId: string }

const unbornStatement = `
SELECT c.id AS "conversationId", min(i.native_id::int) AS lo, max(i.native_id::int) AS hi
  FROM messages.conversation c JOIN messages.member m ON m.conversation_id = c.id JOIN users.identity_card i ON i.id = m.identity_id
 WHERE c.birth <> 'BORN' AND c.kind = 'DIRECT' AND c.legs = '{B}' AND (c.birth_error IS NULL OR $1)
 GROUP BY c.id HAVING count(*) = 2 ORDER BY c.birth_priority DESC, c.created_at LIMIT 10`

/** Unborn conversations between people of B; the history of both sides is one look at their pair. */
async function giveBirth(scene: Scene, lease: HeldLease, signal: AbortSignal): Promise<void> {
  const ended = () => signal.aborted
  for (let round = 0; !ended(); round += 1) {
    // Those that failed are tried again at every tenth round: they do not keep the others waiting.
    const { rows } = await scene.pool.query<Unborn>(unbornStatement, [round % 10 === 9])
    for (const { lo, hi, conversationId } of rows) {
      if (ended()) return
      try {
        await tiePair(scene.pool, lo, hi, conversationId)
        await lookAtPair(scene, lease, { lo, hi })
      } catch (error) {
        scene.log.warn({ err: error, conversationId }, 'a log could not be born yet')
        await scene.pool.query('UPDATE messages.conversation SET birth_error = $2 WHERE id = $1', [conversationId, String(error).slice(0, 500)])
      }
    }
    if (rows.length < 10) await pause(scene.tempo.idleMs, signal)
  }
}
