import type { AMessage } from '@switchboard/company-a/answers/message'
import { clientKeyOf } from '@switchboard/company-a/outgoing'
import { isId, newId } from '@switchboard/domain/ids'
import { acceptMessage } from '../../adapters/postgres/accept-message.ts'
import { storeAttachment } from '../../adapters/postgres/company-files.ts'
import { deleteMessage, editMessage, pinMessage } from '../../adapters/postgres/change-message.ts'
import { raiseLastSeq, type ConversationAtA } from '../../adapters/postgres/conversation-at-a.ts'
import { legValue } from '../../adapters/postgres/leg-value.ts'
import { mapMessage, messageAtA } from '../../adapters/postgres/message-at-a.ts'
import { messagesById } from '../../adapters/postgres/message-row.ts'
import type { NewMessage } from '../../domain/content.ts'
import { applyReactions } from './apply-reaction.ts'
import { unlessGone } from './unless-gone.ts'
import { convergeMessage } from './converge.ts'
import { personAt, tell, type Desk } from './desk.ts'
import { bodyValue, takeValue, type Source } from './take-value.ts'

const keyPrefix = clientKeyOf('')

/** What of the message the caller's document speaks for. */
export interface Told {
  source: Source
  /** A's id of who caused it, when an event says so. */
  actor: string | null
  /** The document is a state read from A, not an event: its reactions count too. */
  whole: boolean
}

/**
 * Merges a message of A, as it stands there, into the log: new, changed, deleted or an echo of ours. Repeating it changes
 * nothing. The caller holds the conversation's lock and brings every earlier seq first.
 */
export async function applyMessage(desk: Desk, place: ConversationAtA, shown: AMessage, told: Told): Promise<void> {
  // A SYSTEM line mirrors a membership or title change that comes as a change of its own: only its seq counts.
  if (shown.system !== null) return raiseLastSeq(desk.sql, place.nativeId, shown.seq)
  const known = (await messageAtA(desk.sql, shown.id))?.messageId
  const messageId = known ?? await bringIn(desk, place, shown)
  await raiseLastSeq(desk.sql, place.nativeId, shown.seq)
  if (messageId === undefined) return
  // Just accepted, and nothing has happened to it yet: there is nothing to merge.
  if (known === undefined && told.source === 'native' && shown.deleted === null) return
  const cause = { conversationId: place.conversationId, messageId, origin: 'A' as const, deliver: desk.deliver }
  if (shown.deleted !== null) {
    await takeValue(desk, { kind: 'deletion', object: shown.id, by: '', value: 'true' }, told.source)
    tell(desk, await deleteMessage(desk.sql, { ...cause, actorId: personAt(desk, shown.deleted.by) }))
    return
  }
  await applyBody(desk, shown, told, cause)
  const pin = { kind: 'pin' as const, object: shown.id, by: '', value: String(shown.pinned) }
  const wasPinned = shown.pinned || await legValue(desk.sql, 'A', 'pin', shown.id) !== undefined
  if (wasPinned && await takeValue(desk, pin, told.source, 'false') === 'foreign') await unlessGone(async () => tell(desk, await pinMessage(desk.sql, { ...cause, actorId: personAt(desk, told.actor), pinned: shown.pinned })))
  if (told.whole) await applyReactions(desk, place, messageId, shown)
  await convergeMessage(desk.sql, messageId)
}

async function applyBody(desk: Desk, shown: AMessage, told: Told, cause: { conversationId: string; messageId: string; origin: 'A'; deliver: boolean }): Promise<void> {
  const known = (await legValue(desk.sql, 'A', 'body', shown.id))?.version ?? 1
  // `version` moves with the body alone: what is not newer is known, but an echo still confirms its row.
  if (shown.revision < known || (shown.revision === known && told.source !== 'ours') || shown.revision === 1) return
  const value = { kind: 'body' as const, object: shown.id, by: shown.authorId ?? '', value: bodyValue(shown.body), version: shown.revision }
  if (await takeValue(desk, value, told.source) !== 'foreign') return
  await unlessGone(async () => tell(desk, await editMessage(desk.sql, { ...cause, actorId: personAt(desk, shown.authorId), body: shown.body })))
}

/** Finds or accepts the message behind one of A that is not mapped yet; undefined when nobody here can be its author. */
async function bringIn(desk: Desk, place: ConversationAtA, shown: AMessage): Promise<string | undefined> {
  const mapped = { nativeId: shown.id, nativeConversationId: place.nativeId, nativeSeq: shown.seq }
  const own = await ownMessage(desk, place, shown)
  if (own !== undefined) {
    await mapMessage(desk.sql, { ...mapped, messageId: own })
    await takeValue(desk, { kind: 'message', object: place.nativeId, by: shown.authorId ?? '', value: shown.clientKey ?? '' }, 'ours')
    await takeValue(desk, { kind: 'body', object: shown.id, by: '', value: bodyValue(shown.body), version: shown.revision }, 'ours')
    return own
  }
  const senderId = personAt(desk, shown.authorId)
  if (senderId === null) {
    desk.parts.counts.notUnderstood('A', 'unknown-author')
    desk.parts.log.warn({ message: shown.id, author: shown.authorId }, 'a message of A has an author whom nobody knows')
    return undefined
  }
  const messageId = await accept(desk, place, shown, senderId)
  await mapMessage(desk.sql, { ...mapped, messageId })
  return messageId
}

async function ownMessage(desk: Desk, place: ConversationAtA, shown: AMessage): Promise<string | undefined> {
  const id = shown.clientKey?.startsWith(keyPrefix) ? shown.clientKey.slice(keyPrefix.length) : ''
  if (!isId(id)) return undefined
  const [message] = await messagesById(desk.sql, [id])
  return message?.conversationId === place.conversationId ? id : undefined
}

async function accept(desk: Desk, place: ConversationAtA, shown: AMessage, senderId: string): Promise<string> {
  const attachmentIds: string[] = []
  for (const file of shown.attachments) {
    const brought = desk.prepared.files.get(file.id)
    if (brought) attachmentIds.push(await storeAttachment(desk.sql, senderId, brought))
  }
  const versions = [...(desk.prepared.edits?.get(shown.id) ?? [])].sort((one, other) => one.revision - other.revision)
  const message: NewMessage = {
    id: newId(), conversationId: place.conversationId, senderId, clientMessageId: `a:${shown.id}`, kind: shown.kind,
    body: versions[0]?.body ?? shown.body, attachmentIds, extension: null, system: null, broadcast: null, origin: 'A', sourceAt: shown.sentAt, fidelity: [],
    replyToId: shown.replyTo === null ? null : ((await messageAtA(desk.sql, shown.replyTo))?.messageId ?? null),
    threadRootId: shown.threadRoot === null ? null : ((await messageAtA(desk.sql, shown.threadRoot))?.messageId ?? null),
  }
  const acceptance = await acceptMessage(desk.sql, message, { deliver: desk.deliver, fact: true })
  if (acceptance.outcome === 'repeated') return acceptance.messageId
  tell(desk, acceptance.event)
  for (const version of versions.slice(1)) {
    tell(desk, await editMessage(desk.sql, {
      conversationId: place.conversationId, messageId: message.id, actorId: senderId, origin: 'A', deliver: desk.deliver, body: version.body,
    }))
  }
  if (shown.revision > 1 && shown.deleted === null) {
    await takeValue(desk, { kind: 'body', object: shown.id, by: '', value: bodyValue(shown.body), version: shown.revision }, 'ours')
  }
  return message.id
}
