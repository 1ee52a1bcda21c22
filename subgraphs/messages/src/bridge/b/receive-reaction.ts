import { emojiOfSlot, slotOfEmoji, slotOfReactions } from '@switchboard/company-b/translate/reaction'
import { changeReaction } from '../../adapters/postgres/change-message.ts'
import { isUnderWay } from '../../adapters/postgres/echo-at-b.ts'
import { matchEcho } from '../../adapters/postgres/intent.ts'
import { messageFacts, reactionsBy } from '../../adapters/postgres/message-at-b.ts'
import { enqueue } from '../../adapters/postgres/outbox.ts'
import type { RowAtB } from '../../adapters/postgres/row-at-b.ts'
import { rowObject, type Receiving } from './receiving.ts'

/**
 * One person's slot changed at B: the former slot's emoji goes, the new one comes (mapping.md, "B to A"). Our own push only
 * confirms. Where B now shows other than what stands here, the present value is pushed again (convergence).
 */
export async function receiveReaction(r: Receiving, row: RowAtB, change: { by: number; slot: number; was: number }): Promise<void> {
  const person = r.people.get(change.by)
  if (row.messageId === null || person === undefined || row.role === 'DUPLICATE') return
  const facts = await messageFacts(r.sql, row.messageId)
  if (facts === undefined || facts.deleted) return
  const echo = await matchEcho(r.sql, { company: 'B', kind: 'reaction', object: rowObject(row), by: String(change.by), value: String(change.slot) })
  if (echo === undefined) await applySlot(r, row.messageId, person.id, change)
  else await converge(r, row, person.id, change.slot)
}

async function applySlot(r: Receiving, messageId: string, identityId: string, { slot, was }: { slot: number; was: number }): Promise<void> {
  const cause = { conversationId: r.pair.conversationId, messageId, identityId, actorId: identityId, origin: 'B' as const, deliver: !r.history }
  const emoji = emojiOfSlot(slot)
  const own = await reactionsBy(r.sql, messageId, identityId)
  const former = was === 0 ? [] : own.filter((one) => slotOfEmoji(one)?.slot === was)
  for (const gone of former) await push(r, changeReaction(r.sql, { ...cause, emoji: gone, present: false }))
  if (emoji !== null && !own.some((one) => slotOfEmoji(one)?.slot === slot)) await push(r, changeReaction(r.sql, { ...cause, emoji, present: true }))
}

async function push(r: Receiving, change: ReturnType<typeof changeReaction>): Promise<void> {
  const event = await change
  if (event !== undefined) r.events.push(event)
}

async function converge(r: Receiving, row: RowAtB, identityId: string, shown: number): Promise<void> {
  const messageId = row.messageId ?? ''
  const wanted = slotOfReactions(await reactionsBy(r.sql, messageId, identityId)).slot
  if (wanted === shown || await isUnderWay(r.sql, messageId, ['reaction.added', 'reaction.removed', 'reaction.set'])) return
  await enqueue(r.sql, 'B', {
    kind: 'reaction.set', lane: `B:pair:${r.pair.lo}:${r.pair.hi}`, target: `${r.pair.lo}:${r.pair.hi}`, part: 1, payload: { messageId, identityId },
    conversationId: r.pair.conversationId, messageId,
  })
}

/** The reactions that a row had when it was first seen. */
export async function receiveReactionsOf(r: Receiving, row: RowAtB): Promise<void> {
  for (const [uid, slot] of Object.entries(row.row.reactions)) await receiveReaction(r, row, { by: Number(uid), slot, was: 0 })
}
