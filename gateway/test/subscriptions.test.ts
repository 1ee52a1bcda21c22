import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Answer, runGateway, type TestGateway } from './support/gateway.ts'
import { openRaw } from './support/raw-socket.ts'
import { items, reviews, runShop, type Shop } from './support/shop.ts'
import { until } from './support/wait.ts'

let shop: Shop
let gateway: TestGateway

async function start(env: Record<string, string> = {}) {
  gateway = await runGateway(shop.all, { UPSTREAM_IDLE_MS: '50', SUBGRAPH_CONNECT_MS: '300', ...env })
}
beforeEach(async () => { shop = await runShop() })
afterEach(async () => {
  await gateway.stop()
  await shop.stop()
})

/** Subscribes and collects until the end. */
function collect(query: string, variables: Record<string, unknown> = {}) {
  const client = gateway.client()
  const events: Answer[] = []
  const state: { end: unknown } = { end: undefined }
  const stop = client.subscribe({ query, variables }, {
    next: (event) => events.push(event as unknown as Answer),
    error: (error) => { state.end = error },
    complete: () => { state.end = 'complete' },
  })
  return { events, state, stop, client }
}

describe('federated subscriptions', () => {
  it('complete every event with fields of other subgraphs, in order, with aliases, types, conditions and extensions', async () => {
    await start()
    const { events, state } = collect(`subscription ($n: Int!, $no: Boolean!) { c: counted(upTo: $n) {
      at live { stream position } hidden: at @include(if: $no)
      item { __typename reviews(first: 1) { id } ... on Book { n: name cost: shipping(fast: true) } ... on Film { minutes } }
      review { author { username email } }
    } }`, { n: 12, no: false })
    await until(() => state.end !== undefined, 'the end')
    expect(state.end).toBe('complete')
    expect(events).toHaveLength(12)
    events.forEach((event, index) => {
      const at = index + 1
      const item = items[at % 6]
      const review = reviews[at % 9]
      expect(event.errors).toBeUndefined()
      expect(event.extensions).toEqual({ live: { stream: 'reviews', position: at } })
      expect(event.data).toEqual({ c: {
        at, live: { stream: 'reviews', position: at },
        item: {
          __typename: item?.__typename, reviews: item?.reviews({ first: 1 }).map(({ id }) => ({ id })),
          ...(item?.__typename === 'Book' ? { n: item.name, cost: item.shipping({ fast: true }) } : { minutes: item?.minutes }),
        },
        review: { author: review?.author ? { username: review.author.username, email: review.author.email } : null },
      } })
    })
  })

  it('nulls and tells an error of another subgraph at its path, and goes on', async () => {
    await start()
    const { events, state } = collect('subscription { counted(upTo: 5) { at item { ... on Book { stock } } } }')
    await until(() => state.end !== undefined)
    expect(state.end).toBe('complete')
    expect(events.map((event) => event.errors?.[0]?.path)).toEqual([undefined, undefined, undefined, ['counted', 'item', 'stock'], undefined])
    expect(events[3]?.data).toEqual({ counted: { at: 4, item: null } })
  })

  it('tell refusals and errors of the upstream to their client', async () => {
    await start()
    const refused = collect('subscription { refused { at } }')
    await until(() => refused.state.end !== undefined)
    expect(refused.events).toMatchObject([{ data: { refused: null }, errors: [{ message: 'not for you', path: ['refused'], extensions: { requestId: expect.any(String) as string } }] }])
    const failing = collect('subscription { failing { at } }')
    await until(() => failing.state.end !== undefined)
    expect(failing.events).toHaveLength(1)
    expect(failing.state.end).toMatchObject([{ message: 'broke in the middle' }])
  })

  it('end with UPSTREAM_UNAVAILABLE when the upstream is lost, and work again by subscribing again', async () => {
    await start()
    const one = collect('subscription { reviewAdded { at } }')
    const two = collect('subscription { reviewAdded { at } }')
    await until(() => shop.listening === 2)
    expect(shop.reviews.sockets.open).toBe(1)
    shop.reviews.cutSockets()
    await until(() => one.state.end !== undefined && two.state.end !== undefined)
    for (const { state } of [one, two]) expect(state.end).toMatchObject([{ extensions: { code: 'UPSTREAM_UNAVAILABLE', requestId: expect.any(String) as string } }])
    await until(() => shop.listening === 0)
    const again = collect('subscription { reviewAdded { at } }')
    await until(() => shop.listening === 1)
    shop.publish(3)
    await until(() => again.events.length === 1)
    again.stop()
  })

  it('end with UPSTREAM_UNAVAILABLE when the upstream cannot be reached at all', async () => {
    await start({ SUBGRAPH_SOCKETS: 'reviews=ws://127.0.0.1:9/graphql' })
    const { state } = collect('subscription { reviewAdded { at } }')
    await until(() => state.end !== undefined)
    expect(state.end).toMatchObject([{ extensions: { code: 'UPSTREAM_UNAVAILABLE' } }])
  })

  it('close the upstream at once when the client completes, and when it disconnects', async () => {
    await start()
    const one = await openRaw(gateway.url, {})
    const two = await openRaw(gateway.url, {})
    for (const socket of [one, two]) socket.send({ id: 'x', type: 'subscribe', payload: { query: 'subscription { reviewAdded { at item { name } } }' } })
    await until(() => shop.listening === 2)
    one.send({ id: 'x', type: 'complete' })
    await until(() => shop.listening === 1)
    two.socket.terminate()
    await until(() => shop.listening === 0)
    await until(() => shop.reviews.sockets.open === 0, 'the idle upstream socket to close')
    const metrics = await (await gateway.fetch('/metrics')).text()
    expect(metrics).toContain('gateway_open_subscriptions{service="gateway"} 0')
    one.socket.close()
  })

  it('end with UPSTREAM_UNAVAILABLE, not with a hole, when completing events falls behind', async () => {
    await start({ SUBSCRIBER_BUFFER: '5' })
    shop.products.before = async () => { await new Promise((resolve) => setTimeout(resolve, 100)); return undefined }
    const { events, state } = collect('subscription { reviewAdded { at item { name } } }')
    await until(() => shop.listening === 1)
    for (let at = 1; at <= 50; at += 1) shop.publish(at)
    await until(() => state.end !== undefined)
    expect(state.end).toMatchObject([{ extensions: { code: 'UPSTREAM_UNAVAILABLE' } }])
    expect(events.map((event) => (event.data?.['reviewAdded'] as { at: number }).at)).toEqual(events.map((_, index) => index + 1))
    expect(events.length).toBeLessThan(7)
    await until(() => shop.listening === 0)
  })

  it('close the socket of a client that does not read with 4414, and nobody else', async () => {
    await start({ SUBSCRIBER_BUFFER: '20', MAX_ALIASES: '0' })
    const wide = Array.from({ length: 400 }, (_, index) => `a${index}: at`).join(' ')
    const stuck = await openRaw(gateway.url, {})
    const other = collect('subscription { reviewAdded { at } }')
    stuck.send({ id: '1', type: 'subscribe', payload: { query: `subscription { reviewAdded { ${wide} } }` } })
    await until(() => shop.listening === 2)
    stuck.socket.pause()
    let sent = 0
    for (; sent < 20_000 && shop.listening === 2; sent += 1) {
      shop.publish(sent)
      if (sent % 10 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
    expect(shop.listening).toBe(1)
    stuck.socket.resume()
    expect(await stuck.closed).toEqual({ code: 4414, reason: 'SubscriberTooSlow' })
    await until(() => other.events.length > 0)
    expect(other.state.end).toBeUndefined()
    const seen = stuck.messages.filter(({ type }) => type === 'next').map(({ payload }) => (payload as { data: { reviewAdded: { a0: number } } }).data.reviewAdded.a0)
    expect(seen).toEqual(seen.map((_, index) => index))
    other.stop()
  })

  it('are told to move when the gateway stops', async () => {
    await start()
    const socket = await openRaw(gateway.url, {})
    socket.send({ id: 'x', type: 'subscribe', payload: { query: 'subscription { reviewAdded { at } }' } })
    await until(() => shop.listening === 1)
    await gateway.stop()
    expect(await socket.closed).toEqual({ code: 1012, reason: 'ServiceRestart' })
    await until(() => shop.listening === 0)
    await start()
  })
})
