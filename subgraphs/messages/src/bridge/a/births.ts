import type { AConversationSummary } from '@switchboard/company-a/answers/conversation'
import { directsWithoutPlace, unlistedPeople, type PersonAtA } from '../../adapters/postgres/birth-at-a.ts'
import { conversationAtA, nextBirths, withWaiting } from '../../adapters/postgres/conversation-at-a.ts'
import { storedPosition, storePosition } from '../../adapters/postgres/sync-position.ts'
import { enqueue } from '../../adapters/postgres/outbox.ts'
import type { LegParts } from '../../ports/leg-parts.ts'
import { pause } from '../duty.ts'
import { acting } from './acting.ts'
import { giveBirth } from './backfill.ts'
import { laneOf } from './converge.ts'
import { feedPosition } from './ingest.ts'
import { openWaiting, OwnCreation } from './open-waiting.ts'
import type { Preparation } from './prepare.ts'
import { bringWaiting, findUnknown } from './waiting.ts'

/** Conversations that are filled side by side: each reads and writes one page at a time. */
const birthsAtOnce = 4

/**
 * Finds A's conversations and gives birth to their logs until `signal` is aborted: everyone's list is asked once, the most
 * wanted conversation is filled first, and what waited for a birth is brought in after it. Nothing of this begins before the
 * feed's end was taken: what is written meanwhile must come by the feed (delivery.md, In 3).
 */
export async function bearConversations(parts: LegParts, prepare: Preparation, signal: AbortSignal): Promise<void> {
  const failed = new Map<string, { until: number; failures: number }>()
  const putOff = (key: string, error: unknown) => {
    const failures = (failed.get(key)?.failures ?? 0) + 1
    failed.set(key, { failures, until: Date.now() + Math.min(60_000, 250 * 2 ** failures) })
    if (failures === 1 || failures % 10 === 0) parts.log.warn({ err: error, object: key, failures }, 'history of A could not be read; it is tried again')
  }
  const free = (key: string) => (failed.get(key)?.until ?? 0) < Date.now()
  const attempt = async (key: string, work: () => Promise<unknown>): Promise<boolean> => {
    if (signal.aborted || !free(key)) return false
    try {
      await work()
      failed.delete(key)
      return true
    } catch (error) {
      if (!signal.aborted) putOff(key, error)
      return false
    }
  }

  let listAgainAt = 0
  while (!signal.aborted) {
    let worked = false
    if (await storedPosition(parts.pool, feedPosition) !== undefined) {
      for (const { nativeId, known } of await withWaiting(parts.pool)) {
        worked = await attempt(`waiting:${nativeId}`, () => known ? bringWaiting(parts, prepare, nativeId) : findUnknown(parts, prepare, nativeId)) || worked
      }
      worked = await askForPlaces(parts) || worked
      const waitOn = [...failed].filter(([key, { until }]) => key.startsWith('birth:') && until >= Date.now()).map(([key]) => key.slice('birth:'.length))
      const births = await nextBirths(parts.pool, waitOn, birthsAtOnce)
      const born = await Promise.all(births.map((birth) => attempt(`birth:${birth.nativeId}`, () => giveBirth(parts, prepare, birth, signal))))
      worked ||= born.includes(true)
      if (performance.now() >= listAgainAt) {
        const began = performance.now()
        const people = await unlistedPeople(parts.pool, 10)
        // The question looks at everybody: with many people it is asked less often.
        if (people.length === 0) listAgainAt = performance.now() + Math.min(10_000, 200 + 20 * (performance.now() - began))
        for (const person of people) worked = await attempt(`list:${person.nativeId}`, () => listConversations(parts, prepare, person, signal)) || worked
      }
    }
    await pause(worked ? 0 : 200, signal)
  }
}

/** Asks for all conversations of one person; `created` order is complete and stable whatever happens meanwhile. */
async function listConversations(parts: LegParts, prepare: Preparation, person: PersonAtA, signal: AbortSignal): Promise<void> {
  const { a } = parts.companies
  for (let cursor: string | null | undefined; !signal.aborted;) {
    const page = await a.conversations.list(acting(person.nativeId), { order: 'created', limit: 100, ...(cursor ? { cursor } : {}) })
    for (const summary of page.conversations) await discover(parts, prepare, person, summary)
    cursor = page.next
    if (cursor === null) return storePosition(parts.pool, `A:listed:${person.id}`, { at: new Date().toISOString() })
  }
}

async function discover(parts: LegParts, prepare: Preparation, person: PersonAtA, summary: AConversationSummary): Promise<void> {
  if (await conversationAtA(parts.pool, summary.id)) return
  await openWaiting(parts, prepare, summary.id, person.nativeId).catch((error: unknown) => { if (!(error instanceof OwnCreation)) throw error })
}

/** A DIRECT opened here is made at A, or found there with what it holds: get-or-create is A's only way to say which. */
async function askForPlaces(parts: LegParts): Promise<boolean> {
  const ids = await directsWithoutPlace(parts.pool, 50)
  for (const id of ids) await enqueue(parts.pool, 'A', { kind: 'conversation.create', lane: laneOf(id), target: id, part: 0, payload: {}, conversationId: id, messageId: null })
  return ids.length > 0
}
