import { messagesById } from '../../adapters/postgres/message-row.ts'
import { nativeOf } from '../../adapters/postgres/message-at-a.ts'
import { legValue, onItsWay } from '../../adapters/postgres/leg-value.ts'
import { enqueue } from '../../adapters/postgres/outbox.ts'
import { setTimer } from '../../adapters/postgres/timer.ts'
import type { Sql } from '../../adapters/postgres/transaction.ts'
import { shownBody } from './shown-body.ts'
import { bodyValue, memberObject, reactionObject } from './take-value.ts'

/** Rows of the outbox by what they bring to A, with the events they are planned from. */
export const laneOf = (conversationId: string) => `A:conv:${conversationId}`

const sources: Readonly<Record<string, readonly string[]>> = {
  'message.edit': ['message.edited', 'message.edit', 'message.created', 'message.send'],
  'message.delete': ['message.deleted', 'message.delete'],
  'message.pin': ['message.pinned', 'message.pin'],
  reaction: ['reaction.added', 'reaction.removed', 'reaction'],
  title: ['title.changed', 'title', 'conversation.created', 'conversation.create'],
  member: ['member.added', 'member.removed', 'member', 'conversation.created', 'conversation.create'],
}

interface Correction {
  kind: 'message.edit' | 'message.delete' | 'message.pin' | 'reaction' | 'title' | 'member'
  conversationId: string
  messageId: string | null
  payload: Record<string, unknown>
  /** The object and kind of its intents. */
  value: { kind: string; object: string }
}

/**
 * Pushes the canonical value once more because A shows another one. Nothing is pushed while a value is under way: its echo
 * looks again, and a timer does should no echo come.
 */
async function correct(sql: Sql, correction: Correction): Promise<void> {
  const { rowCount } = await sql.query(
    `SELECT FROM messages.outbox WHERE company = 'A' AND conversation_id = $1 AND kind = ANY ($2) AND message_id IS NOT DISTINCT FROM $3
        AND state IN ('UNPLANNED', 'PENDING', 'UNKNOWN') LIMIT 1`,
    [correction.conversationId, sources[correction.kind], correction.messageId])
  const busy = (rowCount ?? 0) > 0 || await onItsWay(sql, 'A', correction.value.kind, correction.value.object) !== undefined
  if (busy) {
    const key = correction.messageId ?? correction.conversationId
    await setTimer(sql, 'a:converge', key, new Date(Date.now() + 11_000), { messageId: correction.messageId, conversationId: correction.conversationId })
    return
  }
  await enqueue(sql, 'A', {
    kind: correction.kind, lane: laneOf(correction.conversationId), target: correction.conversationId, part: 0, payload: correction.payload,
    conversationId: correction.conversationId, messageId: correction.messageId,
  })
}

/** Compares body, deletion, pin and what was told of reactions of one message with what A shows, and corrects A. */
export async function convergeMessage(sql: Sql, messageId: string): Promise<void> {
  const [message] = await messagesById(sql, [messageId])
  const native = await nativeOf(sql, messageId)
  if (!message || !native) return
  const place = { conversationId: message.conversationId, messageId }
  const deletion = await legValue(sql, 'A', 'deletion', native.nativeId)
  if (deletion?.seen === 'true') return
  if (message.deletedAt !== null) {
    return correct(sql, { ...place, kind: 'message.delete', payload: { actorId: message.deletedBy }, value: { kind: 'deletion', object: native.nativeId } })
  }
  const body = await legValue(sql, 'A', 'body', native.nativeId)
  const wished = shownBody(message)
  if (body?.seen && wished !== undefined && body.seen !== bodyValue(wished)) {
    await correct(sql, { ...place, kind: 'message.edit', payload: {}, value: { kind: 'body', object: native.nativeId } })
  }
  const pin = await legValue(sql, 'A', 'pin', native.nativeId)
  if (pin?.seen && pin.seen !== String(message.pinned)) {
    await correct(sql, { ...place, kind: 'message.pin', payload: { actorId: null }, value: { kind: 'pin', object: native.nativeId } })
  }
}

/** As above for one reaction of one person. `person`: A's user id. */
export async function convergeReaction(sql: Sql, messageId: string, identityId: string, person: string, emoji: string): Promise<void> {
  const [message] = await messagesById(sql, [messageId])
  const native = await nativeOf(sql, messageId)
  if (!message || !native || message.deletedAt !== null) return
  const object = reactionObject(native.nativeId, person, emoji)
  const shown = await legValue(sql, 'A', 'reaction', object)
  const { rowCount } = await sql.query('SELECT FROM messages.reaction WHERE message_id = $1 AND identity_id = $2 AND emoji = $3', [messageId, identityId, emoji])
  if (!shown?.seen || (shown.seen === 'on') === (rowCount === 1)) return
  await correct(sql, { conversationId: message.conversationId, messageId, kind: 'reaction', payload: { identityId, emoji }, value: { kind: 'reaction', object } })
}

/** As above for a group's title. */
export async function convergeTitle(sql: Sql, conversationId: string, nativeId: string): Promise<void> {
  const { rows } = await sql.query<{ title: string | null }>('SELECT title FROM messages.conversation WHERE id = $1', [conversationId])
  const shown = await legValue(sql, 'A', 'title', nativeId)
  if (!rows[0] || shown?.seen === undefined || shown.seen === null || shown.seen === titleValue(rows[0].title)) return
  await correct(sql, { conversationId, messageId: null, kind: 'title', payload: {}, value: { kind: 'title', object: nativeId } })
}

/** As above for one membership. */
export async function convergeMember(sql: Sql, conversationId: string, nativeId: string, identityId: string, person: string): Promise<void> {
  const object = memberObject(nativeId, person)
  const shown = await legValue(sql, 'A', 'membership', object)
  const { rowCount } = await sql.query('SELECT FROM messages.member WHERE conversation_id = $1 AND identity_id = $2 AND left_at IS NULL', [conversationId, identityId])
  if (!shown?.seen || (shown.seen === 'in') === (rowCount === 1)) return
  await correct(sql, { conversationId, messageId: null, kind: 'member', payload: { identityId, reason: 'REMOVED', actorId: null }, value: { kind: 'membership', object } })
}

/** A title as leg values hold it: null and the empty text are told apart. */
export function titleValue(title: string | null): string {
  return JSON.stringify(title)
}
