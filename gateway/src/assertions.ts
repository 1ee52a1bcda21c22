import { importJWK, SignJWT } from 'jose'
import { LRUCache } from 'lru-cache'
import { assertionIssuer } from '@switchboard/service-kit/assertion'
import type { SigningKey } from '@switchboard/service-kit/keys'
import type { Identity } from './identity.ts'

/** Makes the token by which a subgraph knows who calls. */
export interface Assertions {
  /** Undefined for an anonymous caller. */
  assert(identity: Identity | undefined, subgraph: string): Promise<string | undefined>
}

/** When identity is off, nothing is ever asserted. */
export const noAssertions: Assertions = { assert: () => Promise.resolve(undefined) }

/**
 * Signs assertions (EdDSA, audience = that one subgraph, 60 s), each kept for (identity, subgraph) until
 * `renewSeconds` before it ends. The claims are whatever the identity carries: the gateway knows none of them by name.
 */
export function createAssertions(key: SigningKey, options: { lifetimeSeconds?: number; renewSeconds?: number; cached?: number } = {}): Assertions {
  const lifetime = options.lifetimeSeconds ?? 60
  const imported = importJWK(key.privateJwk, 'EdDSA')
  const kept = new LRUCache<string, Promise<string>>({
    max: options.cached ?? 50_000,
    ttl: Math.max(1, (lifetime - (options.renewSeconds ?? 15)) * 1000),
  })
  const sign = async (identity: Identity, subgraph: string) => {
    const now = Math.floor(Date.now() / 1000)
    return new SignJWT({ ...identity.claims })
      .setProtectedHeader({ alg: 'EdDSA', kid: key.kid })
      .setIssuer(assertionIssuer).setAudience(subgraph).setIssuedAt(now).setExpirationTime(now + lifetime)
      .sign(await imported)
  }
  return {
    assert: (identity, subgraph) => {
      if (identity === undefined) return Promise.resolve(undefined)
      const slot = JSON.stringify([subgraph, identity.key])
      const known = kept.get(slot)
      if (known !== undefined) return known
      const fresh = sign(identity, subgraph)
      kept.set(slot, fresh)
      fresh.catch(() => kept.delete(slot))
      return fresh
    },
  }
}
