import { randomUUID } from 'node:crypto'
import { link, mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JSONWebKeySet, type JWK } from 'jose'

/** An Ed25519 pair as JWKs; `kid` is the RFC 7638 thumbprint of the public one. */
export interface SigningKey {
  kid: string
  privateJwk: JWK
  publicJwk: JWK
}

/** A new Ed25519 pair. */
export async function createSigningKey(): Promise<SigningKey> {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true })
  return describe(await exportJWK(privateKey))
}

/**
 * The key kept in a file of mode 0600, made when the file does not exist. Processes that start at once agree on one
 * key: the file appears whole or not at all, and the first one wins.
 */
export async function loadOrCreateSigningKey(path: string): Promise<SigningKey> {
  const existing = await read(path)
  if (existing !== undefined) return existing
  const made = await createSigningKey()
  const draft = await writeDraft(path, JSON.stringify(made.privateJwk), 0o600)
  try {
    await link(draft, path)
    return made
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
    const winner = await read(path)
    if (winner === undefined) throw new Error(`The key file ${path} vanished while it was read.`, { cause: error })
    return winner
  } finally {
    await rm(draft, { force: true })
  }
}

/** The public halves as a JWKS document. */
export function publicJwks(keys: readonly SigningKey[]): JSONWebKeySet {
  return { keys: keys.map((key) => key.publicJwk) }
}

/** Publishes the public halves in a file, replacing it atomically. */
export async function writePublicJwks(path: string, keys: readonly SigningKey[]): Promise<void> {
  await rename(await writeDraft(path, JSON.stringify(publicJwks(keys)), 0o644), path)
}

async function read(path: string): Promise<SigningKey | undefined> {
  try {
    return await describe(JSON.parse(await readFile(path, 'utf8')) as JWK)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw new Error(`The key file ${path} cannot be used: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
}

async function describe(jwk: JWK): Promise<SigningKey> {
  const { kty, crv, x, d } = jwk
  if (kty !== 'OKP' || crv !== 'Ed25519' || x === undefined || d === undefined) throw new Error('it does not hold a private Ed25519 JWK')
  const kid = await calculateJwkThumbprint({ kty, crv, x })
  const shared = { kty, crv, x, kid, alg: 'EdDSA', use: 'sig' }
  return { kid, privateJwk: { ...shared, d }, publicJwk: shared }
}

async function writeDraft(path: string, text: string, mode: number): Promise<string> {
  await mkdir(dirname(path), { recursive: true })
  const draft = `${path}.${randomUUID()}`
  const file = await open(draft, 'wx', mode)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  return draft
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
