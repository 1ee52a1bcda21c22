import { isCompanyBError } from '@switchboard/company-b/error'
import type { OutboxRow } from '../../adapters/postgres/outbox.ts'
import type { LegModule } from '../../ports/leg-module.ts'
import type { LegParts } from '../../ports/leg-parts.ts'
import type { Leg, Outcome } from '../../ports/leg.ts'
import { Bell } from '../bell.ts'
import { birthsB } from './births.ts'
import { freezeBlock, freezeNote, freezeReaction, freezeRead, freezeWithdrawal } from './freeze-change.ts'
import { freezeList } from './freeze-list.ts'
import { freezeSend } from './freeze-send.ts'
import { later, type Freezing, type Frozen } from './frozen.ts'
import { ingestB } from './ingest.ts'
import { outcomeOf } from './outcome.ts'
import { isSend } from './outgoing-row.ts'
import { performCalls, performReaction, performWithdrawal } from './perform-change.ts'
import { performList, performPost } from './perform-list.ts'
import { performSend, type Searches } from './perform-send.ts'
import { planRow } from './plan.ts'
import { prerequisites } from './prerequisites.ts'
import { performRoomPost } from './room-list.ts'
import type { Scene } from './scene.ts'
import { defaultTempo, type Tempo } from './tempo.ts'
import { waitTimers } from './wait-timers.ts'

export interface LegBOptions {
  /** Base URL of the messages server, for links to files. */
  filesUrl: string
  /** What differs from the usual times (tests). */
  tempo?: Partial<Tempo>
}

/** Company B's module: its way in, its births, its way out. */
export function legB(parts: LegParts, options: LegBOptions): LegModule {
  const { companies, ...rest } = parts
  const scene: Scene = { ...rest, b: companies.b, tempo: { ...defaultTempo, ...options.tempo }, hinted: new Bell(), filesUrl: options.filesUrl.replace(/\/$/, '') }
  return {
    company: 'B',
    leg: wayOut(scene),
    ingest: (signal, lease) => ingestB(scene, signal, lease),
    births: (signal, lease) => birthsB(scene, signal, lease),
    timers: waitTimers(scene),
  }
}

function wayOut(scene: Scene): Leg {
  const need = prerequisites(scene)
  const searches: Searches = new Map()
  return {
    company: 'B',
    plan: (sql, row) => planRow({ scene, sql, row, need }),
    async freeze(row) {
      try {
        return await freezeRow(scene, row)
      } catch (error) {
        if (!isCompanyBError(error)) throw error
        const outcome = outcomeOf(error, row.attempts)
        // What the request needs (an upload) may be done twice without harm: the row itself was not tried.
        return outcome.outcome === 'unknown' ? later(outcome.error, outcome.afterMs) : outcome
      }
    },
    perform: (row, unknown) => performRow(scene, searches, row, unknown),
  }
}

async function freezeRow(scene: Scene, row: OutboxRow): Promise<Freezing> {
  if (isSend(row.kind)) return freezeSend(scene, row)
  switch (row.kind) {
    case 'message.delete': case 'edit.withdraw-old': return freezeWithdrawal(scene, row)
    case 'reaction.set': return freezeReaction(scene, row)
    case 'read.push': return freezeRead(scene, row)
    case 'note': return freezeNote(row)
    case 'block': return freezeBlock(scene, row)
    case 'list.created': case 'list.updated': case 'list.dropped': case 'list.posted': return freezeList(scene, row)
    default: return { outcome: 'parked', error: `company B has no ${row.kind}` }
  }
}

async function performRow(scene: Scene, searches: Searches, row: OutboxRow, unknown: boolean): Promise<Outcome> {
  // Written by freeze above, in this form.
  const frozen = row.intent as Frozen
  switch (frozen.op) {
    case 'send': return performSend(scene, searches, row, frozen, unknown)
    case 'roomPost': return performRoomPost(scene, searches, row, frozen, unknown)
    case 'withdraw': return performWithdrawal(scene, row, frozen)
    case 'react': return performReaction(scene, row, frozen)
    case 'calls': return performCalls(scene, row, frozen)
    case 'list': return performList(scene, row, frozen, unknown)
    case 'post': return performPost(scene, row, frozen, unknown)
  }
}
