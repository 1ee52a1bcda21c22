import { SwitchboardError } from '@switchboard/domain/errors'
import { filesOf } from '../adapters/postgres/file-row.ts'
import * as record from '../adapters/postgres/change-message.ts'
import { countReactions, hide } from '../adapters/postgres/own-marks.ts'
import { lockConversation } from '../adapters/postgres/append-event.ts'
import { clearTimer } from '../adapters/postgres/timer.ts'
import { messagesById } from '../adapters/postgres/message-row.ts'
import { inTransaction } from '../adapters/postgres/transaction.ts'
import { isOneEmoji } from '../domain/emoji.ts'
import type { LogEvent } from '../domain/event.ts'
import { bodyText } from '../domain/limits.ts'
import type { Viewer } from '../domain/viewer.ts'
import { ownMessage } from './access.ts'
import { expiryTimer } from './expire-message.ts'
import { announce, type Services } from './services.ts'

export interface Edit { id: string; body: string; expectedRevision?: number | null }

/** Gives a message of the viewer a new body. @throws SwitchboardError NOT_FOUND, FORBIDDEN, GONE, CONFLICT, BAD_INPUT, TEXT_TOO_LONG */
export async function editMessage(services: Services, viewer: Viewer, edit: Edit): Promise<string> {
  const { message } = await ownMessage(services.pool, viewer, edit.id)
  if (message.senderId === null || !viewer.identityIds.includes(message.senderId)) throw new SwitchboardError('FORBIDDEN', 'Only its author may edit a message.')
  const body = bodyText(edit.body, message.attachmentIds.length > 0)
  const fixed = message.extension?.type
  if (message.deletedAt === null && (fixed === 'sticker' || fixed === 'nudge')) throw new SwitchboardError('BAD_INPUT', 'A sticker or nudge has no text to edit.')
  const event = await inTransaction(services.pool, async (sql) => {
    await lockConversation(sql, message.conversationId)
    const [now] = await messagesById(sql, [message.id])
    if (edit.expectedRevision != null && now?.deletedAt === null && now.revision !== edit.expectedRevision) {
      throw new SwitchboardError('CONFLICT', 'The message was edited meanwhile.', { details: { revision: now.revision } })
    }
    return record.editMessage(sql, { conversationId: message.conversationId, messageId: message.id, body, actorId: message.senderId, origin: 'GRAPH' })
  })
  announce(services, [event])
  return message.id
}

/** Deletes a message for everyone: its author, or the owner of the group. Its files go too. @throws SwitchboardError NOT_FOUND, FORBIDDEN */
export async function deleteMessage(services: Services, viewer: Viewer, id: string): Promise<string> {
  const { message, conversation } = await ownMessage(services.pool, viewer, id)
  const author = message.senderId !== null && viewer.identityIds.includes(message.senderId)
  if (!author && !(conversation.kind === 'GROUP' && conversation.role === 'OWNER')) throw new SwitchboardError('FORBIDDEN', 'Only its author or the owner of the group may delete a message.')
  const files = await filesOf(services.pool, [message.id])
  const event = await inTransaction(services.pool, async (sql) => {
    const deleted = await record.deleteMessage(sql, {
      conversationId: message.conversationId, messageId: message.id, actorId: author ? message.senderId : conversation.me, origin: 'GRAPH',
    })
    await clearTimer(sql, expiryTimer, message.id)
    return deleted
  })
  announce(services, [event])
  for (const file of files) {
    if (file.storageKey !== null) services.files.remove(file.storageKey).catch((err: unknown) => { services.log.warn({ err, file: file.id }, 'the bytes of a deleted file are still here') })
  }
  return message.id
}

/** Hides a message from the viewer alone; never in the log. @throws SwitchboardError NOT_FOUND */
export async function hideMessage(services: Services, viewer: Viewer, id: string): Promise<boolean> {
  const { message, conversation } = await ownMessage(services.pool, viewer, id)
  await hide(services.pool, message.id, conversation.me)
  services.live.inbox([conversation.me], conversation.id)
  return true
}

/** Pins or unpins: either side of a DIRECT, the owner of a GROUP. @throws SwitchboardError NOT_FOUND, FORBIDDEN, GONE */
export async function pinMessage(services: Services, viewer: Viewer, id: string, pinned: boolean): Promise<string> {
  const { message, conversation } = await ownMessage(services.pool, viewer, id)
  if (conversation.kind === 'GROUP' && conversation.role !== 'OWNER') throw new SwitchboardError('FORBIDDEN', 'Only the owner of the group may pin.')
  announce(services, [await inTransaction(services.pool, (sql): Promise<LogEvent | undefined> => record.pinMessage(sql, {
    conversationId: message.conversationId, messageId: message.id, pinned, actorId: conversation.me, origin: 'GRAPH',
  }))])
  return message.id
}

/** A person may use this many different emoji on one message (company A's limit). */
const maxReactions = 20

/** Adds the viewer's reaction or takes it back. @throws SwitchboardError NOT_FOUND, GONE, BAD_INPUT (no emoji, too many) */
export async function react(services: Services, viewer: Viewer, id: string, emoji: string, present: boolean): Promise<string> {
  if (!isOneEmoji(emoji)) throw new SwitchboardError('BAD_INPUT', 'A reaction is exactly one emoji.')
  const { message, conversation } = await ownMessage(services.pool, viewer, id)
  announce(services, [await inTransaction(services.pool, async (sql): Promise<LogEvent | undefined> => {
    const event = await record.changeReaction(sql, {
      conversationId: message.conversationId, messageId: message.id, identityId: conversation.me, emoji, present, actorId: conversation.me, origin: 'GRAPH',
    })
    if (event && present && await countReactions(sql, message.id, conversation.me) > maxReactions) {
      throw new SwitchboardError('BAD_INPUT', `A person has at most ${maxReactions} reactions on a message.`)
    }
    return event
  })])
  return message.id
}
