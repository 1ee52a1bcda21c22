import { hintedPairs, putOffPair } from '../../adapters/postgres/pair-at-b.ts'
import type { HeldLease } from '../../ports/leg-module.ts'
import { pause } from '../duty.ts'
import { lookAtPair } from './look.ts'
import { readAskedLists } from './lists-in.ts'
import { pollB } from './poll.ts'
import { scanB } from './scan.ts'
import type { Scene } from './scene.ts'

/** Brings what happens at B into the log until `signal` is aborted. Run by the one holder of the lease. */
export async function ingestB(scene: Scene, signal: AbortSignal, lease: HeldLease): Promise<void> {
  const ended = new AbortController()
  const together = AbortSignal.any([signal, ended.signal])
  const parts = [pollB(scene, lease, together), scanB(scene, together), lookAtHinted(scene, lease, together), readAskedLists(scene, together)]
  try {
    await Promise.all(parts)
  } finally {
    // One part that failed ends the others: the duty begins anew as a whole.
    ended.abort()
    await Promise.allSettled(parts)
  }
}

/** Looks at hinted pairs, several at once, one pair by one worker. A pair that fails is put off and stops no other. */
export async function lookAtHinted(scene: Scene, lease: HeldLease, signal: AbortSignal): Promise<void> {
  const busy = new Map<string, Promise<void>>()
  const failures = new Map<string, number>()
  while (!signal.aborted) {
    const room = scene.tempo.looks - busy.size
    const pairs = room > 0 ? await hintedPairs(scene.pool, [...busy.keys()], room) : []
    for (const pair of pairs) {
      const name = `${pair.lo}:${pair.hi}`
      const work = lookAtPair(scene, lease, pair).then(() => { failures.delete(name) }, async (error: unknown) => {
        const failed = (failures.get(name) ?? 0) + 1
        failures.set(name, failed)
        scene.log.warn({ err: error, pair: name }, 'a pair of company B could not be read; it is put off')
        await putOffPair(scene.pool, pair, Math.min(60_000, 250 * 2 ** failed))
      }).catch((error: unknown) => { scene.log.error({ err: error, pair: name }, 'a pair could not even be put off') }).finally(() => busy.delete(name))
      busy.set(name, work)
    }
    if (pairs.length === 0 || busy.size >= scene.tempo.looks) await Promise.race([scene.hinted.wait(), pause(scene.tempo.idleMs, signal), ...busy.values()])
  }
  await Promise.allSettled(busy.values())
}
