import { isRefused } from '@switchboard/company-a/errors'
import type { AIntentOf } from '@switchboard/company-a/intent'
import { perform as performIntent } from '@switchboard/company-a/perform'
import { mapConversation, lockNative } from '../../adapters/postgres/conversation-at-a.ts'
import { appendNotes } from '../../adapters/postgres/fidelity.ts'
import { closeIntents } from '../../adapters/postgres/intent.ts'
import { legValue, recordSeen, recordVersion } from '../../adapters/postgres/leg-value.ts'
import { withdrawRow } from '../../adapters/postgres/lane-row.ts'
import { mapMessage } from '../../adapters/postgres/message-at-a.ts'
import type { OutboxRow } from '../../adapters/postgres/outbox.ts'
import type { Sql } from '../../adapters/postgres/transaction.ts'
import type { Outcome } from '../../ports/leg.ts'
import type { LegParts } from '../../ports/leg-parts.ts'
import { acting } from './acting.ts'
import { convergeMessage, titleValue } from './converge.ts'
import { frozenSchema, type FrozenCall } from './frozen.ts'
import { outcomeOf } from './outcome.ts'
import { bodyValue, memberObject } from './take-value.ts'
import { uploadToA } from './upload.ts'

/**
 * Makes the call of a frozen row. After an unknown outcome the same call is made again: A keeps one message per key, and its
 * other changes are states. What A then shows of it comes by the feed; only ids and versions are taken from the answer.
 */
export async function performForA(parts: LegParts, row: OutboxRow): Promise<Outcome> {
  const frozen = frozenSchema.safeParse(row.intent)
  if (!frozen.success) return { outcome: 'parked', error: `its request cannot be read: ${frozen.error.message}` }
  const { call, notes } = frozen.data
  try {
    const effect = await make(parts, row, call)
    return { outcome: 'done', effect: async (sql) => {
      await effect?.(sql)
      if (row.messageId !== null) await appendNotes(sql, row.messageId, notes)
    } }
  } catch (error) {
    return await settled(parts, row, call, error) ?? outcomeOf(error, row.attempts + 1)
  }
}

type Effect = ((sql: Sql) => Promise<void>) | undefined

async function make(parts: LegParts, row: OutboxRow, call: FrozenCall): Promise<Effect> {
  const { a } = parts.companies
  const messageId = row.messageId
  const conversationId = row.conversationId
  switch (call.op) {
    case 'upload':
      await uploadToA(parts, call)
      return undefined
    case 'createDirect':
    case 'createGroup': {
      const shown = call.op === 'createDirect' ? await performIntent(call, a) : await performIntent(call, a)
      return conversationId === null ? undefined : async (sql) => {
        await lockNative(sql, shown.id)
        // A DIRECT that people of A had before: its history is to be brought here.
        if (!(await mapConversation(sql, shown.id, conversationId, shown.lastSeq > 0)) || call.op === 'createDirect') return
        await recordSeen(sql, 'A', 'title', shown.id, titleValue(shown.title))
        for (const member of shown.members) await recordSeen(sql, 'A', 'membership', memberObject(shown.id, member.personId), 'in')
      }
    }
    case 'sendMessage': {
      const { message } = await performIntent(call, a)
      return messageId === null ? undefined : async (sql) => {
        await mapMessage(sql, { nativeId: message.id, messageId, nativeConversationId: call.conversationId, nativeSeq: message.seq })
        await recordVersion(sql, 'A', 'body', message.id, bodyValue(call.message.body), message.revision)
      }
    }
    case 'editMessage': {
      const shown = await performIntent(call, a)
      // An equal body is no change at A and has no echo.
      const silent = shown.revision === call.expectedRevision
      return async (sql) => {
        await recordVersion(sql, 'A', 'body', call.messageId, bodyValue(call.body), shown.revision)
        if (silent) await recordSeen(sql, 'A', 'body', call.messageId, bodyValue(shown.body), shown.revision)
        if (silent) await closeIntents(sql, row.id)
      }
    }
    default:
      await performIntent(call, a)
      return undefined
  }
}

/** Refusals that are an end of their own; undefined for what is to be judged like any other error. */
async function settled(parts: LegParts, row: OutboxRow, call: FrozenCall, error: unknown): Promise<Outcome | undefined> {
  if (!isRefused(error)) return undefined
  const { code, currentVersion } = error.failure
  if (code === 'message-deleted') return { outcome: 'dropped', reason: 'deleted at A meanwhile: delete beats it' }
  if (call.op === 'editMessage' && code === 'version-conflict') return afterConflict(parts, row, call, currentVersion ?? 0)
  // Who is no member any more has nothing to read, and nobody left has to be removed.
  if (code === 'not-found' && (call.op === 'markRead' || call.op === 'removeMember')) return { outcome: 'dropped', reason: 'no member at A any more' }
  return undefined
}

/** Somebody at A edited in between, or our own answer was lost: A's text is read, then the feed decides. */
async function afterConflict(parts: LegParts, row: OutboxRow, call: AIntentOf<'editMessage'>, currentVersion: number): Promise<Outcome> {
  const { a } = parts.companies
  try {
    const shown = await a.messages.get(acting(call.actAs), call.conversationId, call.messageId)
    if (shown.deleted !== null) return { outcome: 'dropped', reason: 'deleted at A meanwhile: delete beats it' }
    if (shown.body === call.body) {
      return { outcome: 'done', effect: (sql) => recordVersion(sql, 'A', 'body', call.messageId, bodyValue(call.body), shown.revision) }
    }
    const known = (await legValue(parts.pool, 'A', 'body', call.messageId))?.version ?? 1
    if (known < Math.max(currentVersion, shown.revision)) return { outcome: 'later', afterMs: 150, error: 'A has a newer text that the feed has not brought yet' }
    const { messageId } = row
    return { outcome: 'dropped', reason: 'another text won at A meanwhile', effect: async (sql) => {
      await closeIntents(sql, row.id)
      await withdrawRow(sql, row.id)
      if (messageId !== null) await convergeMessage(sql, messageId)
    } }
  } catch (error) {
    return outcomeOf(error, row.attempts + 1)
  }
}
