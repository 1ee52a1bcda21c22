import { SwitchboardError } from '@switchboard/domain/errors'
import type { PersonView } from '../adapters/postgres/people.ts'
import type { Reported } from '../adapters/redis/presence.ts'
import type { Presence } from '../domain/presence.ts'
import type { Resolvers } from '../generated/resolvers.generated.ts'
import { watchPresence, type PresenceChange } from '../use-cases/watch-presence.ts'
import { viewerOf, type Context } from './context.ts'
import { personById } from './by-id.ts'

const mostWatched = 200

function asPresence(reported: Reported, person: PersonView): Presence {
  const times = [reported.at, ...person.identities.map((identity) => identity.lastSeenAt?.getTime() ?? null)].filter((time) => time !== null)
  return { state: reported.state, lastSeenAt: times.length === 0 ? null : new Date(Math.max(...times)) }
}

export async function presenceOf(context: Context, person: PersonView): Promise<Presence> {
  return asPresence(await context.loaders.presence.load(person.id), person)
}

export const presenceResolvers: Resolvers = {
  Mutation: {
    heartbeat: async (_root, { state }, context) => {
      const { person } = await viewerOf(context)
      return asPresence(await context.parts.presence.report(person.id, state), person)
    },
  },

  Subscription: {
    presence: {
      subscribe: async (_root, { userIds }, context): Promise<AsyncIterable<PresenceChange>> => {
        const { caller } = await viewerOf(context)
        if (userIds.length < 1 || userIds.length > mostWatched) throw new SwitchboardError('BAD_INPUT', `Watch 1 to ${mostWatched} people.`)
        const found = await context.loaders.person.loadMany(userIds)
        const ids = [...new Set(found.flatMap((person) => (person === null || person instanceof Error ? [] : person.id)))]
        if (ids.length === 0) throw new SwitchboardError('NOT_FOUND', 'There are no such people.')
        const changes = await watchPresence(context.parts.presence, ids)
        const unwatch = context.parts.sessionWatch.watch(caller.sessionId, () => { void changes.return() })
        changes.whenEnded(unwatch)
        return changes
      },
      resolve: (change: PresenceChange) => change,
    },
  },

  PresenceEvent: {
    user: ({ personId }, _args, context) => personById(context, personId),
    presence: async ({ personId, reported }, _args, context) => asPresence(reported, await personById(context, personId)),
  },
}
