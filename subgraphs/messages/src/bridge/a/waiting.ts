import { isRefused } from '@switchboard/company-a/errors'
import { conversationAtA, lockNative } from '../../adapters/postgres/conversation-at-a.ts'
import { endWaiting, firstWaiting, waitingEvents } from '../../adapters/postgres/waiting-event.ts'
import type { LegParts } from '../../ports/leg-parts.ts'
import { applyChange, type ConversationChange } from './apply-change.ts'
import { openWaiting } from './open-waiting.ts'
import { gapBefore, readOn } from './bring-in.ts'
import { atDesk } from './desk.ts'
import type { Preparation } from './prepare.ts'

/** Brings in what waited while a log was being born, in A's order. Two processes at once take turns. */
export async function bringWaiting(parts: LegParts, prepare: Preparation, nativeId: string): Promise<void> {
  for (;;) {
    const waiting = await firstWaiting(parts.pool, 'A', nativeId)
    const place = await conversationAtA(parts.pool, nativeId)
    if (!waiting || place?.birth !== 'BORN') return
    // Written by our own way in: the shape is trusted.
    const change = waiting.event as ConversationChange
    const prepared = await prepare.change(change)
    if (gapBefore(place, change) && 'seq' in change) {
      const upTo = change.seq - (change.type === 'message-created' ? 1 : 0)
      const rows = await readOn(parts, prepare, place, { after: place.lastSeq, upTo, first: [change.actorId], guard: () => Promise.resolve() })
      parts.counts.gapHealed('A', rows)
    }
    await atDesk(parts, prepared, async (desk) => {
      await lockNative(desk.sql, nativeId)
      const now = await conversationAtA(desk.sql, nativeId)
      if (now?.birth !== 'BORN' || !(await endWaiting(desk.sql, waiting.id))) return
      await applyChange(desk, now, change)
    })
  }
}

/** Changes came of a conversation that nobody here knows: it is looked up as those who act in them. */
export async function findUnknown(parts: LegParts, prepare: Preparation, nativeId: string): Promise<void> {
  const changes = (await waitingEvents(parts.pool, 'A', nativeId, 20)).map((waiting) => waiting.event as ConversationChange)
  const people = new Set(changes.flatMap((change) => 'personId' in change ? [change.actorId, change.personId] : [change.actorId]))
  for (const person of people) {
    if (person === null) continue
    try {
      if (await openWaiting(parts, prepare, nativeId, person)) return
    } catch (error) {
      if (!isRefused(error, 'not-found', 'act-as-not-allowed')) throw error
    }
  }
  throw new Error(`nobody may read A's conversation ${nativeId} any more`)
}
