import DataLoader from 'dataloader'
import { blockedAmong } from '../adapters/postgres/block-row.ts'
import { copiesOf, listsById, listsByNativeId, postsOf, type ListRow, type PostRow } from '../adapters/postgres/broadcast-list.ts'
import { conversationsOf, type ConversationRow } from '../adapters/postgres/conversation-row.ts'
import { filesOf } from '../adapters/postgres/file-row.ts'
import { identitiesById } from '../adapters/postgres/identity.ts'
import { memberCounts, memberRanges, peersOf, type MemberRange } from '../adapters/postgres/member-row.ts'
import { messageSlices, pinnedMessages, visibleMessages, type MessageRange } from '../adapters/postgres/message-page.ts'
import { messagesById } from '../adapters/postgres/message-row.ts'
import { deliveriesOf, reactionsOf, receiptsOf, revisionsOf } from '../adapters/postgres/message-parts.ts'
import { waitingScheduled } from '../adapters/postgres/scheduled-message.ts'
import type { Sql } from '../adapters/postgres/transaction.ts'
import { unreadCounts } from '../adapters/postgres/unread.ts'
import type { Viewer } from '../domain/viewer.ts'

/** One row per key, by `keyOf`; undefined where there is none. */
function single<Row>(read: (ids: readonly string[]) => Promise<readonly Row[]>, keyOf: (row: Row) => string) {
  return new DataLoader<string, Row | undefined>(async (ids) => {
    const found = new Map((await read(ids)).map((row) => [keyOf(row), row]))
    return ids.map((id) => found.get(id))
  })
}

/** The rows of each key, in the order they were read. */
function several<Row>(read: (ids: readonly string[]) => Promise<readonly Row[]>, keyOf: (row: Row) => string) {
  return new DataLoader<string, Row[]>(async (ids) => {
    const found = Map.groupBy(await read(ids), keyOf)
    return ids.map((id) => found.get(id) ?? [])
  })
}

const spelled = { cacheKeyFn: (key: unknown) => JSON.stringify(key) }

/** Loaders of one request (or one event): whatever is asked for in one tick is read by one statement. */
export function createLoaders(sql: Sql, viewer: () => Promise<Viewer>) {
  const own = async <T>(read: (viewer: Viewer) => Promise<T>) => read(await viewer())
  return {
    identity: single(async (ids) => [...(await identitiesById(sql, ids)).values()], (row) => row.id),
    /** Conversations of the viewer only. */
    conversation: single((ids) => own((me) => conversationsOf(sql, ids, me.identityIds, me.identityId)), (row) => row.id),
    /** Messages of the viewer's conversations that the viewer has not hidden. */
    message: single((ids) => own((me) => visibleMessages(sql, ids, me.identityIds)), (row) => row.id),
    /** A message whatever the viewer hid: for events of a stream that the viewer may read, since the log is the same for all. */
    logged: single((ids) => messagesById(sql, ids), (row) => row.id),
    messages: new DataLoader((ranges: readonly MessageRange[]) => own((me) => messageSlices(sql, ranges, me.identityIds)), spelled),
    pinned: several((ids) => own((me) => pinnedMessages(sql, ids, me.identityIds)), (row) => row.conversationId),
    unread: new DataLoader(async (rows: readonly Pick<ConversationRow, 'id' | 'readSeq'>[]) => {
      const counts = await own((me) => unreadCounts(sql, rows, me.identityIds))
      return rows.map((row) => counts.get(row.id) ?? 0)
    }, { cacheKeyFn: (row) => row.id }),
    members: new DataLoader((ranges: readonly MemberRange[]) => memberRanges(sql, ranges), spelled),
    memberCount: new DataLoader(async (ids: readonly string[]) => {
      const counts = await memberCounts(sql, ids)
      return ids.map((id) => counts.get(id) ?? 0)
    }),
    peer: new DataLoader(async (rows: readonly Pick<ConversationRow, 'id' | 'me'>[]) => {
      const peers = new Map((await peersOf(sql, rows)).map((peer) => [peer.conversationId, peer]))
      return rows.map((row) => peers.get(row.id))
    }, { cacheKeyFn: (row) => row.id }),
    blocked: new DataLoader(async (ids: readonly string[]) => {
      const blocked = await own((me) => blockedAmong(sql, me.identityIds, ids))
      return ids.map((id) => blocked.has(id))
    }),
    scheduled: several((ids) => own((me) => waitingScheduled(sql, ids, me.identityIds)), (row) => row.conversationId),
    files: several((ids) => filesOf(sql, ids), (row) => row.messageId ?? ''),
    reactions: several((ids) => reactionsOf(sql, ids), (row) => row.messageId),
    revisions: several((ids) => revisionsOf(sql, ids), (row) => row.messageId),
    deliveries: several((ids) => deliveriesOf(sql, ids), (row) => row.messageId),
    receipts: several((ids) => receiptsOf(sql, ids), (row) => row.messageId),
    list: single((ids) => own((me) => listsById(sql, ids, me.identityIds)), (row) => row.id),
    listByNativeId: single((ids) => own((me) => listsByNativeId(sql, ids.map(Number), me.identityIds)), (row) => String(row.nativeId)),
    posts: new DataLoader(async (keys: readonly { listId: string; limit: number }[]) => {
      const limit = Math.max(...keys.map((key) => key.limit))
      const posts = Map.groupBy(await postsOf(sql, keys.map((key) => key.listId), limit), (post) => post.listId)
      return keys.map((key) => (posts.get(key.listId) ?? []).slice(0, key.limit))
    }, spelled),
    copies: new DataLoader(async (posts: readonly (PostRow & { list: ListRow })[]) => {
      const copies = Map.groupBy(await copiesOf(sql, posts), (copy) => copy.postId)
      return posts.map((post) => copies.get(post.id) ?? [])
    }, { cacheKeyFn: (post) => post.id }),
  }
}

export type Loaders = ReturnType<typeof createLoaders>
