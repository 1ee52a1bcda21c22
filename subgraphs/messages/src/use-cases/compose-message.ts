import { SwitchboardError } from '@switchboard/domain/errors'
import { handUploads, ownUploads } from '../adapters/postgres/file-row.ts'
import type { Sql } from '../adapters/postgres/transaction.ts'
import type { Content } from '../domain/content.ts'
import type { Extension } from '../domain/event.ts'
import { bodyText, clientId, count, existingId, idList } from '../domain/limits.ts'
import type { Viewer } from '../domain/viewer.ts'

/** A message as a client asks for it. */
export interface MessageInput {
  conversationId: string
  clientMessageId: string
  body?: string | null
  attachmentIds?: readonly string[] | null
  replyToId?: string | null
  threadRootId?: string | null
  sticker?: string | null
  nudge?: boolean | null
  voice?: boolean | null
  expiresAfterSeconds?: number | null
  sendAt?: Date | null
}

/**
 * Checks a wish and gives it its canonical form. Exactly one kind of content; what A's model lacks becomes an extension
 * with the text that A shows instead (docs/contracts/mapping.md, "Sticker, nudge, voice").
 * @throws SwitchboardError BAD_INPUT, TEXT_TOO_LONG, NOT_FOUND
 */
export async function compose(sql: Sql, viewer: Viewer, senderId: string, input: MessageInput): Promise<Content> {
  const clientMessageId = clientId('clientMessageId', input.clientMessageId)
  const attachmentIds = idList('attachmentIds', input.attachmentIds ?? [], 0, 10)
  const special = [input.sticker != null, input.nudge === true, input.voice === true, input.expiresAfterSeconds != null].filter(Boolean).length
  if (special > 1) throw new SwitchboardError('BAD_INPUT', 'A message is one of sticker, nudge, voice and expiring, not several.')
  const base = {
    clientMessageId, attachmentIds,
    replyToId: input.replyToId == null ? null : existingId(input.replyToId),
    threadRootId: input.threadRootId == null ? null : existingId(input.threadRootId),
  }
  if (input.sticker != null || input.nudge === true) {
    if (attachmentIds.length > 0 || (input.body ?? '') !== '') throw new SwitchboardError('BAD_INPUT', 'A sticker or nudge has no text and no files.')
    if (input.sticker == null) return { ...base, kind: 'TEXT', body: '[nudge]', extension: { type: 'nudge' } }
    if (!/^[\w.-]{1,32}\/\d{1,6}$/.test(input.sticker)) throw new SwitchboardError('BAD_INPUT', 'sticker must be pack/number.')
    return { ...base, kind: 'TEXT', body: `[sticker ${input.sticker}]`, extension: { type: 'sticker', code: input.sticker } }
  }
  const body = bodyText(input.body ?? '', attachmentIds.length > 0)
  if (input.voice === true && attachmentIds.length !== 1) throw new SwitchboardError('BAD_INPUT', 'A voice message has one attachment.')
  const extension: Extension | null = input.voice === true ? { type: 'voice' }
    : input.expiresAfterSeconds == null ? null : { type: 'expiring', seconds: count('expiresAfterSeconds', input.expiresAfterSeconds, 1, 604_800) }
  return { ...base, kind: await kindOf(sql, viewer, senderId, attachmentIds, input.voice === true), body, extension }
}

async function kindOf(sql: Sql, viewer: Viewer, senderId: string, attachmentIds: readonly string[], voice: boolean): Promise<Content['kind']> {
  if (attachmentIds.length === 0) return 'TEXT'
  await handUploads(sql, attachmentIds, viewer.identityIds, senderId)
  // A repeated send finds them in its message already; acceptMessage tells that from a misuse.
  const stored = (await ownUploads(sql, attachmentIds, senderId)).filter((upload) => upload.state === 'STORED')
  if (stored.length !== attachmentIds.length) throw new SwitchboardError('BAD_INPUT', 'An attachment is not here yet, or is not usable.')
  return !voice && stored.every((upload) => upload.contentType.startsWith('image/')) ? 'IMAGE' : 'FILE'
}
