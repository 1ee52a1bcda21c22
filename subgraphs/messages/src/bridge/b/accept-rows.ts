import { resolveQuote } from '@switchboard/company-b/text/quote'
import { listCopyKey } from '@switchboard/company-b/pair/list-copy'
import { incoming, type Extension as BExtension } from '@switchboard/company-b/translate/incoming'
import type { FidelityNote } from '@switchboard/domain/fidelity'
import { newId } from '@switchboard/domain/ids'
import { acceptMessage } from '../../adapters/postgres/accept-message.ts'
import { deleteMessage } from '../../adapters/postgres/change-message.ts'
import { insertAttachment } from '../../adapters/postgres/media-at-b.ts'
import { rowsFrom, type RowAtB, type StoredRow } from '../../adapters/postgres/row-at-b.ts'
import type { Extension } from '../../domain/event.ts'
import { partOf } from '@switchboard/company-b/text/join'
import { receiveReactionsOf } from './receive-reaction.ts'
import { receiveStatus } from './receive-status.ts'
import { fromB, place, type Receiving } from './receiving.ts'

export interface Acceptance {
  /** The joined text of several rows. */
  text?: string | undefined
  notes: FidelityNote[]
  replyToId?: string | null | undefined
}

/** How far a sender's clock may be off before it is said (mapping.md, "Clock"). */
const skewMs = 300_000

/** Brings rows of B into the log as one message, in B's order. */
export async function acceptRows(r: Receiving, rows: readonly StoredRow[], how: Acceptance): Promise<void> {
  const [first] = rows
  const sender = first === undefined ? undefined : r.people.get(first.from)
  if (first === undefined || sender === undefined) return
  const candidates = first.quote === undefined ? [] : await quotable(r, first)
  const said = incoming(first, candidates, how.text)
  const file = r.media.get(first.id)
  if (file !== undefined) await insertAttachment(r.sql, file)
  const notes = [...said.notes, ...how.notes]
  if (file?.state === 'EXPIRED') notes.push(fromB('MEDIA_EXPIRED'))
  if (!r.history && Math.abs(Date.now() - first.time) > skewMs) notes.push(fromB('CLOCK_SKEW'))
  const key = listCopyKey(first)
  const id = newId()
  const accepted = await acceptMessage(r.sql, {
    id, conversationId: r.pair.conversationId, senderId: sender.id, clientMessageId: null, kind: said.kind, body: said.body,
    attachmentIds: file === undefined ? [] : [file.id], extension: extensionOf(first, said.extension), replyToId: how.replyToId ?? said.replyTo,
    threadRootId: null, system: null, broadcast: first.listId === undefined || key === null ? null : { lid: first.listId, key },
    origin: 'B', sourceAt: timeOf(first.time), fidelity: notes,
  }, { deliver: !r.history })
  if (accepted.outcome === 'accepted') r.events.push(accepted.event)
  for (const [index, row] of rows.entries()) {
    const stored = await place(r, row, { messageId: id, part: partOf(row.text)?.index ?? index + 1, role: 'BODY' })
    if (row.status !== 'sent') await receiveStatus(r, stored, row.status)
    await receiveReactionsOf(r, stored)
  }
}

/** A message that was deleted before anybody here saw it: only its place is known. */
export async function acceptTombstone(r: Receiving, marker: StoredRow): Promise<void> {
  await acceptRows(r, [{ ...marker, kind: 'text', text: '' }], { notes: [] })
  const [stored] = await rowsFrom(r.sql, r.pair.lo, r.pair.hi, r.pair.archiveNo, marker.id)
  if (stored?.messageId == null) return
  await place(r, marker, { messageId: stored.messageId, role: 'BODY' })
  const event = await deleteMessage(r.sql, {
    conversationId: r.pair.conversationId, messageId: stored.messageId, actorId: r.people.get(marker.from)?.id ?? null, origin: 'B', deliver: !r.history,
  })
  if (event !== undefined) r.events.push(event)
}

function extensionOf(row: StoredRow, found: BExtension | null): Extension | null {
  if (found?.type === 'sticker') return { type: 'sticker', code: found.raw }
  if (found !== null) return { type: found.type }
  return row.expiresIn === undefined ? null : { type: 'expiring', seconds: row.expiresIn }
}

/** A time of a company's clock as far as the record can hold it. */
function timeOf(ms: number): string | null {
  return ms > -6e13 && ms < 2.5e14 ? new Date(ms).toISOString() : null
}

/** The last 200 messages of the pair before a row, with the text that B shows of each. */
async function quotable(r: Receiving, row: StoredRow): Promise<{ id: string; text: string }[]> {
  const rows = (await rowsFrom(r.sql, r.pair.lo, r.pair.hi, r.pair.archiveNo, Math.max(1, row.id - 1_000)))
    .filter((other) => other.id < row.id && other.messageId !== null && other.role === 'BODY' && other.row.kind !== 'deleted')
  const messages = new Map<string, RowAtB[]>()
  for (const other of rows) messages.set(other.messageId ?? '', [...(messages.get(other.messageId ?? '') ?? []), other])
  const last = [...messages].slice(-200)
  const joined = last.map(([id, parts]) => ({ id, text: parts.length === 1 ? parts[0]?.row.text ?? '' : parts.toSorted((a, b) => a.part - b.part).map((part) => partOf(part.row.text, 99)?.body ?? part.row.text).join('') }))
  // The app may quote a part as it stands, its `(1/3) ` included.
  const raw = last.map(([id, parts]) => ({ id, text: parts[0]?.row.text ?? '' }))
  return row.quote !== undefined && resolveQuote(row.quote, joined) === null ? raw : joined
}
