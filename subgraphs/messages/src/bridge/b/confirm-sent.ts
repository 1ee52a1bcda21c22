import { sentRow, isUnderWay } from '../../adapters/postgres/echo-at-b.ts'
import { addNotes, messageFacts } from '../../adapters/postgres/message-at-b.ts'
import { enqueue } from '../../adapters/postgres/outbox.ts'
import type { RowRole, StoredRow } from '../../adapters/postgres/row-at-b.ts'
import { receiveDeletion } from './receive-deletion.ts'
import { receiveReactionsOf } from './receive-reaction.ts'
import { receiveStatus } from './receive-status.ts'
import { pairObject, place, type Receiving } from './receiving.ts'
import { roleOfSend } from './outgoing-row.ts'

/**
 * Recognises a row that our own call stored, by tag and sender, and maps it to its message: the echo confirms the leg, also
 * when the call's answer was lost. The same part a second time is a duplicate, noted and counted. False: not ours.
 */
export async function confirmSent(r: Receiving, row: StoredRow): Promise<boolean> {
  if (row.tag === undefined) return false
  const sent = await sentRow(r.sql, pairObject(r.pair), row.from, row.tag)
  if (sent === undefined) return false
  const { part, revision } = sent.payload as { part: number; revision: number }
  if (!sent.first) {
    r.scene.counts.duplicateRefused('B')
    await place(r, row, { messageId: sent.messageId, part, revision, role: 'DUPLICATE' })
    if (sent.messageId !== null) {
      await addNotes(r.sql, sent.messageId, [{ leg: 'A>B', code: 'DUPLICATE_ON_B' }])
      r.delivered.add(sent.messageId)
    }
    return true
  }
  const facts = sent.messageId === null ? undefined : await messageFacts(r.sql, sent.messageId)
  const body = roleOfSend(sent.kind)
  const superseded = body === 'BODY' && facts !== undefined && !facts.deleted && revision < facts.revision
  const role: RowRole = superseded && !await isUnderWay(r.sql, sent.messageId ?? '', ['message.edited', 'edit.send', 'edit.withdraw-old']) ? await withdraw(r, sent.messageId, facts.revision) : body
  const stored = await place(r, row, { messageId: sent.messageId, part, revision, role })
  if (row.status !== 'sent') await receiveStatus(r, stored, row.status)
  if (row.kind === 'deleted') await receiveDeletion(r, stored)
  else await receiveReactionsOf(r, stored)
  return true
}

/** A newer text came from B while ours was on its way: ours goes. Follow-ups in a room stay, they tell of themselves. */
async function withdraw(r: Receiving, messageId: string | null, revision: number): Promise<RowRole> {
  if (r.room) return 'BODY'
  await enqueue(r.sql, 'B', {
    kind: 'edit.withdraw-old', lane: `B:pair:${r.pair.lo}:${r.pair.hi}`, target: `${r.pair.lo}:${r.pair.hi}`, part: revision, payload: { messageId, keepRevision: revision },
    conversationId: r.pair.conversationId, messageId,
  })
  return 'OLD'
}
