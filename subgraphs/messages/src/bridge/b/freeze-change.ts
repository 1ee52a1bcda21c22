import { slotOfReactions } from '@switchboard/company-b/translate/reaction'
import { receiptIntents, type BIntent } from '@switchboard/company-b/intent'
import { identitiesById, idAt } from '../../adapters/postgres/identity.ts'
import { addNotes, messageFacts, reactionsBy } from '../../adapters/postgres/message-at-b.ts'
import type { OutboxRow } from '../../adapters/postgres/outbox.ts'
import { isBeingSent } from '../../adapters/postgres/echo-at-b.ts'
import { unreadRows } from '../../adapters/postgres/read-at-b.ts'
import { rowsOfMessage, unseenSends, type RowAtB } from '../../adapters/postgres/row-at-b.ts'
import type { FidelityNote } from '@switchboard/domain/fidelity'
import { dropped, later, type Freezing } from './frozen.ts'
import { changePayload, readPayload, sendKinds } from './outgoing-row.ts'
import { rowObject } from './receiving.ts'
import type { Scene } from './scene.ts'

/** Whether rows of a message were sent whose ids the next look at their pairs will bring. */
async function awaitsLook(scene: Scene, messageId: string): Promise<boolean> {
  const unseen = await unseenSends(scene.pool, messageId)
  if (unseen.length > 0) scene.hinted.ring()
  return unseen.length > 0
}

/** The rows of a message that are to be withdrawn: all of them, or those that an edit superseded. */
export async function freezeWithdrawal(scene: Scene, row: OutboxRow): Promise<Freezing> {
  const { messageId, keepRevision } = changePayload.parse(row.payload)
  if (await isBeingSent(scene.pool, messageId, [...sendKinds])) return later('a row of the message is on its way to company B')
  if (await awaitsLook(scene, messageId)) return later('rows of the message were not seen at company B yet')
  const doomed = (stored: RowAtB) => keepRevision === undefined ? stored.role !== 'LINE' && stored.role !== 'NONE'
    : stored.role === 'OLD' || ((stored.role === 'BODY' || stored.role === 'DUPLICATE') && stored.revision < keepRevision)
  const rows = (await rowsOfMessage(scene.pool, messageId)).filter((stored) => stored.row.kind !== 'deleted' && doomed(stored))
  if (rows.length === 0) return dropped('nothing of it stands at company B')
  return {
    intent: {
      op: 'withdraw', late: keepRevision === undefined ? 'note' : 'stands',
      calls: rows.map(({ lo, hi, archiveNo, id, row: { from, to, text } }) => ({ call: { op: 'delete', as: from, with: to, id, forAll: true }, row: { lo, hi, archiveNo, id }, text })),
    },
    echoes: rows.map((stored) => ({ company: 'B', kind: 'deletion', object: rowObject(stored), by: String(stored.row.from), value: 'deleted' })),
  }
}

/** One person's slot on a message: the newest reaction that B has a slot for, as it stands now and not when it was made. */
export async function freezeReaction(scene: Scene, row: OutboxRow): Promise<Freezing> {
  const { messageId, identityId = '' } = changePayload.parse(row.payload)
  const facts = await messageFacts(scene.pool, messageId)
  if (facts === undefined || facts.deleted) return dropped('the message was deleted')
  if (await awaitsLook(scene, messageId)) return later('the message was not seen at company B yet')
  const person = (await identitiesById(scene.pool, [identityId])).get(identityId)
  const uid = person === undefined ? null : idAt(person, 'B')
  if (uid === null) return dropped('nobody at company B reacts')
  const target = (await rowsOfMessage(scene.pool, messageId)).find((stored) => stored.role === 'BODY' && stored.row.kind !== 'deleted')
  const { slot, notes } = slotOfReactions(await reactionsBy(scene.pool, messageId, identityId))
  const note = async (sql: Parameters<typeof addNotes>[0]) => { await addNotes(sql, messageId, notes) }
  if (target === undefined) return dropped('the message does not stand at company B')
  if ((target.row.reactions[uid] ?? 0) === slot) return { outcome: 'dropped', reason: 'company B shows it so', effect: note }
  const { lo, hi, archiveNo, id } = target
  return {
    intent: { op: 'react', call: { op: 'react', as: Number(uid), with: Number(uid) === lo ? hi : lo, id, slot }, row: { lo, hi, archiveNo, id }, notes },
    echoes: [{ company: 'B', kind: 'reaction', object: rowObject(target), by: uid, value: String(slot) }],
  }
}

/** What a member has read by now, to be marked seen: rows to that member, and in a group those that the room got. */
export async function freezeRead(scene: Scene, row: OutboxRow): Promise<Freezing> {
  const { conversationId, identityId } = readPayload.parse(row.payload)
  const groups = await unreadRows(scene.pool, conversationId, identityId)
  const calls: BIntent[] = groups.flatMap(({ as, peer, ids }) => receiptIntents('seen', as, peer, ids))
  return calls.length === 0 ? dropped('nothing that company B does not know as seen') : { intent: { op: 'calls', calls }, echoes: [] }
}

/** A change that B cannot show at all: it is said on the message, and that is all. */
export function freezeNote(row: OutboxRow): Freezing {
  const { messageId, code, detail } = row.payload as { messageId: string; code: FidelityNote['code']; detail?: string }
  return { outcome: 'dropped', reason: 'company B does not show it', effect: (sql) => addNotes(sql, messageId, [{ leg: 'A>B', code, ...(detail === undefined ? {} : { detail }) }]) }
}

/** A native of B blocks or unblocks somebody; a person without a shadow there cannot write there anyway. */
export async function freezeBlock(scene: Scene, row: OutboxRow): Promise<Freezing> {
  const { blockerId, blockedId, blocked } = row.payload as { blockerId: string; blockedId: string; blocked: boolean }
  const people = await identitiesById(scene.pool, [blockerId, blockedId])
  const [blocker, other] = [people.get(blockerId), people.get(blockedId)]
  if (blocker?.company !== 'B' || other === undefined) return dropped('no person of company B blocks')
  const uid = idAt(other, 'B')
  if (uid === null && !blocked) return dropped('company B does not know this person')
  const native = uid ?? (await scene.directory.ensureShadow(blockedId)).nativeId
  return { intent: { op: 'calls', calls: [{ op: 'block', as: Number(blocker.nativeId), with: Number(native), blocked }] }, echoes: [] }
}
