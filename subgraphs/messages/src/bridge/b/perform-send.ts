import { findSent } from '@switchboard/company-b/pair/find-sent'
import { history } from '@switchboard/company-b/operation/history'
import { isCompanyBError } from '@switchboard/company-b/error'
import { perform } from '@switchboard/company-b/perform'
import { addNotes } from '../../adapters/postgres/message-at-b.ts'
import type { OutboxRow } from '../../adapters/postgres/outbox.ts'
import { hintPair } from '../../adapters/postgres/pair-at-b.ts'
import { tagSeen } from '../../adapters/postgres/row-at-b.ts'
import type { Sql } from '../../adapters/postgres/transaction.ts'
import type { Outcome } from '../../ports/leg.ts'
import type { Frozen } from './frozen.ts'
import { outcomeOf, refusedWith } from './outcome.ts'
import type { Scene } from './scene.ts'

type FrozenSend = Extract<Frozen, { op: 'send' }>

/** When a row of unknown outcome was first looked for and not found. In memory: after a restart the search begins again. */
export type Searches = Map<string, number>

/**
 * Writes a row. When an earlier try may have been done, B is searched for tag and sender first; only what was not found
 * twice, 2 s apart, is sent again (mapping.md, "Send to B").
 */
export async function performSend(scene: Scene, searches: Searches, row: OutboxRow, frozen: FrozenSend, unknown: boolean): Promise<Outcome> {
  try {
    if (unknown && await wasSent(scene, frozen)) { searches.delete(row.id); return done(row, frozen, scene) }
    if (unknown) {
      const since = searches.get(row.id)
      if (since === undefined) searches.set(row.id, Date.now())
      const left = (since ?? Date.now()) + scene.tempo.searchAgainMs - Date.now()
      if (left > 0) return { outcome: 'unknown', afterMs: left, error: 'not found at company B; it is looked for once more' }
      searches.delete(row.id)
    }
    await perform(frozen.call, scene.b)
    return done(row, frozen, scene)
  } catch (error) {
    if (refusedWith(error, 9)) await scene.directory.applyUserB(frozen.call.to)
    const outcome = outcomeOf(error, row.attempts)
    // One member of a group who does not accept it stops nobody else's.
    if (outcome.outcome === 'refused' && row.lane.startsWith('B:room:')) return { outcome: 'dropped', reason: outcome.error }
    // A search that failed leaves the outcome as unknown as it was.
    if (unknown && isCompanyBError(error) && error.call === 'hist' && outcome.outcome !== 'unknown') return { outcome: 'unknown', afterMs: 500, error: error.message }
    return outcome
  }
}

async function wasSent(scene: Scene, { call, pair }: FrozenSend): Promise<boolean> {
  if (await tagSeen(scene.pool, pair.lo, pair.hi, call.as, call.tag)) return true
  const view = await history(scene.b, { as: call.as, with: call.to, downTo: pair.top + 1 })
  return findSent(view.rows, { tag: call.tag, fromUid: call.as }).length > 0
}

function done(row: OutboxRow, { pair, notes }: FrozenSend, scene: Scene): Outcome {
  return {
    outcome: 'done',
    async effect(sql: Sql) {
      if (row.messageId !== null && notes.length > 0) await addNotes(sql, row.messageId, notes)
      // Its id is learnt by the next look at the pair, like everything else.
      await hintPair(sql, pair.lo, pair.hi)
      setImmediate(() => { scene.hinted.ring() })
    },
  }
}
