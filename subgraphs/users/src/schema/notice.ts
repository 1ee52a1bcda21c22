import { SwitchboardError } from '@switchboard/domain/errors'
import { isId } from '@switchboard/domain/ids'
import { z } from 'zod'
import { isWeak } from '../domain/session-rules.ts'
import type { NoticeKind, Resolvers } from '../generated/resolvers.generated.ts'
import { callerOf, viewerOf, type Context } from './context.ts'
import { cursorOf, pageInfo, pageOf } from './paging.ts'
import { identityById } from './by-id.ts'

const detail = z.object({ other: z.string().optional(), handle: z.string().optional() }).catch({})

/** The accounts whose notices the viewer may read: a pin alone does not show the other company's side. */
async function readableIdentities(context: Context): Promise<string[]> {
  const { caller, person } = await viewerOf(context)
  return isWeak(caller.proof) ? [caller.identityId] : person.identities.map(({ id }) => id)
}

export const noticeResolvers: Resolvers = {
  Query: {
    notices: async (_root, args, context) => {
      const { first, after } = pageOf('notice', args)
      const identityIds = await readableIdentities(context)
      const rows = await context.parts.notices.page(identityIds, after, first + 1)
      return { rows: rows.slice(0, first), hasNextPage: rows.length > first, hasPreviousPage: after !== null, identityIds }
    },
  },

  Mutation: {
    markNoticesRead: async (_root, { ids }, context) => {
      if (ids.length > 100) throw new SwitchboardError('BAD_INPUT', 'At most 100 notices at once.')
      return { notices: await context.parts.notices.markRead(await readableIdentities(context), ids.filter(isId)) }
    },
  },

  NoticeConnection: {
    edges: ({ rows }) => rows.map((node) => ({ cursor: cursorOf('notice', node.id), node })),
    nodes: ({ rows }) => rows,
    pageInfo: (page) => pageInfo('notice', page.rows, page),
    unread: ({ identityIds }, _args, { parts }) => parts.notices.unread(identityIds),
  },

  Notice: {
    // Written by this subgraph only, with the kinds of its schema.
    kind: (notice) => notice.kind as NoticeKind,
    identity: (notice, _args, context) => identityById(context, notice.identityId),
    other: async (notice, _args, context) => {
      const { other } = detail.parse(notice.detail)
      const identity = other === undefined ? null : await context.loaders.identity.load(other)
      const { company, proof } = callerOf(context)
      return isWeak(proof) && identity?.company !== company ? null : identity
    },
    handle: (notice) => detail.parse(notice.detail).handle ?? null,
  },
}
