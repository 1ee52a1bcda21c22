import { clientKeyOf, toOutgoing } from '@switchboard/company-a/outgoing'
import { intentSchema } from '@switchboard/company-a/intent'
import type { FidelityNote } from '@switchboard/domain/fidelity'
import { conversationHead } from '../../adapters/postgres/canonical-value.ts'
import { attachmentAt, attachmentsOf } from '../../adapters/postgres/company-files.ts'
import { atA } from '../../adapters/postgres/conversation-at-a.ts'
import { activeMembers } from '../../adapters/postgres/identity.ts'
import { hasRow } from '../../adapters/postgres/lane-row.ts'
import { nativeOf } from '../../adapters/postgres/message-at-a.ts'
import type { OutboxRow } from '../../adapters/postgres/outbox.ts'
import type { LegParts } from '../../ports/leg-parts.ts'
import { freezeChange } from './freeze-change.ts'
import { freezeMember, freezeRead, freezeTitle } from './freeze-group.ts'
import { dropped, later, messageOf, personIdAtA, plain, type Freezer, type Freezing } from './freezing.ts'
import { outcomeOf } from './outcome.ts'
import { uploadToA } from './upload.ts'
import { outgoingExtension } from './shown-body.ts'

/** The exact request of a row: the canonical value as it is now, in A's words. Makes shadows that are missing; changes nothing else at A. */
export async function freezeForA(parts: LegParts, row: OutboxRow): Promise<Freezing> {
  try {
    const frozen = await freezeRow(parts, row)
    if ('outcome' in frozen) return frozen
    const call = frozen.intent.call
    if (call.op === 'upload' || intentSchema.safeParse(call).success) return frozen
    return { outcome: 'parked', error: `company A can hold no such value: ${intentSchema.safeParse(call).error?.message ?? ''}` }
  } catch (error) {
    return outcomeOf(error, row.attempts)
  }
}

async function freezeRow(parts: LegParts, row: OutboxRow): Promise<Freezing> {
  if (row.conversationId === null) return { outcome: 'parked', error: 'a row without a conversation' }
  const place = await atA(parts.pool, row.conversationId)
  const payload = typeof row.payload === 'object' && row.payload !== null ? { ...row.payload } as Record<string, unknown> : {}
  if (row.kind === 'conversation.create') return place ? dropped('it is there') : freezeConversation(parts, row.conversationId)
  if (row.kind === 'upload') return freezeUpload(parts, row, String(payload['attachmentId']))
  if (!place) return await hasRow(parts.pool, { company: 'A', conversationId: row.conversationId, kinds: ['conversation.create'], states: ['PARKED'] }) ? { outcome: 'parked', error: 'its conversation could not be made at A' } : later('its conversation is not at A yet')
  const freezer = { parts, row, place, payload }
  switch (row.kind) {
    case 'message.send': return freezeSend(freezer)
    case 'message.edit':
    case 'message.delete':
    case 'message.pin':
    case 'reaction': return freezeChange(freezer)
    case 'title': return freezeTitle(freezer)
    case 'member': return freezeMember(freezer)
    case 'read': return freezeRead(freezer)
    default: return { outcome: 'parked', error: `nobody knows how to bring ${row.kind} to A` }
  }
}

async function freezeConversation(parts: LegParts, conversationId: string): Promise<Freezing> {
  const members = await activeMembers(parts.pool, conversationId)
  const head = await conversationHead(parts.pool, conversationId)
  // The OWNER makes a group; a DIRECT is made by a native of A, so that it is theirs as if they had opened it.
  const rank = (member: (typeof members)[number]) => head?.kind === 'GROUP' ? Number(member.role !== 'OWNER') : Number(member.company !== 'A')
  const ids: string[] = []
  for (const member of [...members].sort((one, other) => rank(one) - rank(other))) ids.push(await personIdAtA(parts, member.id))
  const [actAs, ...others] = ids
  if (actAs === undefined || !head) return dropped('nobody is in it any more')
  const key = clientKeyOf(conversationId)
  if (head.kind === 'GROUP') return plain({ op: 'createGroup', actAs, key, memberIds: others, title: head.title })
  const [peerId] = others
  return peerId === undefined ? dropped('its other side has left') : plain({ op: 'createDirect', actAs, key, peerId })
}

async function freezeUpload(parts: LegParts, row: OutboxRow, attachmentId: string): Promise<Freezing> {
  const message = await messageOf(parts, row)
  const file = message && (await attachmentsOf(parts.pool, message.id)).find((one) => one.id === attachmentId)
  if (!message?.senderId || !file?.storageKey || file.state !== 'STORED') return dropped('the file is not here any more')
  const actAs = await personIdAtA(parts, message.senderId)
  if (await attachmentAt(parts.pool, attachmentId, 'A', actAs)) return dropped('it is there')
  return { intent: { call: { op: 'upload', actAs, attachmentId, name: file.filename, mediaType: file.contentType, storageKey: file.storageKey }, notes: [] }, echoes: [] }
}

async function freezeSend({ parts, row, place }: Freezer): Promise<Freezing> {
  const message = await messageOf(parts, row)
  if (!message || message.deletedAt !== null) return dropped('deleted before it was sent')
  if (message.senderId === null) return dropped('a line of the system')
  if (await nativeOf(parts.pool, message.id)) return dropped('it is there')
  const actAs = await personIdAtA(parts, message.senderId)
  const attachments: { id: string; mediaType: string }[] = []
  const lost: string[] = []
  for (const file of await attachmentsOf(parts.pool, message.id)) {
    // Its own row has uploaded it; one that A has swept since is uploaded again.
    const id = await attachmentAt(parts.pool, file.id, 'A', actAs) ?? await uploadToA(parts, { actAs, attachmentId: file.id, name: file.filename, mediaType: file.contentType, storageKey: file.storageKey })
    if (id === undefined) lost.push(file.filename)
    else attachments.push({ id, mediaType: file.contentType })
  }
  const notes: FidelityNote[] = lost.length > 0 ? [{ leg: 'B>A', code: 'MEDIA_EXPIRED' }] : []
  const isVoice = message.extension?.type === 'voice'
  const body = message.body === '' && attachments.length === 0 && lost.length > 0 ? `[${lost.join(', ')}]` : message.body
  const outgoing = toOutgoing({
    id: message.id, body, ...(isVoice && attachments.length === 0 ? {} : outgoingExtension(message.extension)), attachments,
    replyTo: await targetOf(parts, message.replyToId), threadRoot: await targetOf(parts, message.threadRootId),
  })
  if (!outgoing.ok) return { outcome: 'parked', error: `company A can never show it: ${outgoing.refusal.field} ${outgoing.refusal.code}` }
  return {
    intent: { call: { op: 'sendMessage', actAs, conversationId: place.nativeId, key: outgoing.key, message: outgoing.message }, notes: [...notes, ...outgoing.notes] },
    echoes: [{ company: 'A', kind: 'message', object: place.nativeId, by: actAs, value: outgoing.message.clientKey }],
  }
}

async function targetOf({ pool }: LegParts, messageId: string | null): Promise<string | null> {
  return messageId === null ? null : ((await nativeOf(pool, messageId))?.nativeId ?? null)
}
