import { conversationAtA, lockNative, type ConversationAtA } from '../../adapters/postgres/conversation-at-a.ts'
import { lockConversation } from '../../adapters/postgres/append-event.ts'
import { firstWaiting, keepWaiting } from '../../adapters/postgres/waiting-event.ts'
import type { LegParts } from '../../ports/leg-parts.ts'
import { asMember } from './acting.ts'
import { applyChange, type ConversationChange } from './apply-change.ts'
import { openFromA } from './apply-membership.ts'
import { applyMessage } from './apply-message.ts'
import { atDesk, type Desk } from './desk.ts'
import type { Preparation } from './prepare.ts'

/** A's event tells of a seq whose predecessors are not here: they are fetched first. */
export class SeqGap extends Error {
  override readonly name = 'SeqGap'
}

/**
 * Brings a change into its conversation, or keeps it waiting while the conversation's log is not born (or others wait
 * before it). In a transaction of the caller, who prepared it. @throws SeqGap
 */
export async function bringIn(desk: Desk, change: ConversationChange): Promise<void> {
  await lockNative(desk.sql, change.conversationId)
  const place = await conversationAtA(desk.sql, change.conversationId) ?? await createHere(desk, change)
  if (place === undefined || place.birth !== 'BORN' || await firstWaiting(desk.sql, 'A', change.conversationId)) {
    return keepWaiting(desk.sql, 'A', change.conversationId, change)
  }
  if (gapBefore(place, change)) throw new SeqGap(`A's conversation ${place.nativeId} has messages after ${place.lastSeq} that are not here`)
  await applyChange(desk, place, change)
}

/** A conversation whose creation we see is born at once: nothing of it is older. What our own call made is mapped by that call, unless it is a DIRECT. */
async function createHere(desk: Desk, change: ConversationChange): Promise<ConversationAtA | undefined> {
  if (change.type !== 'conversation-created') return undefined
  if (change.origin === desk.parts.clientIdAtA && change.conversation.kind === 'GROUP') return undefined
  await openFromA(desk, change.conversation, 'BORN')
  return conversationAtA(desk.sql, change.conversationId)
}

/** Whether messages that stand before this change at A are missing here. */
export function gapBefore(place: ConversationAtA, change: ConversationChange): boolean {
  return change.type === 'message-created' && change.seq > place.lastSeq + 1
    || (change.type === 'message-updated' || change.type === 'message-deleted') && change.seq > place.lastSeq
    || (change.type === 'reaction-added' || change.type === 'reaction-removed') && change.seq > place.lastSeq
}

/** Fetches what stands between the log and this change at A, and applies it, in A's order. True when something was missing. */
export async function healGap(parts: LegParts, prepare: Preparation, change: ConversationChange, guard: (desk: Desk) => Promise<void>): Promise<boolean> {
  const place = await conversationAtA(parts.pool, change.conversationId)
  if (place === undefined || place.birth !== 'BORN' || !gapBefore(place, change) || await firstWaiting(parts.pool, 'A', change.conversationId)) return false
  const upTo = 'seq' in change ? change.seq - (change.type === 'message-created' ? 1 : 0) : place.lastSeq
  const rows = await readOn(parts, prepare, place, { after: place.lastSeq, upTo, first: [change.actorId], guard })
  if (rows > 0) {
    parts.counts.gapHealed('A', rows)
    parts.log.warn({ conversation: place.conversationId, after: place.lastSeq, rows }, 'a gap in A\'s events was healed')
  }
  return rows > 0
}

export interface ReadOn {
  after: number
  upTo: number
  /** A's ids of people who probably may read it. */
  first: readonly (string | null)[]
  guard: (desk: Desk) => Promise<void>
}

/** Reads messages of A from a seq on and merges them, a page at a time; answers how many. */
export async function readOn(parts: LegParts, prepare: Preparation, place: ConversationAtA, range: ReadOn): Promise<number> {
  let after = range.after
  let rows = 0
  for (;;) {
    const page = await asMember(parts, place.conversationId, range.first, (as) => parts.companies.a.messages.list(as, place.nativeId, { after, limit: 100 }))
    for (const message of page?.messages ?? []) {
      if (message.seq > range.upTo) return rows
      const prepared = await prepare.message(message)
      await atDesk(parts, prepared, async (desk) => {
        await range.guard(desk)
        await lockNative(desk.sql, place.nativeId)
        await lockConversation(desk.sql, place.conversationId)
        await applyMessage(desk, place, message, { source: 'either', actor: null, whole: true })
      })
      rows += 1
      after = message.seq
    }
    if (!page?.more || page.messages.length === 0) return rows
  }
}

