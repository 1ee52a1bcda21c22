import { encode } from '@switchboard/company-b/text/entities'
import { plain } from '@switchboard/company-b/text/plain'
import { quoteBefore } from '@switchboard/company-b/text/quote'
import { ROW_LIMIT } from '@switchboard/company-b/text/split'
import { tagOf } from '@switchboard/company-b/text/tag'
import { roomLine } from '@switchboard/company-b/translate/line'
import { mediaWay } from '@switchboard/company-b/translate/media'
import { outgoing } from '@switchboard/company-b/translate/outgoing'
import type { FidelityNote } from '@switchboard/domain/fidelity'
import type { MessageSnapshot } from '../../domain/event.ts'
import { identitiesById } from '../../adapters/postgres/identity.ts'
import { attachmentsById } from '../../adapters/postgres/media-at-b.ts'
import { messageFacts } from '../../adapters/postgres/message-at-b.ts'
import type { PlannedRow } from '../../adapters/postgres/outbox.ts'
import type { Sql } from '../../adapters/postgres/transaction.ts'
import type { SendPayload } from './outgoing-row.ts'
import type { Destination, Planning } from './plan.ts'

/** One row to be written, but for whom it goes to. */
export type Draft = Omit<SendPayload, 'from' | 'to' | 'recipientId'>

/** A new message: its text in parts, then each attachment in a row of its own; in a room once for each member but the author. */
export async function planMessage({ sql }: Planning, destination: Destination, message: MessageSnapshot): Promise<PlannedRow[]> {
  if (message.kind === 'SYSTEM') return []
  if (destination.kind === 'direct') {
    const from = destination.uids.get(message.senderId ?? '')
    const to = [...destination.uids].find(([identity]) => identity !== message.senderId)
    if (from === undefined || to === undefined) return []
    const drafts = await draftsOf(sql, message, undefined)
    return drafts.map((draft) => sendRow('message.send', destination.lane, { ...draft, from, to: to[1], recipientId: to[0] }))
  }
  const author = (await identitiesById(sql, [message.senderId ?? ''])).get(message.senderId ?? '')
  const drafts = await draftsOf(sql, message, author?.displayName ?? '?')
  const files = await attachmentsById(sql, message.attachmentIds)
  const alone = new Set(files.filter((file) => mediaWay({ mime: file.contentType, bytes: file.sizeBytes }).way === 'link').map((file) => file.id))
  return toMembers('message.send', destination, drafts, message.senderId, alone)
}

/** Most members of a list of B. */
const listLimit = 50

/**
 * The same rows to every member of a room but the author, by lists of at most 50 (mapping.md, "A GROUP with B members").
 * A file that goes as a link goes to each alone: links are personal.
 */
export function toMembers(kind: string, destination: Extract<Destination, { kind: 'room' }>, drafts: readonly Draft[], exceptId: string | null, alone: ReadonlySet<string> = new Set()): PlannedRow[] {
  const members = destination.members.filter((member) => member.id !== exceptId)
  const absentUid = Number(destination.members.find((member) => member.id === exceptId)?.nativeId ?? 0)
  const uids = members.map((member) => Number(member.nativeId)).sort((a, b) => a - b)
  const chunks = Array.from({ length: Math.ceil(uids.length / listLimit) }, (_, chunk) => uids.slice(chunk * listLimit, (chunk + 1) * listLimit))
  return drafts.flatMap((draft) => (draft.attachmentId !== undefined && alone.has(draft.attachmentId)
    ? members.map((member) => sendRow(kind, destination.lane, { ...draft, from: destination.room, to: Number(member.nativeId), recipientId: member.id }))
    : chunks.map((chunk, index) => ({
        kind, lane: destination.lane, target: `${destination.room}>list:${absentUid}:${index}`, part: draft.part,
        payload: { ...draft, from: destination.room, to: 0, list: { absentUid, chunk: index, members: chunk } } satisfies SendPayload,
      }))))
}

export function sendRow(kind: string, lane: string, payload: SendPayload): PlannedRow {
  return { kind, lane, target: `${payload.from}>${payload.to}`, part: payload.part, payload }
}

/** The sender's clock as all parts and tries tell it. */
export function timeOf(message: MessageSnapshot): number {
  return Date.parse(message.sourceAt ?? message.acceptedAt)
}

async function draftsOf(sql: Sql, message: MessageSnapshot, roomAuthor: string | undefined): Promise<Draft[]> {
  const base = { time: timeOf(message), revision: message.revision, messageId: message.id }
  const extension = message.extension
  if (extension?.type === 'sticker' || extension?.type === 'nudge') {
    // B's own words go back from the extension, never from the fallback text (mapping.md, "Sticker, nudge, voice").
    const text = extension.type === 'sticker' ? encode(extension.code) : ''
    if (roomAuthor === undefined) return [{ ...base, kind: extension.type, text, tag: tagOf(message.id, message.revision, 1), part: 1 }]
  }
  const quote = await quoteFor(sql, message)
  const inRoom = roomAuthor === undefined ? undefined
    : (text: string) => roomLine(roomAuthor, quote === undefined ? text : quoteBefore(quote.plain.split('\n')[0]?.slice(0, 80) ?? '', text))
  const files = await attachmentsById(sql, message.attachmentIds)
  const said = message.body === '' && files.length > 0 && inRoom === undefined ? undefined
    : outgoing({ canonicalId: message.id, revision: message.revision, body: message.body, ...(inRoom === undefined ? {} : { line: inRoom }), ...(quote === undefined || inRoom !== undefined ? {} : { quote }) })
  const notes: FidelityNote[] = [...(said?.notes ?? []), ...(roomAuthor === undefined ? [] : [{ leg: 'A>B' as const, code: 'ROOM_PREFIX' as const }])]
  const expiry = extension?.type === 'expiring' ? { expiresIn: extension.seconds } : {}
  const [file] = files
  const caption = said?.rows.length === 1 && file !== undefined && mediaWay({ mime: file.contentType, bytes: file.sizeBytes }).way !== 'link' ? said.rows[0] : undefined
  const texts: Draft[] = caption !== undefined || said === undefined ? []
    : said.rows.map((row, index) => ({ ...base, ...expiry, kind: 'text' as const, text: row.text, tag: row.tag, part: row.part, ...(row.quote === undefined ? {} : { quote: row.quote }), ...(index === 0 ? { notes } : {}) }))
  const media: Draft[] = files.map((attachment, index) => {
    const part = texts.length + index + 1
    const withText = index === 0 && caption !== undefined
    return {
      ...base, ...expiry, kind: extension?.type === 'voice' ? 'voice' : 'image', text: withText ? caption.text.slice(0, ROW_LIMIT) : '', part, tag: tagOf(message.id, message.revision, part), attachmentId: attachment.id,
      ...(withText && caption.quote !== undefined ? { quote: caption.quote } : {}), ...(withText ? { notes } : {}),
    }
  })
  return [...texts, ...media]
}

/** The plain text of what is answered to; nothing for what was deleted. */
export async function quoteFor(sql: Sql, message: MessageSnapshot): Promise<{ plain: string; thread: boolean } | undefined> {
  const targetId = message.replyToId ?? message.threadRootId
  const target = targetId === null ? undefined : await messageFacts(sql, targetId)
  return target === undefined || target.deleted ? undefined : { plain: plain(target.body), thread: message.threadRootId !== null }
}
