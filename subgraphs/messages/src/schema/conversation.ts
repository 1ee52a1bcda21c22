import { SwitchboardError } from '@switchboard/domain/errors'
import { isId } from '@switchboard/domain/ids'
import { conversationPage, type ConversationRow } from '../adapters/postgres/conversation-row.ts'
import type { MemberRow } from '../adapters/postgres/member-row.ts'
import { count } from '../domain/limits.ts'
import type { Context } from './context.ts'
import { placeIn } from './place.ts'
import { page } from './pages.ts'
import { identityReference, userOf } from './references.ts'

export interface ConversationsArgs { first: number; after?: string | null; archived?: boolean | null }

/** A page of the viewer's conversations. @throws SwitchboardError BAD_INPUT, CURSOR_INVALID */
export async function conversations(context: Context, args: ConversationsArgs) {
  const viewer = await context.viewer()
  const limit = count('first', args.first, 1, 100)
  const archived = args.archived ?? false
  const list = `conversations:${viewer.personId}:${String(archived)}`
  const rows = await conversationPage(context.services.pool, {
    identityIds: viewer.identityIds, first: viewer.identityId, archived, limit: limit + 1, after: listCursor(context, list, args.after),
  })
  const shown = rows.slice(0, limit)
  for (const row of shown) context.load.conversation.prime(row.id, row)
  return page(shown, (row) => context.services.cursors.encodeList(list, [row.activityKey, row.id]), { hasNext: rows.length > limit, hasPrevious: args.after != null })
}

/** The two values of a list's cursor. @throws SwitchboardError CURSOR_INVALID */
export function listCursor(context: Context, list: string, after: string | null | undefined): [string, string] | undefined {
  if (after == null) return undefined
  const values = context.services.cursors.decodeList(list, after)
  if (!values) throw new SwitchboardError('CURSOR_INVALID')
  return [String(values[0]), String(values[1])]
}

/** A conversation of the viewer that is known to be there. */
export async function conversationById(context: Context, id: string): Promise<ConversationRow> {
  const row = await context.load.conversation.load(id)
  if (!row) throw new SwitchboardError('NOT_FOUND', 'There is no such conversation.')
  return row
}

interface MessagesArgs { first?: number | null; after?: string | null; last?: number | null; before?: string | null }

async function messages(row: ConversationRow, args: MessagesArgs, context: Context) {
  if (args.first != null && args.last != null) throw new SwitchboardError('BAD_INPUT', 'Either first or last.')
  const forward = args.first != null || (args.after != null && args.last == null)
  const limit = forward ? count('first', args.first ?? 50, 1, 100) : count('last', args.last ?? 50, 1, 100)
  const slice = await context.load.messages.load({
    conversationId: row.id, direction: forward ? 'forward' : 'backward', limit,
    after: args.after == null ? null : placeIn(context, row, args.after), before: args.before == null ? null : placeIn(context, row, args.before),
  })
  const cursorOf = ({ seq }: { seq: number }) => context.services.cursors.encode({ conversationId: row.id, epoch: row.epoch, seq })
  return page(slice.messages, cursorOf, slice)
}

async function members(row: ConversationRow, args: { first: number; after?: string | null }, context: Context) {
  const limit = count('first', args.first, 1, 500)
  const list = `members:${row.id}`
  const found = await context.load.members.load({ conversationId: row.id, after: listCursor(context, list, args.after), limit: limit + 1 })
  return page(found.slice(0, limit), (member) => context.services.cursors.encodeList(list, [member.joinedKey, member.identityId]),
    { hasNext: found.length > limit, hasPrevious: args.after != null })
}

export const Conversation = {
  __resolveReference: async ({ id }: { id: string }, context: Context) => (isId(id) && context.caller ? await context.load.conversation.load(id) ?? null : null),
  readiness: (row: ConversationRow) => (row.birth === 'BORN' ? 'READY' : 'ARRIVING'),
  members,
  memberCount: (row: ConversationRow, _: unknown, { load }: Context) => load.memberCount.load(row.id),
  me: (row: ConversationRow): Omit<MemberRow, 'joinedKey'> => ({
    conversationId: row.id, identityId: row.me, role: row.role, joinedAt: row.joinedAt, readSeq: row.readSeq, readAt: row.readAt,
  }),
  peer: (row: ConversationRow, _: unknown, { load }: Context) => (row.kind === 'DIRECT' ? load.peer.load(row) : null),
  messages,
  lastMessage: async (row: ConversationRow, _: unknown, { load }: Context) =>
    (await load.messages.load({ conversationId: row.id, direction: 'backward', limit: 1, after: null, before: null })).messages[0] ?? null,
  pinned: (row: ConversationRow, _: unknown, { load }: Context) => load.pinned.load(row.id),
  unreadCount: (row: ConversationRow, _: unknown, { load }: Context) => load.unread.load(row),
  cursor: (row: ConversationRow, _: unknown, { services }: Context) => services.cursors.encode({ conversationId: row.id, epoch: row.epoch, seq: row.lastSeq }),
  archived: (row: ConversationRow) => row.archivedAt !== null,
  mutedUntil: (row: ConversationRow) => (row.mutedUntil !== null && row.mutedUntil.getTime() > Date.now() ? row.mutedUntil : null),
  blockedByMe: async (row: ConversationRow, _: unknown, { load }: Context) => {
    const peer = row.kind === 'DIRECT' ? await load.peer.load(row) : undefined
    return peer !== undefined && load.blocked.load(peer.identityId)
  },
  scheduled: (row: ConversationRow, _: unknown, { load }: Context) => load.scheduled.load(row.id),
  companies: (row: ConversationRow) => row.legs,
}

export const Member = {
  identity: (row: MemberRow) => identityReference(row.identityId),
  user: (row: MemberRow, _: unknown, context: Context) => userOf(context, row.identityId),
}

export const ScheduledMessage = {
  body: (row: { content: { body: string } }) => row.content.body,
}
