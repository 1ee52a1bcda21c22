import type { ServerResponse } from 'node:http'
import type { JSONWebKeySet } from 'jose'

export interface Documents {
  jwks: JSONWebKeySet
  avatar: (hash: string) => Promise<{ contentType: string; bytes: Uint8Array } | null>
}

/** Serves the public keys of the access tokens and the pictures kept as bytes; answers whether the path was one of them. */
export function documents({ jwks, avatar }: Documents) {
  return async (method: string | undefined, path: string, response: ServerResponse): Promise<boolean> => {
    if (method !== 'GET') return false
    if (path === '/.well-known/jwks.json') {
      response.writeHead(200, { 'content-type': 'application/jwk-set+json', 'cache-control': 'public, max-age=300' }).end(JSON.stringify(jwks))
      return true
    }
    const hash = /^\/avatars\/([0-9a-f]{64})$/.exec(path)?.[1]
    const picture = hash === undefined ? null : await avatar(hash)
    if (picture === null) return false
    // Its type was found by its bytes; a browser must not think otherwise.
    response.writeHead(200, {
      'content-type': picture.contentType, 'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff', 'content-security-policy': "default-src 'none'; sandbox", 'cross-origin-resource-policy': 'cross-origin',
    }).end(picture.bytes)
    return true
  }
}
