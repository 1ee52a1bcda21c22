import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { attachments } from '../src/attachments.ts'
import { link } from '../src/link.ts'
import { maxAgeMs, userTokens } from '../src/user-token.ts'
import { json, lea, rejection, scriptedServer } from './scripted-server.ts'

type Pair = Awaited<ReturnType<typeof generateKeyPair>>
const first = await generateKeyPair('RS256', { extractable: true })
const second = await generateKeyPair('RS256', { extractable: true })
const jwk = async (pair: Pair, kid: string) => ({ ...(await exportJWK(pair.publicKey)), kid, use: 'sig', alg: 'RS256' })
const issuer = 'https://auth.company-a.internal'
const start = Date.now()

function token(options: { pair?: Pair; kid?: string; typ?: string; aud?: string; iss?: string; exp?: number; claims?: Record<string, unknown> } = {}): Promise<string> {
  return new SignJWT({ sub: lea.id, scope: 'user', client: 'a-ios', sid: 'session-1', ...options.claims })
    .setProtectedHeader({ alg: 'RS256', typ: options.typ ?? 'at+jwt', kid: options.kid ?? 'k1' })
    .setIssuer(options.iss ?? issuer).setAudience(options.aud ?? 'company-a').setIssuedAt(Math.floor(start / 1_000)).setExpirationTime(options.exp ?? Math.floor(start / 1_000) + 900)
    .sign((options.pair ?? first).privateKey)
}

async function verifier() {
  const keys = [await jwk(first, 'k1')]
  let now = start
  const server = await scriptedServer((response, request) => request.url.startsWith('/.well-known') ? json(response, 200, { keys }, { 'cache-control': 'max-age=300' }) : json(response, 200, lea))
  const way = link({ baseUrl: server.baseUrl, tokens: { get: async () => 'x', invalidate: async () => undefined } })
  const tokens = userTokens(way, { get: (as) => server.client().profile.get(as) }, issuer, () => now)
  return {
    tokens, keys, asked: () => server.received.filter((request) => request.url.startsWith('/.well-known')).length, received: server.received,
    advance: (ms: number) => { now += ms },
    async [Symbol.asyncDispose]() { await way.close(); await server[Symbol.asyncDispose]() },
  }
}

describe('a user token of A', () => {
  it('proves user, session and end; the keys are asked for once while they may be kept', async () => {
    await using a = await verifier()
    const proven = { userId: lea.id, sid: 'session-1', exp: Math.floor(start / 1_000) + 900 }
    expect(await a.tokens.verify(await token())).toEqual(proven)
    expect(await a.tokens.verifyOffline(await token())).toEqual(proven)
    expect(a.asked()).toBe(1)
    expect(a.received.find((request) => request.url === '/v1/users/me')?.headers.authorization).toMatch(/^Bearer ey/)
    a.advance(300_001)
    await a.tokens.verifyOffline(await token())
    expect(a.asked()).toBe(2)
  })

  it('is told apart by kid; a new kid makes us ask again, but not at every token', async () => {
    await using a = await verifier()
    await a.tokens.verifyOffline(await token())
    expect(await rejection(a.tokens.verifyOffline(await token({ pair: second, kid: 'k2' })))).toMatchObject({ kind: 'unauthenticated' })
    expect(a.asked()).toBe(1)
    a.keys.push(await jwk(second, 'k2'))
    a.advance(6_000)
    await expect(a.tokens.verifyOffline(await token({ pair: second, kid: 'k2' }))).resolves.toMatchObject({ userId: lea.id })
    expect(a.asked()).toBe(2)
  })

  it.each([
    ['another key', { pair: second }, 'unauthenticated'],
    ['another audience', { aud: 'switchboard' }, 'unauthenticated'],
    ['another issuer', { iss: 'https://evil' }, 'unauthenticated'],
    ['another type', { typ: 'JWT' }, 'unauthenticated'],
    ['a service scope', { claims: { scope: 'integration' } }, 'unauthenticated'],
    ['no session', { claims: { sid: undefined } }, 'unauthenticated'],
    ['its end in the past, without leeway', { exp: Math.floor(start / 1_000) - 1 }, 'token-expired'],
  ])('with %s proves nothing', async (_what, options, code) => {
    await using a = await verifier()
    expect(await rejection(a.tokens.verify(await token(options)))).toMatchObject({ failure: { kind: 'unauthenticated', code } })
  })

  it('of somebody else than A names proves nothing', async () => {
    await using a = await verifier()
    expect(await rejection(a.tokens.verify(await token({ claims: { sub: 'somebody' } })))).toMatchObject({ kind: 'nonsense' })
  })

  it('is no proof when it is rubbish', async () => {
    await using a = await verifier()
    expect(await rejection(a.tokens.verify('rubbish'))).toMatchObject({ kind: 'unauthenticated' })
  })
})

it('Cache-Control is read for its age', () => {
  expect([maxAgeMs('public, max-age=300'), maxAgeMs('no-store'), maxAgeMs(null), maxAgeMs('public')]).toEqual([300_000, 0, 0, 0])
})

describe('a download', () => {
  const file = (url: string, bytes = 5) => ({ id: 'f', name: 'x', mediaType: 'text/plain', bytes, sha256: '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824', url, urlExpiresAt: '' })

  it('gives the bytes when size and hash are right, and nothing else', async () => {
    await using server = await scriptedServer((response, request) => { response.end(request.url === '/good' ? 'hello' : request.url === '/long' ? 'hello'.repeat(100) : 'hellO') })
    const way = link({ baseUrl: server.baseUrl, tokens: { get: async () => 'x', invalidate: async () => undefined }, resilience: { retry: { attempts: 0 } }, acquire: () => Promise.reject(new Error('a download costs nothing')) })
    const files = attachments(way)
    expect(Buffer.from(await files.download(file(`${server.baseUrl}/good`))).toString()).toBe('hello')
    expect(await rejection(files.download(file(`${server.baseUrl}/long`)))).toMatchObject({ kind: 'nonsense' })
    expect(await rejection(files.download(file(`${server.baseUrl}/bent`)))).toMatchObject({ kind: 'nonsense' })
    expect(server.received.every((request) => request.headers.authorization === undefined)).toBe(true)
    const asked = server.received.length
    expect(await rejection(files.download(file('http://169.254.169.254/latest')))).toMatchObject({ kind: 'nonsense' })
    expect(await rejection(files.download(file(`${server.baseUrl}/good`, 100), 99))).toMatchObject({ kind: 'nonsense' })
    expect(server.received).toHaveLength(asked)
    await way.close()
  })
})
