import { errors, importJWK, type JWK, jwtVerify, SignJWT } from 'jose'
import { LRUCache } from 'lru-cache'
import { SwitchboardError } from '@switchboard/domain/errors'
import type { Company } from '@switchboard/domain/ids'
import { z } from 'zod'
import { type JwksSource, keyResolver } from './jwks.ts'

/** The header an assertion travels in over HTTP; on WebSockets it is `extensions.assertion` of each subscribe. */
export const assertionHeader = 'switchboard-assertion'
export const assertionIssuer = 'switchboard-gateway'

/** How a session was proved, company first. */
export const proofs = ['a-password', 'a-token', 'b-pin', 'b-sid'] as const
export type Proof = (typeof proofs)[number]

/** Who calls, as the gateway asserts it. */
export interface Caller {
  personId: string
  sessionId: string
  /** The identity that was signed in with. */
  identityId: string
  company: Company
  proof: Proof
  /** When the proof was given, in seconds since 1970. */
  authTime: number
}

/** What an assertion says: it came through the gateway (`trusted`), and for whom. Shared streams are for nobody. */
export interface Asserted {
  trusted: boolean
  caller: Caller | undefined
}

export interface AssertionSigner {
  /** An assertion for one subgraph; without a caller it only says that the gateway asks. */
  sign(caller: Caller | undefined, audience: string): Promise<string>
}

export interface AssertionVerifier {
  /** The caller, or undefined without a token. Throws UNAUTHENTICATED when the token is not good, UPSTREAM_UNAVAILABLE without keys. */
  verify(token: string | undefined): Promise<Caller | undefined>
  /** As `verify`, and tells an assertion without a caller from no assertion. */
  inspect(token: string | undefined): Promise<Asserted>
}

/** Signs assertions of 60 s, each kept for (session, audience) until 15 s before it ends. */
export function createAssertionSigner(privateJwk: JWK, options: { lifetimeSeconds?: number; renewSeconds?: number; cached?: number } = {}): AssertionSigner {
  const lifetime = options.lifetimeSeconds ?? 60
  const key = importJWK(privateJwk, 'EdDSA')
  const cache = new LRUCache<string, Promise<string>>({ max: options.cached ?? 50_000, ttl: Math.max(1, (lifetime - (options.renewSeconds ?? 15)) * 1000) })
  const issue = async (caller: Caller | undefined, audience: string) => {
    const now = Math.floor(Date.now() / 1000)
    return new SignJWT(caller === undefined ? {} : claimsOf(caller))
      .setProtectedHeader({ alg: 'EdDSA', ...(privateJwk.kid === undefined ? {} : { kid: privateJwk.kid }) })
      .setIssuer(assertionIssuer).setAudience(audience).setIssuedAt(now).setExpirationTime(now + lifetime)
      .sign(await key)
  }
  return {
    sign: (caller, audience) => {
      const slot = JSON.stringify([audience, caller === undefined ? null : Object.values(claimsOf(caller))])
      const kept = cache.get(slot)
      if (kept !== undefined) return kept
      const fresh = issue(caller, audience)
      cache.set(slot, fresh)
      fresh.catch(() => cache.delete(slot))
      return fresh
    },
  }
}

/** Verifies assertions made for `audience`; a good one is remembered until it expires, at most `cached` of them. */
export function createAssertionVerifier(options: { jwks: JwksSource; audience: string; cached?: number }): AssertionVerifier {
  const keys = keyResolver(options.jwks)
  const cache = new LRUCache<string, Asserted>({ max: options.cached ?? 20_000 })
  const inspect = async (token: string | undefined): Promise<Asserted> => {
    if (token === undefined || token === '') return { trusted: false, caller: undefined }
    const known = cache.get(token)
    if (known !== undefined) return known
    try {
      const { payload } = await jwtVerify(token, keys, { issuer: assertionIssuer, audience: options.audience, algorithms: ['EdDSA'], requiredClaims: ['exp'] })
      const asserted = { trusted: true, caller: payload.sub === undefined ? undefined : callerClaims.parse(payload) }
      const remaining = (payload.exp ?? 0) * 1000 - Date.now()
      if (remaining >= 1) cache.set(token, asserted, { ttl: remaining })
      return asserted
    } catch (cause) {
      throw refusal(cause)
    }
  }
  return { inspect, verify: async (token) => (await inspect(token)).caller }
}

/** A bad token is the caller's fault; keys that cannot be read are ours. */
function refusal(cause: unknown): SwitchboardError {
  const bad = cause instanceof z.ZodError || (cause instanceof errors.JOSEError && !(cause instanceof errors.JWKSTimeout) && cause.constructor !== errors.JOSEError)
  return bad
    ? new SwitchboardError('UNAUTHENTICATED', 'The assertion is not valid.', { cause })
    : new SwitchboardError('UPSTREAM_UNAVAILABLE', 'Callers cannot be verified now.', { cause })
}

function claimsOf(caller: Caller) {
  return { sub: caller.personId, sid: caller.sessionId, idn: caller.identityId, co: caller.company, prf: caller.proof, auth_time: caller.authTime }
}

const callerClaims = z.object({
  sub: z.string().min(1), sid: z.string().min(1), idn: z.string().min(1), co: z.enum(['A', 'B']), prf: z.enum(proofs), auth_time: z.number(),
}).transform((claims): Caller => ({
  personId: claims.sub, sessionId: claims.sid, identityId: claims.idn, company: claims.co, proof: claims.prf, authTime: claims.auth_time,
}))
