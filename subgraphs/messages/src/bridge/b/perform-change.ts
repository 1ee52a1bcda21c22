import { isCompanyBError } from '@switchboard/company-b/error'
import { perform } from '@switchboard/company-b/perform'
import { encode } from '@switchboard/company-b/text/entities'
import { quoteOf } from '@switchboard/company-b/text/quote'
import { tagOf } from '@switchboard/company-b/text/tag'
import { slotOfReactions } from '@switchboard/company-b/translate/reaction'
import { WITHDRAWN_LINE } from '@switchboard/company-b/translate/line'
import { closeUnconfirmed } from '../../adapters/postgres/echo-at-b.ts'
import { addNotes, reactionsBy } from '../../adapters/postgres/message-at-b.ts'
import { enqueue, type OutboxRow } from '../../adapters/postgres/outbox.ts'
import { touchPair } from '../../adapters/postgres/pair-at-b.ts'
import { noteRow, rowsFrom } from '../../adapters/postgres/row-at-b.ts'
import type { Sql } from '../../adapters/postgres/transaction.ts'
import type { Outcome } from '../../ports/leg.ts'
import type { Frozen } from './frozen.ts'
import { outcomeOf, refusedWith } from './outcome.ts'
import { changePayload } from './outgoing-row.ts'
import { sendRow } from './plan-message.ts'
import { rowObject } from './receiving.ts'
import type { Scene } from './scene.ts'

type Withdrawal = Extract<Frozen, { op: 'withdraw' }>

/** Withdraws rows; B takes each as often as it is said. What is too old stays, and a follow-up or a note says so. */
export async function performWithdrawal(scene: Scene, row: OutboxRow, frozen: Withdrawal): Promise<Outcome> {
  const gone: Withdrawal['calls'] = []
  const late: Withdrawal['calls'] = []
  for (const one of frozen.calls) {
    try {
      await perform(one.call, scene.b)
      gone.push(one)
    } catch (error) {
      if (refusedWith(error, 14)) late.push(one)
      // The row or its sender is not there any more: nothing is left to be withdrawn.
      else if (!refusedWith(error, 9)) return outcomeOf(error, row.attempts)
    }
  }
  return {
    outcome: 'done',
    async effect(sql) {
      for (const { row: key } of gone) {
        if (!await closeUnconfirmed(sql, row.id, 'deletion', rowObject(key))) continue
        await noteRow(sql, key, { kind: 'deleted', text: '', reactions: {} })
        await touchPair(sql, key.lo, key.hi)
      }
      if (late.length === 0 || row.messageId === null) return
      for (const { row: key } of late) await closeUnconfirmed(sql, row.id, 'deletion', rowObject(key))
      await addNotes(sql, row.messageId, [{ leg: 'A>B', code: frozen.late === 'note' ? 'DELETE_AS_NOTE' : 'EDIT_FOLLOWUP' }])
      if (frozen.late === 'note') await tellWithdrawn(sql, row, late)
    },
  }
}

/** One follow-up per pair, whatever the number of parts. */
async function tellWithdrawn(sql: Sql, row: OutboxRow, late: Withdrawal['calls']): Promise<void> {
  const told = new Set<string>()
  for (const { call, text } of late) {
    const pair = `${call.as}>${call.with}`
    if (told.has(pair) || row.messageId === null) continue
    told.add(pair)
    await enqueue(sql, 'B', {
      ...sendRow('delete.note', row.lane, {
        from: call.as, to: call.with, text: encode(WITHDRAWN_LINE), kind: 'text', time: Date.now(), tag: tagOf(`${row.messageId}:withdrawn`, 1, 1), part: 1, revision: 1,
        messageId: row.messageId, quote: quoteOf(text),
      }), conversationId: row.conversationId, messageId: row.messageId, seq: row.seq,
    })
  }
}

/** Sets one slot; an answer that came is known at once, so that a later look does not take it for news. */
export async function performReaction(scene: Scene, row: OutboxRow, { call, row: key, notes }: Extract<Frozen, { op: 'react' }>): Promise<Outcome> {
  const { messageId, identityId = '' } = changePayload.parse(row.payload)
  try {
    await perform(call, scene.b)
  } catch (error) {
    if (refusedWith(error, 9)) return { outcome: 'dropped', reason: 'the message does not stand at company B any more' }
    return outcomeOf(error, row.attempts)
  }
  return {
    outcome: 'done',
    async effect(sql) {
      await addNotes(sql, messageId, notes)
      // Frozen a while ago, perhaps: what stands here now goes out if it is another value (delivery.md, convergence).
      const wanted = slotOfReactions(await reactionsBy(sql, messageId, identityId)).slot
      if (wanted !== call.slot) await enqueue(sql, 'B', { kind: 'reaction.set', lane: row.lane, target: row.lane, part: 1, payload: { messageId, identityId }, conversationId: row.conversationId, messageId })
      if (!await closeUnconfirmed(sql, row.id, 'reaction', rowObject(key))) return
      const [stored] = await rowsFrom(sql, key.lo, key.hi, key.archiveNo, key.id)
      if (stored?.id !== key.id) return
      const { [call.as]: _former, ...others } = stored.row.reactions
      await noteRow(sql, key, { reactions: call.slot === 0 ? others : { ...others, [call.as]: call.slot } })
      await touchPair(sql, key.lo, key.hi)
    },
  }
}

/** Calls that set a state, one after the other. */
export async function performCalls(scene: Scene, row: OutboxRow, { calls }: Extract<Frozen, { op: 'calls' }>): Promise<Outcome> {
  try {
    for (const call of calls) await perform(call, scene.b)
    return { outcome: 'done' }
  } catch (error) {
    if (isCompanyBError(error) && error.failure.kind === 'refused') return { outcome: 'dropped', reason: error.message }
    return outcomeOf(error, row.attempts)
  }
}
