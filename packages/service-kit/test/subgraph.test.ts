import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'graphql'
import { createClient } from 'graphql-ws'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import WebSocket from 'ws'
import { SwitchboardError } from '@switchboard/domain/errors'
import { assertionHeader, createAssertionSigner, createAssertionVerifier, type AssertionSigner, type Caller } from '../src/assertion.ts'
import { withExtensions } from '../src/graphql-events.ts'
import { type RunningSubgraph, startSubgraph, type SubgraphRequest } from '../src/graphql-server.ts'
import { Readiness } from '../src/health.ts'
import { createSigningKey, publicJwks } from '../src/keys.ts'
import { createLog } from '../src/log.ts'
import { createMetrics } from '../src/metrics.ts'
import { loadSdl } from '../src/sdl.ts'

const caller: Caller = { personId: 'p1', sessionId: 's1', identityId: 'i1', company: 'A', proof: 'a-token', authTime: 1 }
const typeDefs = parse(`
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key"])
  type Query { me: String, trusted: Boolean!, fail: String, refuse: String, add(n: Int!): Int! }
  type User @key(fields: "id") { id: ID!, name: String! }
  type Subscription { ticks(to: Int!): Tick!, breaks: Tick!, denied: Tick! }
  type Tick { n: Int!, context: Int!, me: String }
`)

interface Result { data?: unknown; errors?: unknown; extensions?: unknown }

interface Context extends SubgraphRequest { made: number }
let contexts = 0
let returned = 0
const resolvers = {
  Query: {
    me: (_: unknown, __: unknown, context: Context) => context.caller?.personId,
    trusted: (_: unknown, __: unknown, context: Context) => context.trusted,
    fail: () => { throw new Error('secret detail of the database') },
    refuse: () => { throw new SwitchboardError('CONFLICT', 'Taken.', { details: { field: 'name' }, cause: new Error('unique index') }) },
    add: (_: unknown, { n }: { n: number }) => n + 1,
  },
  User: { __resolveReference: ({ id }: { id: string }) => ({ id, name: `name of ${id}` }) },
  Subscription: {
    ticks: {
      subscribe: async function* (_: unknown, { to }: { to: number }) {
        try {
          for (let n = 1; n <= to; n += 1) yield withExtensions({ ticks: { n } }, { live: { position: n } })
          if (to > 100) await new Promise(() => undefined)
        } finally { returned += 1 }
      },
    },
    breaks: {
      subscribe: async function* () {
        yield { breaks: { n: 1 } }
        await Promise.resolve()
        throw new Error('secret detail of redis')
      },
    },
    denied: { subscribe: () => { throw new SwitchboardError('FORBIDDEN') } },
  },
  Tick: {
    context: (_: unknown, __: unknown, context: Context) => context.made,
    me: (_: unknown, __: unknown, context: Context) => context.caller?.personId,
  },
}

let subgraph: RunningSubgraph
let signer: AssertionSigner
let logged = ''
const readiness = new Readiness()

beforeAll(async () => {
  const key = await createSigningKey()
  signer = createAssertionSigner(key.privateJwk)
  subgraph = await startSubgraph<Context>({
    name: 'users', typeDefs, resolvers, host: '127.0.0.1', port: 0, readiness,
    context: (request) => ({ ...request, made: ++contexts }),
    perEvent: (context) => ({ ...context, made: ++contexts }),
    log: createLog('users', { level: 'debug', destination: { write: (line: string) => { logged += line } } }),
    metrics: createMetrics('users', { defaults: false }),
    verifier: createAssertionVerifier({ jwks: publicJwks([key]), audience: 'users' }),
    maxBodyBytes: 2_000,
    routes: (request, response) => {
      if (request.url === '/broken') throw new Error('broken route')
      if (request.url !== '/files/1') return false
      response.end('a file')
      return true
    },
  })
})
afterAll(() => subgraph.stop())

async function ask(query: string, options: { headers?: Record<string, string>; variables?: unknown } = {}) {
  const response = await fetch(`${subgraph.url}/graphql`, {
    method: 'POST', headers: { 'content-type': 'application/json', ...options.headers }, body: JSON.stringify({ query, variables: options.variables }),
  })
  return { status: response.status, body: await response.json() as { data?: Record<string, unknown>; errors?: { message: string; extensions: Record<string, unknown> }[] } }
}

