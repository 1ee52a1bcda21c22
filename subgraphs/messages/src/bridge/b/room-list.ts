import type { FidelityNote } from '@switchboard/domain/fidelity'
import { pairOf } from '@switchboard/company-b/pair/row'
import { perform } from '@switchboard/company-b/perform'
import { listHistory, listsOf } from '@switchboard/company-b/operation/lists'
import { closeUnconfirmed } from '../../adapters/postgres/echo-at-b.ts'
import { addNotes } from '../../adapters/postgres/message-at-b.ts'
import type { OutboxRow } from '../../adapters/postgres/outbox.ts'
import { hintPair } from '../../adapters/postgres/pair-at-b.ts'
import { roomList, storeRoomList } from '../../adapters/postgres/room-at-b.ts'
import type { Outcome } from '../../ports/leg.ts'
import type { Freezing, Frozen } from './frozen.ts'
import type { MediaForB } from './media-out.ts'
import { outcomeOf } from './outcome.ts'
import type { SendPayload } from './outgoing-row.ts'
import type { Searches } from './perform-send.ts'
import { pairObject } from './receiving.ts'
import type { Scene } from './scene.ts'

type RoomPost = Extract<Frozen, { op: 'roomPost' }>

/** The name of a room's lists: only the room itself, which is ours, sees it. */
const listName = 'members'

/** Freezes a post to a list of the room; the list is brought to the wanted members first, and made when there is none. */
export async function freezeRoomPost(scene: Scene, row: OutboxRow, payload: SendPayload, list: NonNullable<SendPayload['list']>, file: MediaForB | undefined): Promise<Freezing> {
  if (row.conversationId === null) return { outcome: 'parked', error: 'a room without a group' }
  const listId = await listFor(scene, row.conversationId, payload.from, list)
  return {
    intent: {
      op: 'roomPost', members: list.members, notes: [...(payload.notes ?? []) as FidelityNote[], ...(file?.notes ?? [])],
      call: {
        op: 'listPost', as: payload.from, listId, text: file?.text ?? payload.text, kind: file?.kind ?? payload.kind, time: payload.time, tag: payload.tag,
        ...(file?.link === undefined ? {} : { link: file.link }),
      },
    },
    echoes: list.members.map((uid) => ({ company: 'B', kind: 'message', object: pairObject(keyOf(payload.from, uid)), by: String(payload.from), value: payload.tag })),
  }
}

async function listFor(scene: Scene, conversationId: string, room: number, { absentUid, chunk, members }: NonNullable<SendPayload['list']>): Promise<number> {
  const known = await roomList(scene.pool, conversationId, absentUid, chunk)
  if (known === undefined) {
    const { listId } = await perform({ op: 'listNew', as: room, name: listName, members }, scene.b)
    await storeRoomList(scene.pool, { conversationId, absentUid, chunk, lid: listId, memberUids: members })
    return listId
  }
  const sameMembers = known.memberUids.length === members.length && members.every((uid) => known.memberUids.includes(uid))
  if (sameMembers) return known.lid
  // What B holds is what counts: an edit whose answer was lost may have been done.
  const now = (await listsOf(scene.b, room)).find((one) => one.listId === known.lid)?.members ?? []
  const add = members.filter((uid) => !now.includes(uid))
  const remove = now.filter((uid) => !members.includes(uid))
  // Removals first: a full list has no room for anybody.
  if (remove.length > 0) await perform({ op: 'listEdit', as: room, listId: known.lid, remove }, scene.b)
  if (add.length > 0) await perform({ op: 'listEdit', as: room, listId: known.lid, add }, scene.b)
  await storeRoomList(scene.pool, { conversationId, absentUid, chunk, lid: known.lid, memberUids: members })
  return known.lid
}

/** Posts; after an unknown outcome the list's own posts are searched for the tag, twice, before it is posted again. */
export async function performRoomPost(scene: Scene, searches: Searches, row: OutboxRow, frozen: RoomPost, unknown: boolean): Promise<Outcome> {
  const { call } = frozen
  try {
    if (unknown) {
      if ((await listHistory(scene.b, call.as, call.listId)).some((post) => post.tag === call.tag)) return done(scene, row, frozen, [])
      const since = searches.get(row.id) ?? Date.now()
      searches.set(row.id, since)
      const left = since + scene.tempo.searchAgainMs - Date.now()
      if (left > 0) return { outcome: 'unknown', afterMs: left, error: 'not found at company B; it is looked for once more' }
    }
    searches.delete(row.id)
    const { skipped } = await perform(call, scene.b)
    return done(scene, row, frozen, skipped)
  } catch (error) {
    const outcome = outcomeOf(error, row.attempts)
    return unknown && outcome.outcome === 'later' ? { ...outcome, outcome: 'unknown' } : outcome
  }
}

function done(scene: Scene, row: OutboxRow, { call, members, notes }: RoomPost, skipped: readonly number[]): Outcome {
  return {
    outcome: 'done',
    async effect(sql) {
      if (row.messageId !== null) await addNotes(sql, row.messageId, notes)
      for (const uid of members) {
        const pair = keyOf(call.as, uid)
        if (skipped.includes(uid)) await closeUnconfirmed(sql, row.id, 'message', pairObject(pair))
        else await hintPair(sql, pair.lo, pair.hi)
      }
      setImmediate(() => { scene.hinted.ring() })
    },
  }
}

function keyOf(one: number, other: number): { lo: number; hi: number } {
  const { low: lo, high: hi } = pairOf(one, other)
  return { lo, hi }
}
