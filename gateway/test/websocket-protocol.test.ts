import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runGateway, type TestGateway } from './support/gateway.ts'
import { openRaw } from './support/raw-socket.ts'
import { runShop, type Shop } from './support/shop.ts'

let shop: Shop
let gateway: TestGateway

beforeAll(async () => {
  shop = await runShop()
  gateway = await runGateway(shop.all, { SOCKET_INIT_MS: '150', MAX_OPERATIONS_PER_SOCKET: '3', MAX_DEPTH: '4', MAX_TOKENS: '60', INTROSPECTION: 'off' })
})
afterAll(async () => {
  await gateway.stop()
  await shop.stop()
})

const subscribe = (id: string, query: string, more: object = {}) => ({ id, type: 'subscribe', payload: { query, ...more } })

describe('graphql-transport-ws', () => {
  it('closes 4400 on a message that is none', async () => {
    const socket = await openRaw(gateway.url)
    socket.send('nonsense')
    expect(await socket.closed).toMatchObject({ code: 4400 })
  })

  it('closes 4406 for another subprotocol, 4408 without connection_init', async () => {
    const other = await openRaw(gateway.url, undefined, 'graphql-ws').catch((error: unknown) => error)
    expect(other).toBeInstanceOf(Error)
    const silent = await openRaw(gateway.url)
    expect(await silent.closed).toMatchObject({ code: 4408 })
  })

  it('closes 4401 when an operation comes before the acknowledgement, 4429 on a second init, 4409 on an id in use', async () => {
    const early = await openRaw(gateway.url)
    early.send(subscribe('1', '{ me { id } }'))
    expect(await early.closed).toEqual({ code: 4401, reason: 'Unauthorized' })
    const twice = await openRaw(gateway.url, {})
    twice.send({ type: 'connection_init' })
    expect(await twice.closed).toMatchObject({ code: 4429 })
    const same = await openRaw(gateway.url, {})
    same.send(subscribe('1', 'subscription { reviewAdded { at } }'))
    same.send(subscribe('1', 'subscription { reviewAdded { at } }'))
    expect(await same.closed).toMatchObject({ code: 4409 })
  })

  it('answers ping with pong and its payload', async () => {
    const socket = await openRaw(gateway.url, {})
    socket.send({ type: 'ping', payload: { at: 1 } })
    expect(await socket.hear(({ type }) => type === 'pong')).toEqual({ type: 'pong', payload: { at: 1 } })
    socket.socket.close()
  })

  it('answers what is wrong with an operation by an error to it, and goes on', async () => {
    const socket = await openRaw(gateway.url, {})
    const cases: [string, string, string, object?][] = [
      ['syntax', '{ me { ', 'GRAPHQL_PARSE_FAILED'],
      ['unknown', 'subscription { nothing }', 'GRAPHQL_VALIDATION_FAILED'],
      ['deep', 'subscription { reviewAdded { review { author { latest { author { id } } } } } }', 'GRAPHQL_VALIDATION_FAILED'],
      ['long', `{ ${'me { id } '.repeat(30)} }`, 'GRAPHQL_PARSE_FAILED'],
      ['introspection', '{ __schema { types { name } } }', 'GRAPHQL_VALIDATION_FAILED'],
      ['variables', 'subscription ($n: Int!) { counted(upTo: $n) { at } }', 'BAD_USER_INPUT', { variables: { n: 'x' } }],
      ['which', 'query A { me { id } } query B { me { id } }', 'OPERATION_RESOLUTION_FAILURE', { operationName: 'C' }],
    ]
    for (const [id, query, code, more] of cases) {
      socket.send(subscribe(id, query, more))
      const heard = await socket.hear((message) => message.id === id)
      expect(heard.type).toBe('error')
      expect((heard.payload as unknown[])[0]).toMatchObject({ extensions: { code, requestId: expect.any(String) as string } })
    }
    socket.send(subscribe('good', 'query { me { username } }'))
    expect(await socket.hear((message) => message.id === 'good')).toEqual({ id: 'good', type: 'next', payload: { data: { me: { username: 'ann' } } } })
    await socket.hear((message) => message.id === 'good' && message.type === 'complete')
    socket.socket.close()
  })

  it('bounds the operations of one socket', async () => {
    const socket = await openRaw(gateway.url, {})
    for (const id of ['1', '2', '3', '4']) socket.send(subscribe(id, 'subscription { reviewAdded { at } }'))
    expect(await socket.hear(({ type }) => type === 'error')).toMatchObject({ id: '4', payload: [{ extensions: { code: 'RATE_LIMITED' } }] })
    socket.socket.close()
  })

  it('runs mutations and refuses other paths', async () => {
    const socket = await openRaw(gateway.url, {})
    socket.send(subscribe('m', 'mutation ($t: String!) { append(text: $t) }', { variables: { t: 'over the socket' } }))
    expect(await socket.hear(({ id }) => id === 'm')).toMatchObject({ type: 'next', payload: { data: { append: ['over the socket'] } } })
    socket.socket.close()
    await expect(openRaw(`${gateway.url}/elsewhere`)).rejects.toThrow('404')
  })
})

describe('limits over HTTP', () => {
  it('are the same', async () => {
    const codes = async (query: string) => (await gateway.post(query)).errors?.[0]?.extensions['code']
    expect(await codes('{ me { friends { latest { author { id } } } } }')).toBe('GRAPHQL_VALIDATION_FAILED')
    expect(await codes(`{ ${'me { id } '.repeat(30)} }`)).toBe('GRAPHQL_PARSE_FAILED')
    expect(await codes('{ __schema { types { name } } }')).toBe('GRAPHQL_VALIDATION_FAILED')
    expect(await codes('subscription { reviewAdded { at } }')).toBe('BAD_REQUEST')
  })

  it('refuses batches and bodies that are too large or not JSON', async () => {
    const post = (body: string, type = 'application/json') => gateway.fetch('/graphql', { method: 'POST', headers: { 'content-type': type, 'apollo-require-preflight': '1' }, body })
    expect((await post('[{"query":"{ me { id } }"}]')).status).toBe(400)
    expect((await post('{')).status).toBe(400)
    expect((await post('{}', 'text/plain')).status).toBe(415)
    expect((await post(JSON.stringify({ query: ' '.repeat(1_100_000) }))).status).toBe(413)
  })
})
