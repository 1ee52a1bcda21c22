import { lockConversation } from '../../adapters/postgres/append-event.ts'
import { markToReconcile } from '../../adapters/postgres/birth-at-a.ts'
import { conversationAtA, lockNative } from '../../adapters/postgres/conversation-at-a.ts'
import { storePosition } from '../../adapters/postgres/sync-position.ts'
import { clearTimer, type DueTimer } from '../../adapters/postgres/timer.ts'
import { inTransaction, type Sql } from '../../adapters/postgres/transaction.ts'
import type { LegParts } from '../../ports/leg-parts.ts'
import { asMember } from './acting.ts'
import { applyGroupState } from './apply-membership.ts'
import { applyRead } from './apply-read.ts'
import { readOn } from './bring-in.ts'
import { atDesk } from './desk.ts'
import type { Preparation } from './prepare.ts'

/** Goes on from the oldest change that A still keeps, and marks every conversation to be read anew. */
export async function reconcileAll(parts: LegParts, cursor: string, guard: (desk: { sql: Sql }) => Promise<void>): Promise<void> {
  await inTransaction(parts.pool, async (sql) => {
    await guard({ sql })
    await storePosition(sql, 'A:feed', cursor)
    await markToReconcile(sql, undefined)
  })
}

/** Reads one conversation of A whole and merges what it shows: messages, their states, title, members and read markers. */
export async function reconcile(parts: LegParts, prepare: Preparation, timer: Pick<DueTimer, 'key'>): Promise<void> {
  const place = await conversationAtA(parts.pool, timer.key)
  if (place !== undefined && place.birth === 'BORN') {
    await readOn(parts, prepare, place, { after: 0, upTo: Number.MAX_SAFE_INTEGER, first: [], guard: () => Promise.resolve() })
    const shown = await asMember(parts, place.conversationId, [], (as) => parts.companies.a.conversations.get(as, place.nativeId))
    if (shown) {
      const people = await prepare.people(shown.members.map((member) => member.personId))
      await atDesk(parts, { people, files: new Map() }, async (desk) => {
        await lockNative(desk.sql, place.nativeId)
        await lockConversation(desk.sql, place.conversationId)
        await applyGroupState(desk, place, shown)
        for (const member of shown.members) await applyRead(desk, place, member.personId, member.lastReadSeq, 'either')
      })
    }
  }
  // A conversation that is being born is read whole by its birth.
  await clearTimer(parts.pool, 'a:reconcile', timer.key)
}
