import { SwitchboardError } from '@switchboard/domain/errors'
import type { Caller } from '@switchboard/service-kit/assertion'
import type { SubgraphRequest } from '@switchboard/service-kit/graphql-server'
import type { IdentityView, PersonView } from '../adapters/postgres/people.ts'
import type { UsersParts } from '../parts.ts'
import { createLoaders, type Loaders } from './loaders.ts'

/** What every resolver gets; one per request, and one per event of a subscription. */
export interface Context {
  parts: UsersParts
  loaders: Loaders
  /** Who calls. Signing in sets it for the rest of the operation. */
  viewer: { caller: Caller | undefined }
  /** Whether the gateway vouches for the request, with a caller or without. */
  trusted: boolean
  /** The client's address, as the gateway gives it. */
  address: string | undefined
}

export function createContext(parts: UsersParts, request: SubgraphRequest): Context {
  return { parts, loaders: createLoaders(parts), viewer: { caller: request.caller }, trusted: request.trusted, address: addressOf(request) }
}

/** The same caller with fresh loaders. */
export function nextEvent(context: Context): Context {
  return { ...context, loaders: createLoaders(context.parts) }
}

/** Only the gateway reaches this process: the address it puts in is believed, and of a list the last one, which it added itself. */
function addressOf({ header }: SubgraphRequest): string | undefined {
  const address = header('x-client-ip') ?? header('x-forwarded-for')?.split(',').at(-1)
  return address?.trim().slice(0, 64) || undefined
}

/** The caller, or UNAUTHENTICATED. */
export function callerOf({ viewer }: Context): Caller {
  if (viewer.caller === undefined) throw new SwitchboardError('UNAUTHENTICATED')
  return viewer.caller
}

/** The caller's account and person as they are now: a token's own idea of the person can be ten minutes old. */
export async function viewerOf(context: Context): Promise<{ caller: Caller; identity: IdentityView; person: PersonView }> {
  const caller = callerOf(context)
  const [identity, open] = await Promise.all([context.loaders.identity.load(caller.identityId), context.loaders.session.load(caller.sessionId)])
  const person = identity === null ? null : await context.loaders.person.load(identity.personId)
  if (identity === null || person === null || identity.closedAt !== null) throw new SwitchboardError('UNAUTHENTICATED', 'The account no longer exists.')
  if (!open) throw new SwitchboardError('UNAUTHENTICATED', 'The session has ended. Sign in again.')
  return { caller, identity, person }
}

/** Entities are given to whoever the gateway vouches for, shared streams without a caller included. */
export function requireTrust(context: Context): void {
  if (!context.trusted && context.viewer.caller === undefined) throw new SwitchboardError('UNAUTHENTICATED')
}
