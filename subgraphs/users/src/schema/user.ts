import { levelOf } from '@switchboard/domain/fidelity'
import { mainIdentity, type IdentityView } from '../adapters/postgres/people.ts'
import { seesPrivate, visibleIdentities } from '../domain/session-rules.ts'
import type { Resolvers } from '../generated/resolvers.generated.ts'
import { findPeople } from '../use-cases/find-people.ts'
import { updateProfile } from '../use-cases/update-profile.ts'
import { forget, personById } from './by-id.ts'
import { callerOf, requireTrust, viewerOf, type Context } from './context.ts'
import { cursorOf, pageInfo, pageOf } from './paging.ts'
import { presenceOf } from './presence.ts'

/** A stored URL that no browser should follow is no picture. */
function pictureUrl(url: string | null | undefined): URL | null {
  return url !== null && url !== undefined && /^https?:/i.test(url) && URL.canParse(url) ? new URL(url) : null
}

/** Whether the viewer may see what only the owner may. Nothing else tells: not errors, and not the search. */
async function isPrivate(context: Context, identity: IdentityView): Promise<boolean> {
  const { caller } = context.viewer
  if (caller === undefined) return true
  const own = await context.loaders.identity.load(caller.identityId)
  return !seesPrivate(caller, identity, own?.personId)
}

export const userResolvers: Resolvers = {
  Query: {
    me: async (_root, _args, context) => (await viewerOf(context)).person,
    user: async (_root, { id }, context) => {
      await viewerOf(context)
      return context.loaders.person.load(id)
    },
    users: async (_root, { search, first, after }, context) => {
      await viewerOf(context)
      const page = pageOf('user', { first, after })
      const ids = await findPeople(context.parts, search ?? null, page.after, page.first + 1)
      const nodes = (await context.loaders.person.loadMany(ids.slice(0, page.first))).flatMap((person) => (person === null || person instanceof Error ? [] : person))
      return {
        nodes,
        edges: nodes.map((node) => ({ cursor: cursorOf('user', node.id), node })),
        pageInfo: pageInfo('user', nodes, { hasNextPage: ids.length > page.first, hasPreviousPage: page.after !== null }),
      }
    },
  },

  Mutation: {
    updateProfile: async (_root, { input }, context) => {
      const { displayName, avatarUrl, handle } = input
      const caller = callerOf(context)
      await updateProfile(context.parts, caller, {
        ...(displayName === null || displayName === undefined ? {} : { displayName }),
        ...(avatarUrl === undefined ? {} : { avatarUrl: avatarUrl?.href ?? null }),
        ...(handle === null || handle === undefined ? {} : { handle }),
      })
      forget(context)
      return (await viewerOf(context)).person
    },
  },

  User: {
    __resolveReference: (reference, context) => {
      requireTrust(context)
      return context.loaders.person.load(reference.id)
    },
    displayName: (person) => mainIdentity(person)?.displayName ?? '?',
    handle: (person) => mainIdentity(person)?.handle ?? '',
    avatarUrl: (person) => pictureUrl(mainIdentity(person)?.avatarUrl),
    identities: (person, _args, { viewer }) => visibleIdentities(viewer.caller, person.identities),
    presence: (person, _args, context) => presenceOf(context, person),
    isMe: async (person, _args, { viewer, loaders }) => viewer.caller !== undefined && (await loaders.identity.load(viewer.caller.identityId))?.personId === person.id,
  },

  Identity: {
    __resolveReference: (reference, context) => {
      requireTrust(context)
      return context.loaders.identity.load(reference.id)
    },
    user: (identity, _args, context) => personById(context, identity.personId),
    avatarUrl: (identity) => pictureUrl(identity.avatarUrl),
    closed: (identity) => identity.closedAt !== null,
    profileFidelity: ({ fidelity }) => ({ level: levelOf(fidelity), notes: fidelity.map((note) => ({ ...note, detail: note.detail ?? null })) }),
    email: async (identity, _args, context) => (await isPrivate(context, identity) ? null : identity.email),
    phone: async (identity, _args, context) => (await isPrivate(context, identity) ? null : identity.phone),
  },
}
