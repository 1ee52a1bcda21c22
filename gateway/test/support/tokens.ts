import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { importJWK, SignJWT } from 'jose'
import { createSigningKey, publicJwks } from '@switchboard/service-kit/keys'

export interface TokenIssuer {
  /** An access token as the users subgraph issues it; `lifetime` in seconds. */
  token(claims?: Record<string, unknown>, options?: { lifetime?: number; audience?: string; type?: string }): Promise<string>
  /** The environment of a gateway that trusts these tokens. */
  env(folder: string): Promise<Record<string, string>>
}

/** Issues access tokens under a key of its own. */
export async function tokenIssuer(): Promise<TokenIssuer> {
  const key = await createSigningKey()
  const imported = await importJWK(key.privateJwk, 'EdDSA')
  return {
    token: (claims = {}, { lifetime = 600, audience = 'switchboard', type = 'at+jwt' } = {}) => {
      const now = Math.floor(Date.now() / 1000)
      return new SignJWT({ sub: 'p1', sid: 's1', idn: 'i1', co: 'A', prf: 'a-password', auth_time: now, ...claims })
        .setProtectedHeader({ alg: 'EdDSA', typ: type, kid: key.kid })
        .setIssuer('switchboard').setAudience(audience).setIssuedAt(now - 700).setExpirationTime(now + lifetime)
        .sign(imported)
    },
    env: async (folder) => {
      const jwks = join(folder, 'jwks.json')
      await writeFile(jwks, JSON.stringify(publicJwks([key])))
      return { AUTH: 'on', TOKEN_JWKS: jwks, ASSERTION_KEY_FILE: join(folder, 'assertion.json'), TOKEN_LEEWAY_SECONDS: '0' }
    },
  }
}
