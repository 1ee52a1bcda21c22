import { errors, jwtVerify } from 'jose'
import { LRUCache } from 'lru-cache'
import { SwitchboardError } from '@switchboard/domain/errors'
import { type JwksSource, keyResolver } from '@switchboard/service-kit/jwks'

/** Who calls: the claims that subgraphs may see, and until when the token is good. */
export interface Identity {
  /** The same for two tokens with the same claims: what assertions are cached by. */
  key: string
  claims: Readonly<Record<string, unknown>>
  /** Milliseconds since 1970. */
  expiresAt: number
}

export interface TokenRules {
  jwks: JwksSource
  issuer: string
  audience: string
  /** The `typ` a token's header must have, so that no other kind of token of the same issuer passes for one. */
  type: string
  /** Names of the claims that are passed on. */
  claims: readonly string[]
  /** How far clocks may differ. */
  leewaySeconds: number
  /** How many good tokens are remembered. */
  cached?: number
}

export interface TokenVerifier {
  /**
   * Reads an `Authorization` value. Undefined stays undefined: an anonymous caller. Throws TOKEN_EXPIRED,
   * UNAUTHENTICATED, or UPSTREAM_UNAVAILABLE when the public keys cannot be read.
   */
  verify(authorization: string | undefined): Promise<Identity | undefined>
}

/** Verifies each access token once (EdDSA, `iss`, `aud`, `typ`, `exp`) and remembers it until it expires. */
export function createTokenVerifier(rules: TokenRules): TokenVerifier {
  const keys = keyResolver(rules.jwks)
  const known = new LRUCache<string, Identity>({ max: rules.cached ?? 50_000 })
  const leewayMs = rules.leewaySeconds * 1000

  const check = async (token: string): Promise<Identity> => {
    const { payload } = await jwtVerify(token, keys, {
      issuer: rules.issuer, audience: rules.audience, typ: rules.type, algorithms: ['EdDSA'],
      clockTolerance: rules.leewaySeconds, requiredClaims: ['exp', 'sub'],
    }).catch((cause: unknown) => { throw refusal(cause) })
    const claims: Record<string, unknown> = {}
    for (const name of rules.claims) if (payload[name] !== undefined) claims[name] = payload[name]
    return { key: JSON.stringify(claims), claims, expiresAt: (payload.exp ?? 0) * 1000 + leewayMs }
  }

  return {
    verify: async (authorization) => {
      if (authorization === undefined || authorization === '') return undefined
      const token = /^Bearer +([\w.~+/=-]+)$/i.exec(authorization)?.[1]
      if (token === undefined) throw new SwitchboardError('UNAUTHENTICATED', 'The authorization must be a bearer token.')
      const seen = known.get(token)
      if (seen !== undefined && seen.expiresAt > Date.now()) return seen
      if (seen !== undefined) throw new SwitchboardError('TOKEN_EXPIRED')
      const identity = await check(token)
      known.set(token, identity)
      return identity
    },
  }
}

/** A bad token is the caller's fault; keys that cannot be read are ours. */
function refusal(cause: unknown): SwitchboardError {
  if (cause instanceof errors.JWTExpired) return new SwitchboardError('TOKEN_EXPIRED', undefined, { cause })
  const keysMissing = !(cause instanceof errors.JOSEError) || cause instanceof errors.JWKSTimeout || cause.constructor === errors.JOSEError
  return keysMissing
    ? new SwitchboardError('UPSTREAM_UNAVAILABLE', 'Tokens cannot be verified now.', { cause })
    : new SwitchboardError('UNAUTHENTICATED', 'The token is not valid.', { cause })
}
