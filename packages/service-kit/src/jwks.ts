import { readFile } from 'node:fs/promises'
import { createLocalJWKSet, createRemoteJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose'

/** Where public keys come from: a document, a file, or an http(s) URL. */
export type JwksSource = JSONWebKeySet | URL | string

/** A file is read again for an unknown key at most this often, so that forged key ids cost nothing. */
const rereadMs = 5_000

/** Finds the public key that a token names. Files and URLs are read again when it names one not seen yet. */
export function keyResolver(source: JwksSource): JWTVerifyGetKey {
  if (typeof source === 'object' && !(source instanceof URL)) return createLocalJWKSet(source)
  if (source instanceof URL || /^https?:/.test(source)) {
    return createRemoteJWKSet(new URL(source), { timeoutDuration: 2_000, cooldownDuration: rereadMs, cacheMaxAge: 600_000 })
  }
  return fileResolver(source)
}

function fileResolver(path: string): JWTVerifyGetKey {
  let current: JWTVerifyGetKey | undefined
  let readAt = -Infinity
  const read = async () => {
    readAt = performance.now()
    current = createLocalJWKSet(JSON.parse(await readFile(path, 'utf8')) as JSONWebKeySet)
    return current
  }
  return async (header, token) => {
    const known = current ?? await read()
    try {
      return await known(header, token)
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || performance.now() - readAt < rereadMs) throw error
      return (await read())(header, token)
    }
  }
}
