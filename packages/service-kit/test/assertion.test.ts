import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeJwt, importJWK, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Caller, createAssertionSigner, createAssertionVerifier } from '../src/assertion.ts'
import { close, listen } from '../src/http.ts'
import { createSigningKey, loadOrCreateSigningKey, publicJwks, type SigningKey, writePublicJwks } from '../src/keys.ts'

const caller: Caller = { personId: 'p1', sessionId: 's1', identityId: 'i1', company: 'B', proof: 'b-sid', authTime: 1_790_000_000 }
let folder: string
let key: SigningKey
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keys-'))
  key = await createSigningKey()
})
afterAll(() => rm(folder, { recursive: true }))

describe('signing keys', () => {
  it('are kept in a private file, and the same key comes back', async () => {
    const path = join(folder, 'deep/key.json')
    const made = await loadOrCreateSigningKey(path)
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect(await loadOrCreateSigningKey(path)).toEqual(made)
    expect(made.publicJwk).not.toHaveProperty('d')
    expect(made.privateJwk.kid).toBe(made.kid)
  })

  it('are one key when many processes start at once, with no drafts left', async () => {
    const path = join(folder, 'race/key.json')
    const made = await Promise.all(Array.from({ length: 8 }, () => loadOrCreateSigningKey(path)))
    expect(new Set(made.map((each) => each.kid)).size).toBe(1)
    expect(await readdir(join(folder, 'race'))).toEqual(['key.json'])
  })

  it('are refused when the file holds something else', async () => {
    const path = join(folder, 'broken.json')
    await writeFile(path, '{"kty":"RSA"}')
    await expect(loadOrCreateSigningKey(path)).rejects.toThrow(`The key file ${path} cannot be used: it does not hold a private Ed25519 JWK`)
  })
})

describe('assertions', () => {
  const verifier = (audience = 'users') => createAssertionVerifier({ jwks: publicJwks([key]), audience })

  it('carry the caller to the subgraph they are made for', async () => {
    const token = await createAssertionSigner(key.privateJwk).sign(caller, 'users')
    expect(await verifier().verify(token)).toEqual(caller)
    expect(await verifier().verify(token)).toEqual(caller) // from memory
    const { iat = 0, exp } = decodeJwt(token)
    expect(exp).toBe(iat + 60)
  })

  it('tell an anonymous caller from the gateway asking for nobody', async () => {
    expect(await verifier().inspect(undefined)).toEqual({ trusted: false, caller: undefined })
    const token = await createAssertionSigner(key.privateJwk).sign(undefined, 'users')
    expect(await verifier().inspect(token)).toEqual({ trusted: true, caller: undefined })
  })

  it('are signed once per session and audience, and again shortly before they end', async () => {
    const now = vi.spyOn(performance, 'now')
    const signer = createAssertionSigner(key.privateJwk)
    now.mockReturnValue(1_000)
    const first = await signer.sign(caller, 'users')
    expect(await signer.sign({ ...caller }, 'users')).toBe(first)
    expect(await signer.sign(caller, 'messages')).not.toBe(first)
    expect(await signer.sign({ ...caller, authTime: caller.authTime + 1 }, 'users')).not.toBe(first)
    now.mockRestore()
    const short = createAssertionSigner(key.privateJwk, { lifetimeSeconds: 1, renewSeconds: 1 })
    const early = await short.sign(caller, 'users')
    await new Promise((resolve) => setTimeout(resolve, 1_100))
    expect(await short.sign(caller, 'users')).not.toBe(early)
  })

  it.each([
    ['another audience', async () => createAssertionSigner(key.privateJwk).sign(caller, 'messages')],
    ['an unknown key', async () => createAssertionSigner((await createSigningKey()).privateJwk).sign(caller, 'users')],
    ['the past', async () => createAssertionSigner(key.privateJwk, { lifetimeSeconds: -1 }).sign(caller, 'users')],
    ['another issuer', () => forged({ issuer: 'switchboard', claims: {} })],
    ['claims that are not ours', () => forged({ issuer: 'switchboard-gateway', claims: { sub: 'p1', co: 'C' } })],
    ['no JWT at all', () => Promise.resolve('nonsense')],
  ])('of %s are refused as UNAUTHENTICATED', async (_what, make) => {
    await expect(verifier().verify(await make())).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
  })

  it('stop being good when they expire, though they were remembered', async () => {
    const users = verifier()
    const token = await createAssertionSigner(key.privateJwk, { lifetimeSeconds: 1 }).sign(caller, 'users')
    expect(await users.verify(token)).toEqual(caller)
    await new Promise((resolve) => setTimeout(resolve, 2_050))
    await expect(users.verify(token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
  })

  function forged(options: { issuer: string; claims: Record<string, unknown> }): Promise<string> {
    return importJWK(key.privateJwk, 'EdDSA').then((privateKey) => new SignJWT(options.claims).setProtectedHeader({ alg: 'EdDSA', kid: key.kid })
      .setIssuer(options.issuer).setAudience('users').setExpirationTime('1m').sign(privateKey))
  }
})

describe('public keys', () => {
  it('come from a file, which is read again when a token names a new key', async () => {
    const path = join(folder, 'jwks.json')
    await writePublicJwks(path, [key])
    const users = createAssertionVerifier({ jwks: path, audience: 'users' })
    expect(await users.verify(await createAssertionSigner(key.privateJwk).sign(caller, 'users'))).toEqual(caller)
    const next = await createSigningKey()
    await writePublicJwks(path, [key, next])
    const renewed = await createAssertionSigner(next.privateJwk).sign(caller, 'users')
    await expect(users.verify(renewed)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' }) // not read again so soon
    const later = performance.now() + 10_000
    const now = vi.spyOn(performance, 'now').mockReturnValue(later)
    expect(await users.verify(renewed)).toEqual(caller)
    now.mockRestore()
  })

  it('come from a URL', async () => {
    const server = createServer((_request, response) => { response.setHeader('content-type', 'application/json').end(JSON.stringify(publicJwks([key]))) })
    const { url } = await listen(server, { host: '127.0.0.1', port: 0 })
    try {
      const users = createAssertionVerifier({ jwks: `${url}/jwks.json`, audience: 'users' })
      expect(await users.verify(await createAssertionSigner(key.privateJwk).sign(caller, 'users'))).toEqual(caller)
    } finally {
      await close(server)
    }
  })

  it('that cannot be read are our failure, not the caller\'s', async () => {
    const users = createAssertionVerifier({ jwks: join(folder, 'missing.json'), audience: 'users' })
    const token = await createAssertionSigner(key.privateJwk).sign(caller, 'users')
    await expect(users.verify(token)).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' })
  })
})
