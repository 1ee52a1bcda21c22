import { deleteMessage } from '../../adapters/postgres/change-message.ts'
import { matchEcho } from '../../adapters/postgres/intent.ts'
import { addNotes, hideMessage, messageFacts } from '../../adapters/postgres/message-at-b.ts'
import type { RowAtB } from '../../adapters/postgres/row-at-b.ts'
import { setTimer } from '../../adapters/postgres/timer.ts'
import { fromB, rowObject, type Receiving } from './receiving.ts'

/** The key of the wait for the row that replaces a deleted one. */
export function rowTimerKey(pair: { lo: number; hi: number; archiveNo: number }, id: number): string {
  return `${pair.lo}:${pair.hi}:${pair.archiveNo}:${id}`
}

/** A row became a marker: our own withdrawal, an expiry, an edit's first half, or a deletion; the last two show in 10 s. */
export async function receiveDeletion(r: Receiving, row: RowAtB): Promise<void> {
  const echo = await matchEcho(r.sql, { company: 'B', kind: 'deletion', object: rowObject(row), by: String(row.row.from), value: 'deleted' })
  if (echo !== undefined || row.messageId === null || row.role !== 'BODY') return
  const facts = await messageFacts(r.sql, row.messageId)
  if (facts === undefined || facts.deleted || row.row.from === r.ours && r.room) return
  if (row.row.expiresIn !== undefined || row.row.from === r.ours || r.history) return deleteNow(r, row)
  await setTimer(r.sql, 'b:edit', rowTimerKey(r.pair, row.id), new Date(Date.now() + r.scene.tempo.editWaitMs), { lo: row.lo, hi: row.hi, archiveNo: row.archiveNo, id: row.id })
}

/** Makes the message of a row a tombstone. Nobody is known to have caused an expiry. */
export async function deleteNow(r: Receiving, row: RowAtB): Promise<void> {
  if (row.messageId === null) return
  const event = await deleteMessage(r.sql, {
    conversationId: r.pair.conversationId, messageId: row.messageId, origin: 'B', deliver: !r.history,
    actorId: row.row.expiresIn !== undefined ? null : r.people.get(row.row.from)?.id ?? null,
  })
  if (event !== undefined) r.events.push(event)
}

/** Deleted for one person only: hidden here for that identity, and told to no other company. */
export async function receiveHidden(r: Receiving, row: RowAtB, uid: number): Promise<void> {
  const person = r.people.get(uid)
  if (row.messageId === null || row.role !== 'BODY' || person === undefined) return
  await hideMessage(r.sql, row.messageId, person.id)
  await addNotes(r.sql, row.messageId, [fromB('HIDDEN_FOR_SOME')])
  r.hiddenFor.add(person.id)
  r.readers.add(uid)
}
