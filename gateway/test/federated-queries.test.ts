import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runGateway, type TestGateway } from './support/gateway.ts'
import { runShop, type Shop } from './support/shop.ts'

let shop: Shop
let gateway: TestGateway

beforeAll(async () => {
  shop = await runShop()
  gateway = await runGateway(shop.all, { PASS_HEADERS: 'accept-language', CORS_ORIGINS: 'https://app.example.org' })
})
afterAll(async () => {
  await gateway.stop()
  await shop.stop()
})

describe('queries over several subgraphs', () => {
  it('joins entities, @requires, @interfaceObject and unions', async () => {
    const answer = await gateway.post(`query Q($fast: Boolean!) {
      item(id: "i1") { __typename name score reviews { stars author { username email } } ... on Book { pages slow: shipping quick: shipping(fast: $fast) } }
      search(text: "a") { __typename ... on Book { pages } ... on User { latest { id } } }
    }`, { variables: { fast: true } })
    expect(answer.errors).toBeUndefined()
    expect(answer.data).toMatchObject({
      item: { __typename: 'Book', name: 'Atlas', score: null, pages: 100, slow: 10, quick: 10, reviews: [{ stars: 0, author: { username: 'ann', email: 'ann@example.org' } }, { stars: 1, author: null }] },
    })
    expect(answer.data?.['search']).toContainEqual({ __typename: 'User', latest: { id: 'r4' } })
  })

  it('asks no other subgraph for what @provides brings, and the new owner for what was overridden', async () => {
    shop.users.seen.length = 0
    await gateway.post('{ topReviews { author { username } } }')
    expect(shop.users.seen).toHaveLength(0)
    await gateway.post('{ topReviews { author { email } } }')
    expect(shop.users.seen).toHaveLength(1)
  })

  it('runs mutations one after the other, across subgraphs', async () => {
    const answer = await gateway.post('mutation { a: append(text: "four") b: appendElsewhere(text: "one") c: append(text: "six666") }')
    expect(answer.data).toEqual({ a: ['four'], b: ['four', 'one'], c: ['four', 'one', 'six666'] })
  })

  it('answers a null in a non-null place with an error at its path, and nulls the nearest nullable parent', async () => {
    const answer = await gateway.post('{ item(id: "i5") { name ... on Book { stock } } me { username } }')
    expect(answer.data).toEqual({ item: null, me: { username: 'ann' } })
    expect(answer.errors?.[0]?.path).toEqual(['item', 'stock'])
  })

  it('skips and includes by variables, without asking subgraphs that are not needed', async () => {
    shop.reviews.seen.length = 0
    const query = 'query ($with: Boolean!) { item(id: "i2") { name reviews @include(if: $with) { id } __typename @skip(if: true) } }'
    expect((await gateway.post(query, { variables: { with: false } })).data).toEqual({ item: { name: 'Bible' } })
    expect(shop.reviews.seen).toHaveLength(0)
    expect((await gateway.post(query, { variables: { with: true } })).data).toEqual({ item: { name: 'Bible', reviews: [{ id: "r2" }] } })
  })

  it('serves GET behind the preflight header only, and health, readiness and metrics', async () => {
    const search = `/graphql?query=${encodeURIComponent('query Named { me { id } }')}`
    expect((await gateway.fetch(search)).status).toBe(400)
    const answered = await gateway.fetch(search, { headers: { 'apollo-require-preflight': '1', 'x-request-id': 'my-request-1' } })
    expect(await answered.json()).toEqual({ data: { me: { id: 'u1' } } })
    expect(answered.headers.get('x-request-id')).toBe('my-request-1')
    expect((await gateway.fetch('/healthz')).status).toBe(200)
    expect((await gateway.fetch('/readyz')).status).toBe(200)
    const metrics = await (await gateway.fetch('/metrics')).text()
    expect(metrics).toContain('gateway_operation_duration_seconds_count{service="gateway",type="query",operation="Named",outcome="ok"} 1')
    expect(metrics).toContain('gateway_subgraph_request_duration_seconds_count{service="gateway",subgraph="users",outcome="ok"')
  })

  it('lets pages of configured origins call, and no others', async () => {
    const preflight = async (origin: string) => (await gateway.fetch('/graphql', { method: 'OPTIONS', headers: { origin } })).headers.get('access-control-allow-origin')
    expect(await preflight('https://app.example.org')).toBe('https://app.example.org')
    expect(await preflight('https://other.example.org')).toBeNull()
    expect((await gateway.fetch('/elsewhere')).status).toBe(404)
  })

  it('passes a request id on, and no header that is not configured', async () => {
    shop.users.seen.length = 0
    await gateway.post('{ me { id } }', { headers: { 'x-request-id': 'abcdefgh', 'x-other': 'no', 'accept-language': 'de' } })
    expect(shop.users.seen[0]?.headers).toMatchObject({ 'x-request-id': 'abcdefgh', 'accept-language': 'de' })
    expect(shop.users.seen[0]?.headers).not.toHaveProperty('x-other')
  })
})
