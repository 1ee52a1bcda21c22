import { SwitchboardError } from '@switchboard/domain/errors'
import { levelOf } from '@switchboard/domain/fidelity'
import { isId } from '@switchboard/domain/ids'
import type { DeliveryRow, ReactionRow, ReceiptRow } from '../adapters/postgres/message-parts.ts'
import type { FileRow } from '../adapters/postgres/file-row.ts'
import type { Broadcast, Extension, MessageSnapshot, SystemLine as Line } from '../domain/event.ts'
import type { Context } from './context.ts'
import { conversationById } from './conversation.ts'
import { identityReference, userOf, usersOf } from './references.ts'

/** A message of the viewer by its id, however deep the change that answers it. */
export async function messageById(context: Context, id: string): Promise<MessageSnapshot> {
  const message = await context.load.message.clear(id).load(id)
  if (!message) throw new SwitchboardError('NOT_FOUND', 'There is no such message.')
  return message
}

const visible = (context: Context, id: string | null) => (id === null ? null : context.load.message.load(id))
const isMine = async (message: MessageSnapshot, context: Context) => message.senderId !== null && (await context.viewer()).identityIds.includes(message.senderId)

export const Message = {
  __resolveReference: async ({ id }: { id: string }, context: Context) => (isId(id) && context.caller ? await context.load.message.load(id) ?? null : null),
  conversation: (message: MessageSnapshot, _: unknown, context: Context) => conversationById(context, message.conversationId),
  cursor: async (message: MessageSnapshot, _: unknown, context: Context) => {
    const { id, epoch } = await conversationById(context, message.conversationId)
    return context.services.cursors.encode({ conversationId: id, epoch, seq: message.seq })
  },
  sender: (message: MessageSnapshot, _: unknown, context: Context) => userOf(context, message.senderId),
  senderIdentity: (message: MessageSnapshot) => (message.senderId === null ? null : identityReference(message.senderId)),
  isMine: (message: MessageSnapshot, _: unknown, context: Context) => isMine(message, context),
  clientMessageId: async (message: MessageSnapshot, _: unknown, context: Context) => (await isMine(message, context) ? message.clientMessageId : null),
  attachments: (message: MessageSnapshot, _: unknown, { load }: Context) => (message.attachmentIds.length === 0 ? [] : load.files.load(message.id)),
  replyTo: (message: MessageSnapshot, _: unknown, context: Context) => visible(context, message.replyToId),
  threadRoot: (message: MessageSnapshot, _: unknown, context: Context) => visible(context, message.threadRootId),
  reactions: async (message: MessageSnapshot, _: unknown, { load }: Context) =>
    [...Map.groupBy(await load.reactions.load(message.id), (row) => row.emoji)].map(([emoji, rows]) => ({ emoji, rows })),
  revisions: async (message: MessageSnapshot, _: unknown, { load }: Context) => {
    if (message.deletedAt !== null) return []
    const rows = message.revision > 1 ? await load.revisions.load(message.id) : []
    return rows.length > 0 ? rows : [{ revision: 1, body: message.body, at: message.acceptedAt }]
  },
  deletedBy: (message: MessageSnapshot, _: unknown, context: Context) => userOf(context, message.deletedBy),
  deliveries: async (message: MessageSnapshot, _: unknown, { load }: Context) =>
    (await load.deliveries.load(message.id)).map((row) => ({ ...row, acceptedAt: message.acceptedAt })),
  receipts: (message: MessageSnapshot, _: unknown, { load }: Context) => load.receipts.load(message.id),
  fidelity: (message: MessageSnapshot) => ({
    level: levelOf(message.fidelity),
    notes: message.fidelity.map((note) => ({ leg: note.leg === 'A>B' ? 'A_TO_B' : 'B_TO_A', code: note.code, detail: note.detail ?? null })),
  }),
  broadcast: async (message: MessageSnapshot, _: unknown, context: Context) => (message.broadcast !== null && await isMine(message, context) ? message.broadcast : null),
}

const extensionTypes = { sticker: 'Sticker', nudge: 'Nudge', voice: 'Voice', expiring: 'Expiring' } as const

export const MessageExtension = { __resolveType: (extension: Extension) => extensionTypes[extension.type] }
export const Nudge = { nudge: () => true }
export const Voice = { voice: () => true }
/** Stickers that came from B carry B's own text as `raw`. */
export const Sticker = { code: (extension: { code?: string; raw?: string }) => extension.code ?? extension.raw ?? '' }

export const Reaction = {
  count: ({ rows }: { rows: ReactionRow[] }) => rows.length,
  users: ({ rows }: { rows: ReactionRow[] }, _: unknown, context: Context) => usersOf(context, rows.map((row) => row.identityId)),
  mine: async ({ rows }: { rows: ReactionRow[] }, _: unknown, context: Context) => {
    const { identityIds } = await context.viewer()
    return rows.some((row) => identityIds.includes(row.identityId))
  },
}

export const SystemLine = {
  actor: (line: Line, _: unknown, context: Context) => userOf(context, line.actorId),
  user: (line: Line, _: unknown, context: Context) => userOf(context, line.identityId),
}

export const Delivery = {
  hops: (row: DeliveryRow & { acceptedAt: string }) => {
    const accepted = Date.parse(row.acceptedAt)
    const hops = [['TRIED', row.triedAt], ['SENT', row.sentAt], ['DELIVERED', row.deliveredAt], ['SEEN', row.seenAt]] as const
    return hops.flatMap(([name, at]) => (at === null ? [] : [{ name, at, ms: Math.max(0, at.getTime() - accepted) }]))
  },
}

export const Receipt = { user: (row: ReceiptRow, _: unknown, context: Context) => userOf(context, row.identityId) }

export const BroadcastCopy = {
  list: (broadcast: Broadcast, _: unknown, { load }: Context) => load.listByNativeId.load(String(broadcast.lid)),
}

export const Attachment = {
  url: async (file: FileRow, _: unknown, context: Context) => {
    if (file.state !== 'STORED') return null
    const viewer = await context.viewer()
    // The link is for the identity by which the viewer is a member: it is checked again when the link is used.
    const message = file.messageId === null ? undefined : await context.load.message.load(file.messageId)
    const viewerId = message ? (await conversationById(context, message.conversationId)).me : viewer.identityId
    return context.services.links.sign({ verb: 'get', id: file.id, viewerId }).url
  },
}