describe('a subgraph over HTTP', () => {
  it('knows the caller by the assertion alone', async () => {
    expect((await ask('{ me trusted }')).body.data).toEqual({ me: null, trusted: false })
    const token = await signer.sign(caller, 'users')
    expect((await ask('{ me trusted }', { headers: { [assertionHeader]: token } })).body.data).toEqual({ me: 'p1', trusted: true })
    const nobody = await signer.sign(undefined, 'users')
    expect((await ask('{ me trusted }', { headers: { [assertionHeader]: nobody } })).body.data).toEqual({ me: null, trusted: true })
  })

  it('refuses an assertion made for another subgraph', async () => {
    const { status, body } = await ask('{ me }', { headers: { [assertionHeader]: await signer.sign(caller, 'messages') } })
    expect(status).toBe(401)
    expect(body.errors?.[0]?.extensions['code']).toBe('UNAUTHENTICATED')
  })

  it('resolves entities and offers its SDL to the composer', async () => {
    const { body } = await ask('query($r: [_Any!]!) { _entities(representations: $r) { ... on User { name } } _service { sdl } }', { variables: { r: [{ __typename: 'User', id: '7' }] } })
    expect(body.data).toMatchObject({ _entities: [{ name: 'name of 7' }] })
  })

  it('shows coded errors with their details and hides their cause', async () => {
    const { body } = await ask('{ refuse }')
    expect(body.errors).toEqual([expect.objectContaining({ message: 'Taken.', extensions: { code: 'CONFLICT', field: 'name' } })])
  })

  it('hides every other failure behind INTERNAL and logs it with the request id', async () => {
    const { body } = await ask('{ fail }', { headers: { 'x-request-id': 'request-0001' } })
    expect(body.errors?.[0]).toMatchObject({ message: 'Something went wrong on our side.', extensions: { code: 'INTERNAL' }, path: ['fail'] })
    expect(JSON.stringify(body)).not.toContain('secret detail')
    const line = logged.split('\n').find((each) => each.includes('secret detail of the database'))
    expect(JSON.parse(line ?? '{}')).toMatchObject({ requestId: 'request-0001', code: 'INTERNAL', path: 'fail' })
  })

  it.each([['syntax', '{ me', {}], ['an unknown field', '{ nothing }', {}], ['a variable', 'query($n: Int!) { add(n: $n) }', { n: 'x' }]])('answers a mistake in %s as BAD_INPUT', async (_what, query, variables) => {
    expect((await ask(query, { variables })).body.errors?.[0]?.extensions['code']).toBe('BAD_INPUT')
  })

  it('refuses bodies that are too large or no JSON', async () => {
    expect((await ask(`{ me ${' '.repeat(3_000)} }`)).body.errors?.[0]?.message).toContain('larger than 2000 bytes')
    const response = await fetch(`${subgraph.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{' })
    expect(response.status).toBe(422)
  })

  it('hands other paths to the routes of the service', async () => {
    expect(await (await fetch(`${subgraph.url}/files/1`)).text()).toBe('a file')
    expect((await fetch(`${subgraph.url}/files/2`)).status).toBe(404)
    expect((await fetch(`${subgraph.url}/broken`)).status).toBe(500)
  })

  it('shows how long operations take and which errors went out', async () => {
    const text = await (await fetch(`${subgraph.url}/metrics`)).text()
    expect(text).toMatch(/graphql_operation_duration_seconds_count\{service="users",type="query",outcome="ok"\} \d/)
    expect(text).toMatch(/graphql_errors_total\{code="INTERNAL",service="users"\} \d/)
  })
})

describe('a subgraph over a WebSocket', () => {
  const connect = () => createClient({ url: subgraph.url.replace('http', 'ws') + '/graphql', webSocketImpl: WebSocket, retryAttempts: 0 })
  const collect = async (client: ReturnType<typeof connect>, query: string, extensions: Record<string, unknown> = {}, variables: Record<string, unknown> = {}) => {
    const results: Result[] = []
    try {
      for await (const result of client.iterate({ query, extensions, variables })) results.push(result)
    } catch (error) {
      return { results, error }
    }
    return { results, error: undefined }
  }

  it('takes the assertion from each subscribe, gives each event its context, and sends the event\'s extensions', async () => {
    const client = connect()
    const { results } = await collect(client, 'subscription { ticks(to: 3) { n context me } }', { assertion: await signer.sign(caller, 'users') })
    expect(results.map((result) => result.data)).toMatchObject([1, 2, 3].map((n) => ({ ticks: { n, me: 'p1' } })))
    expect(new Set(results.map((result) => (result.data as { ticks: { context: number } }).ticks.context)).size).toBe(3)
    expect(results.map((result) => result.extensions)).toEqual([1, 2, 3].map((position) => ({ live: { position } })))
    const anonymous = await collect(client, 'subscription { ticks(to: 1) { me } }')
    expect(anonymous.results[0]?.data).toEqual({ ticks: { me: null } })
    await client.dispose()
  })

  it('answers mistakes to their operation while others on the socket live on', async () => {
    const client = connect()
    const alive = client.iterate({ query: 'subscription { ticks(to: 101) { n } }' })
    expect((await alive.next()).value).toMatchObject({ data: { ticks: { n: 1 } } })
    for (const [query, extensions, code] of [
      ['subscription { ticks(to: 1', {}, 'BAD_INPUT'],
      ['subscription { nothing }', {}, 'BAD_INPUT'],
      ['subscription { ticks(to: 1) { n } }', { assertion: 'forged' }, 'UNAUTHENTICATED'],
    ] as const) {
      const { error } = await collect(client, query, extensions)
      expect(error).toMatchObject([{ extensions: { code } }])
    }
    expect((await collect(client, 'subscription { denied { n } }')).results).toMatchObject([{ errors: [{ extensions: { code: 'FORBIDDEN' } }] }])
    expect((await collect(client, 'subscription($n: Int!) { ticks(to: $n) { n } }', {}, { n: 'x' })).results).toMatchObject([{ errors: [{ extensions: { code: 'BAD_INPUT' } }] }])
    const broken = await collect(client, 'subscription { breaks { n } }')
    expect(broken.results).toHaveLength(1)
    expect(broken.error).toMatchObject([{ message: 'Something went wrong on our side.', extensions: { code: 'INTERNAL' } }])
    expect((await alive.next()).value).toMatchObject({ data: { ticks: { n: 2 } } })
    expect(await (await fetch(`${subgraph.url}/metrics`)).text()).toContain('graphql_socket_operations{service="users"} 1')
    await alive.return?.()
    await client.dispose()
  })

  it('ends the source when the client leaves', async () => {
    const before = returned
    const client = connect()
    const stream = client.iterate({ query: 'subscription { ticks(to: 5) { n } }' })
    await stream.next()
    await stream.return?.()
    await expect.poll(() => returned).toBe(before + 1)
    await client.dispose()
  })

  it('answers queries too', async () => {
    const client = connect()
    expect((await collect(client, '{ add(n: 1) }')).results).toEqual([{ data: { add: 2 } }])
    await client.dispose()
  })

  it('refuses sockets elsewhere', async () => {
    const socket = new WebSocket(subgraph.url.replace('http', 'ws') + '/elsewhere', 'graphql-transport-ws')
    const status = await new Promise((resolve) => { socket.on('unexpected-response', (_request, response) => { resolve(response.statusCode) }) })
    expect(status).toBe(404)
  })
})

describe('stopping a subgraph', () => {
  it('is not ready any more, closes sockets as going away and then refuses connections', async () => {
    const socket = new WebSocket(subgraph.url.replace('http', 'ws') + '/graphql', 'graphql-transport-ws')
    await new Promise((resolve) => { socket.on('open', resolve) })
    const code = new Promise((resolve) => { socket.on('close', resolve) })
    await subgraph.stop()
    expect(await code).toBe(1001)
    expect((await readiness.report()).draining).toBe(true)
    await expect(fetch(`${subgraph.url}/healthz`)).rejects.toThrow()
  })
})

describe('SDL', () => {
  it('is every .graphql file of a folder, and its absence is said', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sdl-'))
    expect(() => loadSdl(folder)).toThrow(`There is no .graphql file in ${folder}.`)
    await writeFile(join(folder, 'b.graphql'), 'type B { b: Int }')
    await writeFile(join(folder, 'a.graphql'), 'type A { a: Int }')
    expect(loadSdl(folder).definitions).toMatchObject([{ name: { value: 'A' } }, { name: { value: 'B' } }])
    await rm(folder, { recursive: true })
  })
})
