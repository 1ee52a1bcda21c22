import { calculateJwkThumbprint, exportJWK, exportPKCS8, generateKeyPair, importPKCS8, type CryptoKey, type JWK } from 'jose'
import type { Storage } from '../storage.ts'

interface StoredKey {
  kid: string
  pem: string
  jwk: JWK
}

export interface SigningKey {
  kid: string
  privateKey: CryptoKey
}

async function generate(): Promise<StoredKey> {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true })
  const jwk = await exportJWK(publicKey)
  const kid = `a-${(await calculateJwkThumbprint(jwk)).slice(0, 12)}`
  return { kid, pem: await exportPKCS8(privateKey), jwk: { ...jwk, kid, use: 'sig', alg: 'RS256' } }
}

/** The two keys of this installation, made at the first start: one signs user tokens, the other service tokens, so that `kid` matters. */
export class SigningKeys {
  readonly user: SigningKey
  readonly service: SigningKey
  readonly jwks: { keys: JWK[] }

  private constructor(user: SigningKey, service: SigningKey, jwks: JWK[]) {
    this.user = user
    this.service = service
    this.jwks = { keys: jwks }
  }

  static async open(storage: Storage): Promise<SigningKeys> {
    const text = storage.readMeta('signing-keys')
    const stored = text === undefined ? await Promise.all([generate(), generate()]) : (JSON.parse(text) as StoredKey[])
    if (text === undefined) storage.writeMeta('signing-keys', JSON.stringify(stored))
    const [user, service] = await Promise.all(stored.map(async ({ kid, pem }) => ({ kid, privateKey: await importPKCS8(pem, 'RS256') })))
    if (!user || !service) throw new Error('The stored signing keys are not complete')
    return new SigningKeys(user, service, stored.map((key) => key.jwk))
  }
}
