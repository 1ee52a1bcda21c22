import { incoming } from '@switchboard/company-b/translate/incoming'
import type { FidelityNote } from '@switchboard/domain/fidelity'
import { editMessage } from '../../adapters/postgres/change-message.ts'
import { deletedElsewhere, messageFacts } from '../../adapters/postgres/message-at-b.ts'
import { enqueue } from '../../adapters/postgres/outbox.ts'
import { rowsFrom, rowsOfMessage, storeRows, type StoredRow } from '../../adapters/postgres/row-at-b.ts'
import { clearTimer } from '../../adapters/postgres/timer.ts'
import { receiveReactionsOf } from './receive-reaction.ts'
import { rowTimerKey } from './receive-deletion.ts'
import { receiveStatus } from './receive-status.ts'
import { fromB, place, type Receiving } from './receiving.ts'

/** An edit that comes this soon after a deletion from elsewhere crossed it. */
const crossingMs = 10_000

/** Whether the rows became an edit; if not, what the new message has to say. */
export type Replacement = { done: true } | { done: false; notes: FidelityNote[]; replyToId: string | null }

/**
 * Takes rows that replace an earlier one as a new revision of its message (mapping.md, "B edit"): same sender, same archive
 * number, and not later than the deletion became final. `messageId`: the message whose late part came.
 */
export async function replaceBody(r: Receiving, rows: readonly StoredRow[], text: string | undefined, notes: readonly FidelityNote[], messageId?: string): Promise<Replacement> {
  const [first] = rows
  if (first === undefined) return { done: true }
  const target = messageId ?? await targetOf(r, first)
  if (target === null) return { done: false, notes: [], replyToId: null }
  const facts = await messageFacts(r.sql, target)
  if (facts === undefined) return { done: false, notes: [], replyToId: null }
  if (facts.deleted) {
    const ago = await deletedElsewhere(r.sql, target)
    if (ago === undefined || ago > Math.max(crossingMs, r.scene.tempo.editWaitMs)) return { done: false, notes: [fromB('EDIT_AFTER_DELETE')], replyToId: target }
    // Delete beats edit: what was written across the deletion is withdrawn.
    for (const row of rows) await place(r, row, { messageId: target, role: 'OLD' })
    await enqueue(r.sql, 'B', {
      kind: 'message.delete', lane: `B:pair:${r.pair.lo}:${r.pair.hi}`, target: `${r.pair.lo}:${r.pair.hi}`, part: first.id, payload: { messageId: target },
      conversationId: r.pair.conversationId, messageId: target,
    })
    return { done: true }
  }

  const event = await editMessage(r.sql, {
    conversationId: r.pair.conversationId, messageId: target, body: incoming(first, [], text).body, fidelity: [...notes],
    actorId: r.people.get(first.from)?.id ?? null, origin: 'B', deliver: !r.history,
  })
  if (event !== undefined) r.events.push(event)
  const revision = event?.payload.message.revision ?? facts.revision
  await retireRows(r, target, rows, revision)
  for (const [index, row] of rows.entries()) {
    const stored = await place(r, row, { messageId: target, part: index + 1, revision, role: 'BODY' })
    if (row.status !== 'sent') await receiveStatus(r, stored, row.status)
    await receiveReactionsOf(r, stored)
  }
  return { done: true }
}

async function targetOf(r: Receiving, row: StoredRow): Promise<string | null> {
  if (row.replaces === undefined) return null
  const [target] = await rowsFrom(r.sql, r.pair.lo, r.pair.hi, r.pair.archiveNo, row.replaces)
  if (target?.id !== row.replaces || target.row.from !== row.from) return null
  if (target.messageId === null) await clearTimer(r.sql, 'b:edit', rowTimerKey(r.pair, target.id))
  return target.messageId
}

/** The earlier rows speak for the message no more; one that still stands (crossing edits) is withdrawn. */
async function retireRows(r: Receiving, messageId: string, now: readonly StoredRow[], revision: number): Promise<void> {
  const kept = new Set(now.map((row) => row.id))
  const others = (await rowsOfMessage(r.sql, messageId)).filter((row) => row.lo === r.pair.lo && row.hi === r.pair.hi && !kept.has(row.id) && row.role === 'BODY')
  await storeRows(r.sql, others.map((row) => ({ ...row, role: 'OLD' as const })))
  for (const row of others) await clearTimer(r.sql, 'b:edit', rowTimerKey(row, row.id))
  if (others.some((row) => row.row.kind !== 'deleted') && !r.history) {
    await enqueue(r.sql, 'B', {
      kind: 'edit.withdraw-old', lane: `B:pair:${r.pair.lo}:${r.pair.hi}`, target: `${r.pair.lo}:${r.pair.hi}`, part: revision, payload: { messageId, keepRevision: revision },
      conversationId: r.pair.conversationId, messageId,
    })
  }
}
