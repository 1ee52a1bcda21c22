import { createLocalJWKSet, errors, jwtVerify, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose'
import { z } from 'zod'
import { CompanyAError } from './errors.ts'
import type { Link } from './link.ts'
import type { Profile } from './profile.ts'

/** What a live user token of A proves. `exp` in seconds since 1970. */
export type ProvenUser = { userId: string; sid: string; exp: number }

/** The issuer of A's tokens when nothing else is configured (behaviour note, section 1). */
export const defaultIssuer = 'https://auth.company-a.internal'

/** An unknown `kid` makes us ask for the keys again, at most once in so many milliseconds. */
const refetchAfterMs = 5_000

const keysAnswer = z.object({
  keys: z.array(z.object({ kty: z.string(), kid: z.string(), use: z.string(), alg: z.string(), n: z.string(), e: z.string() })).min(1),
})
const claims = z.object({ sub: z.string().min(1), sid: z.string().min(1), exp: z.number(), scope: z.literal('user') })

export type UserTokens = {
  /** Checks signature, issuer, audience, type, age and scope with A's public keys. Throws `unauthenticated`. */
  verifyOffline(token: string): Promise<ProvenUser>
  /** As `verifyOffline`, then asks A with that very token: a proof that A honours it now. */
  verify(token: string): Promise<ProvenUser>
}

/** Verifies A's user tokens. Keys are kept as long as their Cache-Control allows and chosen by `kid`. */
export function userTokens(link: Link, profile: Pick<Profile, 'get'>, issuer: string = defaultIssuer, now: () => number = Date.now): UserTokens {
  const keys = cachedKeys(link, now)

  async function verifyOffline(token: string): Promise<ProvenUser> {
    try {
      const { payload } = await jwtVerify(token, keys, { issuer, audience: 'company-a', typ: 'at+jwt', algorithms: ['RS256'], clockTolerance: 0, currentDate: new Date(now()) })
      const proven = claims.parse(payload)
      return { userId: proven.sub, sid: proven.sid, exp: proven.exp }
    } catch (error) {
      if (error instanceof CompanyAError) throw error
      const code = error instanceof errors.JWTExpired ? 'token-expired' : 'unauthenticated'
      throw new CompanyAError('verifyUserToken', { kind: 'unauthenticated', code }, { cause: error })
    }
  }

  return {
    verifyOffline,
    async verify(token) {
      const proven = await verifyOffline(token)
      const me = await profile.get({ by: 'user', token })
      if (me.id !== proven.userId) throw new CompanyAError('verifyUserToken', { kind: 'nonsense', outcomeUnknown: false, detail: 'the token belongs to somebody else than A says' })
      return proven
    },
  }
}

type Kept = { find: ReturnType<typeof createLocalJWKSet>; fetchedAt: number; goodUntil: number }

function cachedKeys(link: Link, now: () => number): JWTVerifyGetKey {
  let kept: Kept | undefined
  let fetching: Promise<Kept> | undefined

  async function fetchKeys(): Promise<Kept> {
    try {
      const { value, headers } = await link.callWithHeaders({
        operation: 'getJwks',
        kind: 'read',
        as: { by: 'nobody' },
        answer: keysAnswer,
        send: (http, attempt) => http.GET('/.well-known/jwks.json', attempt),
      })
      const set: JSONWebKeySet = value
      kept = { find: createLocalJWKSet(set), fetchedAt: now(), goodUntil: now() + maxAgeMs(headers.get('Cache-Control')) }
      return kept
    } finally {
      fetching = undefined
    }
  }

  return async (header, token) => {
    const current = kept !== undefined && kept.goodUntil > now() ? kept : await (fetching ??= fetchKeys())
    try {
      return await current.find(header, token)
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || current.fetchedAt + refetchAfterMs > now()) throw error
      return (await (fetching ??= fetchKeys())).find(header, token)
    }
  }
}

/** Milliseconds that an answer may be kept. */
export function maxAgeMs(cacheControl: string | null): number {
  if (cacheControl === null || /no-(store|cache)/i.test(cacheControl)) return 0
  const seconds = /max-age=(\d{1,9})/i.exec(cacheControl)?.[1]
  return seconds === undefined ? 0 : Number(seconds) * 1_000
}
