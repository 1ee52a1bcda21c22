import { randomUUID } from 'node:crypto'
import { createLocalJWKSet, errors, jwtVerify, SignJWT } from 'jose'
import type { ServerClock } from '../clock.ts'
import { Problem } from '../problem.ts'
import type { SigningKeys } from './signing-keys.ts'

/** Seconds an access token lives. */
export const ACCESS_TOKEN_S = 900
const AUDIENCE = 'company-a'
const CACHED_TOKENS = 20_000

export type Caller =
  | { kind: 'user'; userId: string; /** `a-ios` or `a-web` */ client: string }
  | { kind: 'service'; clientId: string }

interface Verified {
  caller: Caller
  expS: number
}

/** Issues and verifies access tokens (behaviour note, section 2). Leeway is 0. */
export class AccessTokens {
  readonly #keys: SigningKeys
  readonly #clock: ServerClock
  readonly #issuer: string
  readonly #publicKeys: ReturnType<typeof createLocalJWKSet>
  readonly #verified = new Map<string, Verified>()

  constructor(keys: SigningKeys, clock: ServerClock, issuer: string) {
    this.#keys = keys
    this.#clock = clock
    this.#issuer = issuer
    this.#publicKeys = createLocalJWKSet(keys.jwks)
  }

  async issueForUser(userId: string, client: string, session: string): Promise<string> {
    return this.#sign('user', { sub: userId, scope: 'user', client, sid: session })
  }

  async issueForService(clientId: string): Promise<string> {
    return this.#sign('service', { sub: clientId, client_id: clientId, scope: 'integration' })
  }

  /** Who an Authorization header speaks for. 401 `unauthenticated` or `token-expired`. A token seen before costs no signature check. */
  async verify(header: string | undefined): Promise<Caller> {
    const token = /^bearer +([\w.~+/=-]+)$/i.exec(header ?? '')?.[1]
    if (token === undefined) throw new Problem('unauthenticated')
    const known = this.#verified.get(token)
    if (known) {
      if (known.expS <= Math.floor(this.#clock.nowMs() / 1000)) throw new Problem('token-expired')
      return known.caller
    }
    const verified = await this.#check(token)
    if (this.#verified.size >= CACHED_TOKENS) for (const oldest of this.#verified.keys()) { this.#verified.delete(oldest); break }
    this.#verified.set(token, verified)
    return verified.caller
  }

  async #check(token: string): Promise<Verified> {
    try {
      const { payload } = await jwtVerify(token, this.#publicKeys, {
        issuer: this.#issuer,
        audience: AUDIENCE,
        algorithms: ['RS256'],
        typ: 'at+jwt',
        clockTolerance: 0,
        currentDate: new Date(this.#clock.nowMs()),
        requiredClaims: ['sub', 'exp', 'iat', 'scope'],
      })
      const { sub = '', exp = 0, scope, client } = payload
      const caller: Caller = scope === 'integration' ? { kind: 'service', clientId: sub } : { kind: 'user', userId: sub, client: String(client) }
      return { caller, expS: exp }
    } catch (error) {
      throw new Problem(error instanceof errors.JWTExpired ? 'token-expired' : 'unauthenticated')
    }
  }

  #sign(key: 'user' | 'service', claims: Record<string, string>): Promise<string> {
    const iat = Math.floor(this.#clock.nowMs() / 1000)
    return new SignJWT({ iss: this.#issuer, aud: AUDIENCE, ...claims, jti: randomUUID(), iat, exp: iat + ACCESS_TOKEN_S })
      .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: this.#keys[key].kid })
      .sign(this.#keys[key].privateKey)
  }
}
