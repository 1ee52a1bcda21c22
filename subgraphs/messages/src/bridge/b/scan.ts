import { hintActivePairs, hintPair, pairsAfter, positionAtB, storePositionAtB, type PairKey } from '../../adapters/postgres/pair-at-b.ts'
import { pause } from '../duty.ts'
import type { Scene } from './scene.ts'
import { walkAgain } from './walk.ts'

interface Round extends PairKey { begunAt: string }

/**
 * Looks at what B may have lost without a trace (delivery.md, In 2): active pairs every minute, all pairs and everybody's
 * threads once a day. Both by hints, a bounded number per step.
 */
export async function scanB(scene: Scene, signal: AbortSignal): Promise<void> {
  const { tempo, pool } = scene
  while (!signal.aborted) {
    const hinted = await hintActivePairs(pool, tempo.scanActiveMs, tempo.scanStep)
    const rounds = await stepRound(scene)
    if (hinted + rounds > 0) scene.hinted.ring()
    await pause(tempo.scanStepMs, signal)
  }
}

async function stepRound({ pool, tempo }: Scene): Promise<number> {
  const round = await positionAtB<Round>(pool, 'B:round') ?? { lo: 0, hi: 0, begunAt: new Date().toISOString() }
  const pairs = await pairsAfter(pool, round, Math.max(1, Math.ceil(tempo.scanStep / 4)))
  for (const pair of pairs) await hintPair(pool, pair.lo, pair.hi, { downTo: 1, both: true })
  const last = pairs.at(-1)
  if (last !== undefined) await storePositionAtB(pool, 'B:round', { ...last, begunAt: round.begunAt })
  else if (Date.now() - Date.parse(round.begunAt) > tempo.scanAllMs) {
    await storePositionAtB(pool, 'B:round', { lo: 0, hi: 0, begunAt: new Date().toISOString() })
    await walkAgain(pool)
  } else if (round.lo === 0) await storePositionAtB(pool, 'B:round', round)
  return pairs.length
}
