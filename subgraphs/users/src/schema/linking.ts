import { SwitchboardError } from '@switchboard/domain/errors'
import type { PersonView } from '../adapters/postgres/people.ts'
import type { ProveIdentityInput, Resolvers } from '../generated/resolvers.generated.ts'
import type { Evidence } from '../ports/prover.ts'
import { linkAccounts, proveIdentity, unlinkAccount } from '../use-cases/link-accounts.ts'
import { callerOf, viewerOf, type Context } from './context.ts'
import { tokenEvidence } from './session.ts'
import { forget, identityById, personById } from './by-id.ts'

function evidenceOf({ a, b, token }: ProveIdentityInput): Evidence {
  const given: Evidence[] = []
  if (a) given.push({ kind: 'a-password', ...a })
  if (b) given.push({ kind: 'b-pin', ...b })
  if (token) given.push(tokenEvidence(token))
  const [only, ...more] = given
  if (only === undefined || more.length > 0) throw new SwitchboardError('BAD_INPUT', 'Give exactly one proof.')
  return only
}

async function asItIsNow(context: Context): Promise<PersonView> {
  forget(context)
  const { personId } = await identityById(context, callerOf(context).identityId)
  return personById(context, personId)
}

export const linkingResolvers: Resolvers = {
  Mutation: {
    proveIdentity: (_root, { input }, context) => proveIdentity(context.parts, callerOf(context), evidenceOf(input), context.address),
    linkAccounts: async (_root, _args, context) => {
      const { caller, person } = await viewerOf(context)
      await linkAccounts(context.parts, caller, person.identities.map(({ id }) => id))
      return asItIsNow(context)
    },
    unlinkAccount: async (_root, { identityId }, context) => {
      const { caller, person } = await viewerOf(context)
      await unlinkAccount(context.parts, caller, person.identities.map(({ id }) => id), identityId)
      return asItIsNow(context)
    },
  },

  ProveIdentityPayload: {
    identity: ({ identityId }, _args, context) => identityById(context, identityId),
  },
}
