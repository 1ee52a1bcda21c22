import { SwitchboardError } from '@switchboard/domain/errors'
import { isId } from '@switchboard/domain/ids'
import { raiseBirth } from '../adapters/postgres/birth.ts'
import { blockedBy } from '../adapters/postgres/block-row.ts'
import { listsOf } from '../adapters/postgres/broadcast-list.ts'
import { identitiesOf } from '../adapters/postgres/people.ts'
import { searchMessages as searchRecord } from '../adapters/postgres/search-messages.ts'
import { existingId, count } from '../domain/limits.ts'
import { searchWords } from '../domain/search-words.ts'
import type { Context } from './context.ts'
import { conversationById, conversations, listCursor, type ConversationsArgs } from './conversation.ts'
import { page } from './pages.ts'
import { userReference, usersOf } from './references.ts'

interface SearchArgs { text: string; conversationId?: string | null; first: number; after?: string | null }

async function searchMessages(_: unknown, args: SearchArgs, context: Context) {
  const viewer = await context.viewer()
  const limit = count('first', args.first, 1, 50)
  const wanted = searchWords(args.text)
  const conversationId = args.conversationId == null ? null : (await conversationById(context, existingId(args.conversationId))).id
  const list = `search:${viewer.personId}:${conversationId ?? ''}:${args.text}`
  const found = await searchRecord(context.services.pool, {
    identityIds: viewer.identityIds, ...wanted, conversationId, limit: limit + 1, after: listCursor(context, list, args.after),
  })
  const shown = found.slice(0, limit)
  const places = await context.load.conversation.loadMany([...new Set(shown.map((message) => message.conversationId))])
  const epochs = new Map(places.flatMap((place) => (place && 'epoch' in place ? [[place.id, place.epoch] as const] : [])))
  const { cursors } = context.services
  return page(shown, (message) => cursors.encode({ conversationId: message.conversationId, epoch: epochs.get(message.conversationId) ?? 0, seq: message.seq }),
    { hasNext: found.length > limit, hasPrevious: args.after != null }, (message) => cursors.encodeList(list, [message.acceptedAt, message.id]))
}

export const Query = {
  conversation: async (_: unknown, { id }: { id: string }, context: Context) => {
    await context.viewer()
    const row = isId(id) ? await context.load.conversation.load(id) : undefined
    // Somebody opens it: its history is fetched before that of others.
    if (row && row.birth !== 'BORN') await raiseBirth(context.services.pool, row.id)
    return row ?? null
  },
  conversations: (_: unknown, args: ConversationsArgs, context: Context) => conversations(context, args),
  message: async (_: unknown, { id }: { id: string }, context: Context) => {
    await context.viewer()
    return isId(id) ? context.load.message.load(id) : null
  },
  searchMessages,
  broadcastLists: async (_: unknown, __: unknown, context: Context) => listsOf(context.services.pool, (await context.viewer()).identityIds),
  blocked: async (_: unknown, __: unknown, context: Context) => usersOf(context, await blockedBy(context.services.pool, (await context.viewer()).identityIds)),
}

/** Whether an id is that of a younger person who was linked to this one. */
async function isAlias(context: Context, id: string, personId: string): Promise<boolean> {
  return isId(id) && (await identitiesOf(context.services.pool, [id])).some((identity) => identity.personId === personId)
}

export const User = {
  __resolveReference: ({ id }: { id: string }) => userReference(id),
  conversations: async (user: { id: string }, args: ConversationsArgs, context: Context) => {
    const viewer = await context.viewer()
    if (user.id !== viewer.personId && user.id !== context.caller?.personId && !await isAlias(context, user.id, viewer.personId)) throw new SwitchboardError('FORBIDDEN', 'Only your own conversations.')
    return conversations(context, args)
  },
}
