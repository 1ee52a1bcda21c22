import type { Proof as GraphProof, Resolvers } from '../generated/resolvers.generated.ts'
import type { Proof } from '../domain/session-rules.ts'
import type { Evidence } from '../ports/prover.ts'
import { refreshSession, signIn, type SignedIn } from '../use-cases/sign-in.ts'
import { signOut } from '../use-cases/sign-out.ts'
import { callerOf, viewerOf, type Context } from './context.ts'
import { identityById, personById } from './by-id.ts'

const proofNames: Record<Proof, GraphProof> = { 'a-password': 'A_PASSWORD', 'a-token': 'A_TOKEN', 'b-pin': 'B_PIN', 'b-sid': 'B_SID' }

export function proofName(proof: string): GraphProof {
  return proofNames[proof as Proof]
}

export function tokenEvidence({ company, token }: { company: 'A' | 'B'; token: string }): Evidence {
  return company === 'A' ? { kind: 'a-token', token } : { kind: 'b-sid', sid: token }
}

/** From here on the operation is the new session's. */
async function asViewer(context: Context, signedIn: Promise<SignedIn>): Promise<SignedIn> {
  const session = await signedIn
  context.viewer.caller = session.opened.caller
  return session
}

export const sessionResolvers: Resolvers = {
  Query: {
    session: (_root, _args, context) => context.parts.sessions.current(callerOf(context)),
  },

  Mutation: {
    signInWithA: (_root, { input }, context) => asViewer(context, signIn(context.parts, { kind: 'a-password', ...input }, context.address)),
    signInWithB: (_root, { input }, context) => asViewer(context, signIn(context.parts, { kind: 'b-pin', ...input }, context.address)),
    exchangeToken: (_root, { input }, context) => asViewer(context, signIn(context.parts, tokenEvidence(input), context.address)),
    refreshSession: (_root, { refreshToken }, context) => asViewer(context, refreshSession(context.parts, refreshToken)),
    signOut: async (_root, { everywhere }, context) => {
      const { caller, person } = await viewerOf(context)
      return await signOut(context.parts, caller, person.id, everywhere) > 0
    },
  },

  SignInPayload: {
    user: ({ opened }, _args, context) => personById(context, opened.caller.personId),
  },

  Session: {
    identity: (session, _args, context) => identityById(context, session.identityId),
    company: async (session, _args, context) => (await identityById(context, session.identityId)).company,
    proof: (session) => proofName(session.proof),
    provenAt: (session) => session.authTime,
  },

  SessionProof: {
    identity: (given, _args, context) => identityById(context, given.identityId),
    proof: (given) => proofName(given.proof),
  },
}
