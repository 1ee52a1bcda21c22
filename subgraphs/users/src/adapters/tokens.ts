import { createHash, randomBytes } from 'node:crypto'
import type { Caller } from '@switchboard/service-kit/assertion'
import { publicJwks, type SigningKey } from '@switchboard/service-kit/keys'
import { importJWK, SignJWT, type JSONWebKeySet } from 'jose'
import { accessTokenLifetime } from '../domain/session-rules.ts'

export interface Tokens {
  /** A signed access token for a session. */
  access(caller: Caller): Promise<{ token: string; expiresAt: Date }>
  /** A new refresh token, and what is stored of it. */
  refresh(): { token: string; hash: Uint8Array<ArrayBuffer> }
  hashOf(refreshToken: string): Uint8Array<ArrayBuffer>
  /** The public keys, served at /.well-known/jwks.json. */
  jwks: JSONWebKeySet
}

/** Issues tokens; the claims are those of the gateway's assertions. */
export function createTokens(signingKey: SigningKey): Tokens {
  const key = importJWK(signingKey.privateJwk, 'EdDSA')
  const hashOf = (token: string) => Uint8Array.from(createHash('sha256').update(token).digest())
  return {
    jwks: publicJwks([signingKey]),
    hashOf,
    async access(caller) {
      const now = Math.floor(Date.now() / 1_000)
      const token = await new SignJWT({ sid: caller.sessionId, idn: caller.identityId, co: caller.company, prf: caller.proof, auth_time: caller.authTime })
        .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: signingKey.kid })
        .setIssuer('switchboard').setAudience('switchboard').setSubject(caller.personId).setIssuedAt(now).setExpirationTime(now + accessTokenLifetime)
        .sign(await key)
      return { token, expiresAt: new Date((now + accessTokenLifetime) * 1_000) }
    },
    refresh() {
      const token = `sbr_${randomBytes(32).toString('base64url')}`
      return { token, hash: hashOf(token) }
    },
  }
}
