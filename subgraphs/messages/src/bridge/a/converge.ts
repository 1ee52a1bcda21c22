import { conversationHead, hasReaction, isMember } from '../../adapters/postgres/canonical-value.ts'
import { hasRow } from '../../adapters/postgres/lane-row.ts'
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

const sources: Readonly<Record<Correction['kind'], readonly string[]>> = {
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
  const { conversationId, messageId, value } = correction
  const busy = await hasRow(sql, { company: 'A', conversationId, messageId, kinds: sources[correction.kind], states: ['UNPLANNED', 'PENDING', 'UNKNOWN'] })
    || await onItsWay(sql, 'A', value.kind, value.object) !== undefined
  if (busy) {
    await setTimer(sql, 'a:converge', messageId ?? conversationId, new Date(Date.now() + 11_000), { messageId, conversationId })
    return
  }
  await enqueue(sql, 'A', {
    kind: correction.kind, lane: laneOf(conversationId), target: conversationId, part: 0, payload: correction.payload, conversationId, messageId,
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
  if (!shown?.seen || (shown.seen === 'on') === await hasReaction(sql, messageId, identityId, emoji)) return
  await correct(sql, { conversationId: message.conversationId, messageId, kind: 'reaction', payload: { identityId, emoji }, value: { kind: 'reaction', object } })
}

/** As above for a group's title. */
export async function convergeTitle(sql: Sql, conversationId: string, nativeId: string): Promise<void> {
  const head = await conversationHead(sql, conversationId)
  const shown = await legValue(sql, 'A', 'title', nativeId)
  if (!head || !shown?.seen || shown.seen === titleValue(head.title)) return
  await correct(sql, { conversationId, messageId: null, kind: 'title', payload: {}, value: { kind: 'title', object: nativeId } })
}

/** As above for one membership. */
export async function convergeMember(sql: Sql, conversationId: string, nativeId: string, identityId: string, person: string): Promise<void> {
  const object = memberObject(nativeId, person)
  const shown = await legValue(sql, 'A', 'membership', object)
  if (!shown?.seen || (shown.seen === 'in') === await isMember(sql, conversationId, identityId)) return
  await correct(sql, { conversationId, messageId: null, kind: 'member', payload: { identityId, reason: 'REMOVED', actorId: null }, value: { kind: 'membership', object } })
}

/** A title as leg values hold it: null and the empty text are told apart. */
export function titleValue(title: string | null): string {
  return JSON.stringify(title)
}
