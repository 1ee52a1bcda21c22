import { setTimeout as sleep } from 'node:timers/promises'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GraphQLError } from 'graphql'
import { afterEach, describe, expect, it } from 'vitest'
import { runGateway, type TestGateway } from './support/gateway.ts'
import { runSubgraph, type TestSubgraph } from './support/subgraph.ts'
import { tokenIssuer } from './support/tokens.ts'

const sdl = 'type Query { word: String list: [Int!] fails(code: String): String deep: Deep } type Deep { inside: String! } type Mutation { change: Int }'
let changes = 0
const resolvers = {
  Query: {
    word: () => 'yes', list: () => [1, 2],
    fails: (_: unknown, { code }: { code?: string }) => { throw new GraphQLError('the reason', { extensions: { ...(code === undefined ? {} : { code }), seconds: 3, nested: { a: 1 }, stacktrace: ['secret'] } }) },
    deep: () => ({ inside: null }),
  },
  Mutation: { change: () => { changes += 1; return changes } },
}
let subgraph: TestSubgraph
let gateway: TestGateway

async function start(env: Record<string, string> = {}) {
  subgraph = await runSubgraph('only', sdl, resolvers)
  gateway = await runGateway([subgraph], { SUBGRAPH_DEADLINE_MS: '200', SUBGRAPH_BREAK_AFTER: '3', SUBGRAPH_BREAK_MS: '150', ...env })
}
afterEach(async () => {
  await gateway.stop()
  await subgraph.stop()
})
const code = async (query: string) => (await gateway.post(query)).errors?.[0]?.extensions['code']

describe('a subgraph that fails', () => {
  it('is given up at its deadline', async () => {
    await start()
    subgraph.before = async () => { await sleep(500); return undefined }
    const started = performance.now()
    expect(await code('{ word }')).toBe('UPSTREAM_UNAVAILABLE')
    expect(performance.now() - started).toBeLessThan(450)
  })

  it('that answers no GraphQL is unavailable', async () => {
    await start()
    subgraph.before = () => Promise.resolve({ status: 502, text: '<html>' })
    expect(await code('{ word }')).toBe('UPSTREAM_UNAVAILABLE')
    subgraph.before = () => Promise.resolve({ status: 200, text: '{"hello":1}' })
    expect(await code('{ word }')).toBe('UPSTREAM_UNAVAILABLE')
    subgraph.before = () => Promise.resolve({ status: 400, text: '{"errors":[{"message":"no"}]}' })
    expect((await gateway.post('{ word }')).errors?.[0]?.message).toBe('no')
  })

  it('is left alone for a while after failing in a row, then tried again', async () => {
    await start()
    subgraph.before = () => Promise.resolve({ status: 500, text: '' })
    for (let times = 0; times < 6; times += 1) expect(await code('{ word }')).toBe('UPSTREAM_UNAVAILABLE')
    expect(subgraph.seen).toHaveLength(3)
    subgraph.before = undefined
    await sleep(200)
    expect((await gateway.post('{ word }')).data).toEqual({ word: 'yes' })
  })

  it('gets a query once more when the connection broke, a mutation never', async () => {
    await start()
    let cuts = 0
    subgraph.before = () => Promise.resolve(cuts++ === 0 ? 'cut' : undefined)
    expect((await gateway.post('{ word }')).data).toEqual({ word: 'yes' })
    expect(subgraph.seen).toHaveLength(2)
    cuts = 0
    changes = 0
    expect(await code('mutation { change }')).toBe('UPSTREAM_UNAVAILABLE')
    expect([subgraph.seen.length, changes]).toEqual([3, 0])
  })
})

describe('errors that clients see', () => {
  it('of strangers keep message and code, and never a stack', async () => {
    await start()
    const { errors } = await gateway.post('{ fails(code: "THEIR_OWN") }')
    expect(errors).toEqual([{ message: 'the reason', path: ['fails'], extensions: { code: 'THEIR_OWN', seconds: 3, nested: { a: 1 }, serviceName: 'only', requestId: expect.any(String) as string } }])
  })

  it('of our own carry a code of the table and its plain details, or are masked and logged', async () => {
    const issuer = await tokenIssuer()
    await start(await issuer.env(await mkdtemp(join(tmpdir(), 'gateway-keys-'))))
    const requestId = expect.any(String) as string
    expect((await gateway.post('{ fails(code: "CONFLICT") }')).errors).toEqual([{ message: 'the reason', path: ['fails'], extensions: { code: 'CONFLICT', seconds: 3, requestId } }])
    for (const own of ['THEIR_OWN', 'GRAPHQL_VALIDATION_FAILED', 'INTERNAL']) {
      expect((await gateway.post(`{ fails(code: "${own}") }`)).errors).toEqual([{ message: 'Something went wrong on our side.', path: ['fails'], extensions: { code: 'INTERNAL', requestId } }])
    }
    expect(gateway.log.some((line) => line.includes('the reason'))).toBe(true)
    expect((await gateway.post('{ deep { inside } }')).errors?.[0]).toMatchObject({ path: ['deep', 'inside'], extensions: { code: 'INTERNAL' } })
    expect((await gateway.post('{ nothing }')).errors?.[0]?.extensions['code']).toBe('GRAPHQL_VALIDATION_FAILED')
  })
})
