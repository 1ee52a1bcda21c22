import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runGateway, type TestGateway } from './support/gateway.ts'
import { openRaw } from './support/raw-socket.ts'
import { runSubgraph, type TestContext, type TestSubgraph } from './support/subgraph.ts'
import { type TokenIssuer, tokenIssuer } from './support/tokens.ts'
import { until } from './support/wait.ts'

let probes: TestSubgraph[]
let gateway: TestGateway
let issuer: TokenIssuer

const probe = (_: unknown, __: unknown, { headers, extensions }: TestContext) => String(headers['switchboard-assertion'] ?? (extensions['assertion'] as string | undefined) ?? 'none')

beforeAll(async () => {
  issuer = await tokenIssuer()
  probes = await Promise.all([
    runSubgraph('left', 'type Query { left: String } type Seen @key(fields: "id") { id: ID! left: String } type Subscription { seen(times: Int!): Seen }', {
      Query: { left: probe }, Seen: { left: probe },
      Subscription: { seen: { subscribe: async function* (_: unknown, { times }: { times: number }) {
        for (let at = 0; at < times; at += 1) yield { seen: { id: String(at) } }
        if (times === 0) await new Promise(() => undefined)
      } } },
    }),
    runSubgraph('right', 'type Query { right: String } type Seen @key(fields: "id") { id: ID! right: String }', { Query: { right: probe }, Seen: { right: probe } }),
  ])
  gateway = await runGateway(probes, await issuer.env(await mkdtemp(join(tmpdir(), 'gateway-keys-'))))
})
afterAll(async () => {
  await gateway.stop()
  await Promise.all(probes.map((subgraph) => subgraph.stop()))
})

const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } })

describe('identity over HTTP', () => {
  it('reaches each subgraph as an assertion for that one subgraph, signed with the published key', async () => {
    const { data } = await gateway.post('{ left right }', bearer(await issuer.token({ secret: 'stays here' })))
    const keys = createRemoteJWKSet(new URL(`${gateway.url}/.well-known/assertion-jwks.json`))
    for (const audience of ['left', 'right']) {
      const { payload } = await jwtVerify(String(data?.[audience]), keys, { issuer: 'switchboard-gateway', audience, algorithms: ['EdDSA'] })
      expect(payload).toMatchObject({ sub: 'p1', sid: 's1', idn: 'i1', co: 'A', prf: 'a-password' })
      expect(payload).not.toHaveProperty('secret')
      expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(60)
    }
    expect(probes[0]?.seen.at(-1)?.headers).not.toHaveProperty('authorization')
  })

  it('comes with the address the client calls from, which no client can set', async () => {
    await gateway.post('{ left }', { headers: { 'x-client-ip': '203.0.113.9', 'x-forwarded-for': '203.0.113.9' } })
    expect(probes[0]?.seen.at(-1)?.headers['x-client-ip']).toBe('127.0.0.1')
    const behind = await runGateway(probes, { TRUST_PROXY: 'on' })
    await behind.post('{ left }', { headers: { 'x-forwarded-for': '198.51.100.7, 203.0.113.9' } })
    expect(probes[0]?.seen.at(-1)?.headers['x-client-ip']).toBe('203.0.113.9')
    await behind.stop()
  })

  it('is never that of another caller, however many call at once', async () => {
    const answers = await Promise.all(Array.from({ length: 60 }, async (_, at) => {
      const sub = `p${at % 7}`
      if (at % 5 === 0) return ['none', (await gateway.post('{ left }')).data?.['left']]
      const { data } = await gateway.post('{ left }', bearer(await issuer.token({ sub, sid: `s${at % 7}` })))
      return [sub, decodeJwt(String(data?.['left'])).sub]
    }))
    for (const [expected, got] of answers) expect(got).toBe(expected)
  })

  it('is absent without a token, and refused with a token that is not good', async () => {
    expect((await gateway.post('{ left }')).data).toEqual({ left: 'none' })
    const refused = async (authorization: string) => {
      const response = await gateway.fetch('/graphql', { method: 'POST', headers: { 'content-type': 'application/json', authorization }, body: '{"query":"{ left }"}' })
      const { errors } = await response.json() as { errors: { extensions: { code: string; requestId: string } }[] }
      return [response.status, errors[0]?.extensions.code]
    }
    expect(await refused('Bearer nonsense')).toEqual([401, 'UNAUTHENTICATED'])
    expect(await refused('Basic abc')).toEqual([401, 'UNAUTHENTICATED'])
    expect(await refused(`Bearer ${await issuer.token({}, { audience: 'other' })}`)).toEqual([401, 'UNAUTHENTICATED'])
    expect(await refused(`Bearer ${await issuer.token({}, { type: 'JWT' })}`)).toEqual([401, 'UNAUTHENTICATED'])
    expect(await refused(`Bearer ${await issuer.token({}, { lifetime: -5 })}`)).toEqual([401, 'TOKEN_EXPIRED'])
    expect(await refused(`Bearer ${await (await tokenIssuer()).token()}`)).toEqual([401, 'UNAUTHENTICATED'])
  })

  it('is not taken from a client that sends an assertion itself', async () => {
    expect((await gateway.post('{ left }', { headers: { 'switchboard-assertion': 'forged' } })).data).toEqual({ left: 'none' })
  })

  it('ends with its token, though its verification is remembered', async () => {
    const token = await issuer.token({}, { lifetime: 1 })
    expect((await gateway.post('{ left }', bearer(token))).errors).toBeUndefined()
    await new Promise((resolve) => setTimeout(resolve, 1_100))
    expect((await gateway.post('{ left }', bearer(token))).errors?.[0]?.extensions['code']).toBe('TOKEN_EXPIRED')
  })
})

