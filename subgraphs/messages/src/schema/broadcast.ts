import { isId } from '@switchboard/domain/ids'
import type { ListRow, PostRow } from '../adapters/postgres/broadcast-list.ts'
import { count } from '../domain/limits.ts'
import type { Context } from './context.ts'
import { usersOf } from './references.ts'

export const BroadcastList = {
  __resolveReference: async ({ id }: { id: string }, context: Context) => (isId(id) && context.caller ? await context.load.list.load(id) ?? null : null),
  members: (list: ListRow, _: unknown, context: Context) => usersOf(context, list.memberIds),
  posts: async (list: ListRow, { first }: { first: number }, { load }: Context) =>
    (await load.posts.load({ listId: list.id, limit: count('first', first, 1, 100) })).map((post) => ({ ...post, list })),
}

export const BroadcastPost = {
  copies: (post: PostRow & { list: ListRow }, _: unknown, { load }: Context) => load.copies.load(post),
  skipped: (post: PostRow, _: unknown, context: Context) => usersOf(context, post.skipped),
}
