import { history } from '@switchboard/company-b/operation/history'
import { isCompanyBError } from '@switchboard/company-b/error'
import type { PairView } from '@switchboard/company-b/pair/merge'
import { knownPair, lockedPair, mustHold, putOffPair, settlePair, useUpHints, waitingHints, type Hint, type PairKey, type PairState } from '../../adapters/postgres/pair-at-b.ts'
import { rowsFrom, type StoredRow } from '../../adapters/postgres/row-at-b.ts'
import { inTransaction } from '../../adapters/postgres/transaction.ts'
import type { HeldLease } from '../../ports/leg-module.ts'
import { applyLook, type Applied } from './apply-look.ts'
import { fetchMedia } from './receive-media.ts'
import { hasGap, mergeLook, type MergedLook } from './merge-look.ts'
import { pairConversation } from './pair-conversation.ts'
import { pairPeople, viewers, type PairPeople } from './pair-people.ts'
import type { Scene } from './scene.ts'

type Known = Exclude<PairPeople, { kind: 'strangers' }>

/**
 * Looks at a pair of B and brings what changed into the log: live, healing, reconciliation and birth are this one path.
 * A look that another writer overtook is thrown away and begun again. Safe to repeat: the same look twice changes nothing.
 */
export async function lookAtPair(scene: Scene, lease: HeldLease, key: PairKey, asked: Hint = {}): Promise<void> {
  const who = await pairPeople(scene, key)
  for (let attempt = 1; ; attempt += 1) {
    const begunAt = await databaseTime(scene)
    const pair = await knownPair(scene.pool, key.lo, key.hi)
    const { hint, upTo } = await waitingHints(scene.pool, key.lo, key.hi)
    if (who.kind === 'strangers') {
      await settlePair(scene.pool, pair, begunAt, false)
      await useUpHints(scene.pool, key.lo, key.hi, upTo)
      return
    }
    const place = await pairConversation(scene, pair, who)
    if (place === 'waits') return putOffPair(scene.pool, key, 1_000)
    const views = await readViews(scene, pair, who, deeper(hint, asked))
    if (views === undefined) return putOffPair(scene.pool, key, 60_000)
    const media = await fetchMedia(scene, who, await merged(scene, pair, views))
    const applied = await inTransaction(scene.pool, async (sql): Promise<Applied | undefined> => {
      await mustHold(sql, lease)
      const locked = await lockedPair(sql, pair)
      if (locked === undefined) return undefined
      const known = await knownRows(sql, locked, lowest(views))
      const look = mergeLook({ top: locked.top, rows: known }, views)
      const result = await applyLook({ scene, sql, pair: { ...locked, conversationId: place.conversationId }, who, look, media, begunAt })
      await useUpHints(sql, key.lo, key.hi, upTo)
      return result
    })
    if (applied !== undefined) return applied.publish()
    if (attempt >= 5) return putOffPair(scene.pool, key, 200)
  }
}

function deeper(one: Hint, other: Hint): Hint {
  return { downTo: Math.min(one.downTo ?? Infinity, other.downTo ?? Infinity), both: one.both === true || other.both === true }
}

/** The views that the look needs, by uid; undefined when nobody is left as whom the pair can be read. */
async function readViews(scene: Scene, pair: PairState, who: Known, hint: Hint): Promise<Map<number, PairView> | undefined> {
  const fresh = pair.version === null
  const sides = viewers(pair, who)
  let depth = fresh ? 1 : Math.max(1, Math.min(pair.top, hint.downTo ?? Infinity))
  for (let again = 0; again < 2; again += 1) {
    const views = new Map<number, PairView>()
    const known = await knownRows(scene.pool, pair, depth)
    for (const uid of sides) {
      const view = await readAs(scene, pair, uid, depth)
      if (view === undefined) continue
      views.set(uid, view)
      const whole = uid === who.ours || (!fresh && !hasGap(view, known, uid))
      if (whole && hint.both !== true) break
    }
    if (views.size === 0) return undefined
    // Ids that began again: what is below the known top is all new, too.
    if (depth === 1 || !mergeLook({ top: pair.top, rows: known }, views).archived) return views
    depth = 1
  }
  return undefined
}

async function readAs(scene: Scene, pair: PairKey, uid: number, downTo: number): Promise<PairView | undefined> {
  try {
    return await history(scene.b, { as: uid, with: uid === pair.lo ? pair.hi : pair.lo, downTo })
  } catch (error) {
    if (!isCompanyBError(error) || error.failure.kind !== 'refused' || error.failure.err !== 9) throw error
    // B tells of a closed account in no other way than by refusing it.
    await scene.directory.applyUserB(uid)
    return undefined
  }
}

async function merged(scene: Scene, pair: PairState, views: ReadonlyMap<number, PairView>): Promise<MergedLook> {
  return mergeLook({ top: pair.top, rows: await knownRows(scene.pool, pair, lowest(views)) }, views)
}

function lowest(views: ReadonlyMap<number, PairView>): number {
  return Math.min(...[...views.values()].map((view) => view.coveredFrom))
}

async function knownRows(sql: Scene['pool'] | Parameters<typeof rowsFrom>[0], pair: PairState, fromId: number): Promise<Map<number, StoredRow>> {
  return new Map((await rowsFrom(sql, pair.lo, pair.hi, pair.archiveNo, fromId)).map(({ id, row }) => [id, row]))
}

async function databaseTime(scene: Scene): Promise<Date> {
  const { rows } = await scene.pool.query<{ now: Date }>('SELECT clock_timestamp() AS now')
  return rows[0]?.now ?? new Date()
}