describe('identity on a WebSocket', () => {
  it('travels with the subscribe, and with every event to the other subgraph', async () => {
    const socket = await openRaw(gateway.url, { authorization: `Bearer ${await issuer.token({ sub: 'p9', sid: 's9' })}` })
    socket.send({ id: '1', type: 'subscribe', payload: { query: 'subscription { seen(times: 1) { left right } }', extensions: { assertion: 'forged' } } })
    const { payload } = await socket.hear(({ type }) => type === 'next') as { payload: { data: { seen: { left: string; right: string } } } }
    expect(decodeJwt(payload.data.seen.left)).toMatchObject({ sub: 'p9', aud: 'left' })
    expect(decodeJwt(payload.data.seen.right)).toMatchObject({ sub: 'p9', aud: 'right' })
    socket.socket.close()
  })

  it('is kept apart on the shared upstream socket', async () => {
    const sockets = await Promise.all(['a', 'b', 'c'].map(async (sub) => openRaw(gateway.url, { authorization: `Bearer ${await issuer.token({ sub, sid: sub })}` })))
    for (const socket of sockets) socket.send({ id: '1', type: 'subscribe', payload: { query: 'subscription { seen(times: 1) { left } }' } })
    const subs = await Promise.all(sockets.map(async (socket) => {
      const { payload } = await socket.hear(({ type }) => type === 'next') as { payload: { data: { seen: { left: string } } } }
      return decodeJwt(payload.data.seen.left).sub
    }))
    expect(subs).toEqual(['a', 'b', 'c'])
    expect(probes[0]?.sockets.open).toBe(1)
    for (const socket of sockets) socket.socket.close()
  })

  it('closes 4403 for a bad token and 4401 for an expired one', async () => {
    const close = async (authorization: unknown) => {
      const socket = await openRaw(gateway.url)
      socket.send({ type: 'connection_init', payload: { authorization } })
      return socket.closed
    }
    expect(await close('Bearer nonsense')).toEqual({ code: 4403, reason: 'TokenInvalid' })
    expect(await close(7)).toEqual({ code: 4403, reason: 'TokenInvalid' })
    expect(await close(`Bearer ${await issuer.token({}, { lifetime: -5 })}`)).toEqual({ code: 4401, reason: 'TokenExpired' })
  })

  it('closes 4401 TokenExpired when the token runs out, and the upstream with it', async () => {
    const socket = await openRaw(gateway.url, { authorization: `Bearer ${await issuer.token({}, { lifetime: 2 })}` })
    const before = probes[0]?.subscribed.length ?? 0
    socket.send({ id: '1', type: 'subscribe', payload: { query: 'subscription { seen(times: 0) { id } }' } })
    await until(() => (probes[0]?.subscribed.length ?? 0) > before)
    expect(await socket.closed).toEqual({ code: 4401, reason: 'TokenExpired' })
  })
})
