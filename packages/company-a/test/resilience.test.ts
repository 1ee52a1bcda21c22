import { describe, expect, it } from 'vitest'
import type { FrozenMessage } from '../src/messages.ts'
import type { Outcome } from '../src/link.ts'
import { delayBefore } from '../src/resilience/retry.ts'
import { CompanyAError } from '../src/errors.ts'
import { asLea, conversationId, json, lea, message, problem, quick, rejection, scriptedServer } from './scripted-server.ts'

const frozen: FrozenMessage = { kind: 'TEXT', body: 'hello', clientKey: 'u-1', attachmentIds: [], replyTo: null, threadRoot: null }

describe('retry', () => {
  it('repeats a read after a 503 and gives the answer', async () => {
    await using server = await scriptedServer((response) => server.received.length === 1 ? problem(response, 503, 'overloaded') : json(response, 200, lea))
    const person = await server.client({ resilience: quick }).directory.byId(lea.id)
    expect(person).toMatchObject({ id: lea.id, name: 'Léa Martin', shadow: false, shadowOf: null })
    expect(server.received).toHaveLength(2)
  })

  it('repeats a send with the same key and the same body after the connection broke', async () => {
    await using server = await scriptedServer((response) => server.received.length === 1 ? response.socket?.destroy() : json(response, 201, message))
    const sent = await server.client({ resilience: quick }).messages.send(asLea, conversationId, 'key-1', frozen)
    expect(sent.seq).toBe(1)
    expect(server.received.map((request) => request.headers['idempotency-key'])).toEqual(['key-1', 'key-1'])
    expect(server.received[1]?.body).toBe(server.received[0]?.body)
  })

  it('never repeats an edit by itself, whose outcome is then unknown', async () => {
    await using server = await scriptedServer((response) => response.socket?.destroy())
    const error = await rejection(server.client({ resilience: quick }).messages.edit(asLea, conversationId, message.id, 'new'))
    expect(error).toMatchObject({ kind: 'timeout', outcomeUnknown: true })
    expect(server.received).toHaveLength(1)
  })

  it('never repeats a login', async () => {
    await using server = await scriptedServer((response) => problem(response, 503, 'unavailable'))
    expect(await rejection(server.client({ resilience: quick }).signIn.login('a@b.c', 'pw', 'ios'))).toMatchObject({ kind: 'unavailable', outcomeUnknown: false })
    expect(server.received).toHaveLength(1)
  })

  it('waits as long as Retry-After says', async () => {
    await using server = await scriptedServer((response) => server.received.length === 1 ? problem(response, 429, 'rate-limited', { headers: { 'retry-after': '1' } }) : json(response, 200, lea))
    const start = performance.now()
    await server.client({ resilience: quick }).directory.byId(lea.id)
    expect(performance.now() - start).toBeGreaterThanOrEqual(990)
  })

  it('hands a long Retry-After to the caller at once', async () => {
    await using server = await scriptedServer((response) => problem(response, 503, 'unavailable', { headers: { 'retry-after': '5' } }))
    const error = await rejection(server.client({ resilience: quick }).directory.byId(lea.id))
    expect(error).toMatchObject({ kind: 'unavailable', retryAfterMs: 5_000, outcomeUnknown: false })
    expect(server.received).toHaveLength(1)
  })

  it('asks again while the first call with the key still runs', async () => {
    await using server = await scriptedServer((response) => server.received.length === 1 ? problem(response, 409, 'idempotency-in-flight', { headers: { 'retry-after': '1' } }) : json(response, 201, message))
    await expect(server.client({ resilience: quick }).messages.send(asLea, conversationId, 'key-1', frozen)).resolves.toMatchObject({ id: message.id })
  })

  it('grows its jittered delay up to its ceiling, on top of what A asks', () => {
    const options = { attempts: 9, initialDelayMs: 100, maxDelayMs: 1_000, maxRetryAfterMs: 2_000 }
    expect([1, 2, 3, 4, 5, 6].map((attempt) => delayBefore(attempt, undefined, options, () => 1))).toEqual([100, 200, 400, 800, 1_000, 1_000])
    expect(delayBefore(3, undefined, options, () => 0)).toBe(0)
    const throttled = new CompanyAError('x', { kind: 'throttled', status: 429, code: 'rate-limited', retryAfterMs: 1_500 })
    expect(delayBefore(1, throttled, options, () => 0.5)).toBe(1_550)
  })
})

describe('deadline', () => {
  it('ends a silent try and says that the outcome is unknown', async () => {
    await using server = await scriptedServer(() => undefined)
    const seen: [string, Outcome][] = []
    const client = server.client({ resilience: { deadlinesMs: { write: 60 }, retry: { attempts: 0 } }, observe: (operation, outcome) => seen.push([operation, outcome]) })
    expect(await rejection(client.messages.send(asLea, conversationId, 'k', frozen))).toMatchObject({ kind: 'timeout', outcomeUnknown: true })
    expect(seen).toEqual([['issueServiceToken', 'ok'], ['sendMessage', 'timeout']])
  })

  it('covers a body that never ends', async () => {
    await using server = await scriptedServer((response) => { response.writeHead(200, { 'content-type': 'application/json' }); response.write('{"id":') })
    const client = server.client({ resilience: { deadlinesMs: { read: 60 }, retry: { attempts: 0 } } })
    expect(await rejection(client.directory.byId(lea.id))).toMatchObject({ kind: 'timeout' })
  })

  it('gives the long poll its own waiting time on top', async () => {
    await using server = await scriptedServer((response) => { setTimeout(() => json(response, 200, { events: [], nextCursor: 'e1', hasMore: false }), 200) })
    const client = server.client({ resilience: { deadlinesMs: { poll: 50 }, retry: { attempts: 0 } } })
    await expect(client.feed.poll({ waitSeconds: 1 })).resolves.toEqual({ changes: [], next: 'e1', more: false })
    expect(await rejection(client.feed.poll({ waitSeconds: 0 }))).toMatchObject({ kind: 'timeout' })
  })

  it('lets the caller break off a long poll', async () => {
    await using server = await scriptedServer(() => undefined)
    const outcomes: Outcome[] = []
    const stop = new AbortController()
    const poll = server.client({ observe: (_operation, outcome) => outcomes.push(outcome) }).feed.poll({ waitSeconds: 30, signal: stop.signal })
    setTimeout(() => stop.abort(new Error('draining')), 30)
    expect(await rejection(poll)).toMatchObject({ message: 'draining' })
    expect(outcomes).toEqual(['ok', 'aborted'])
  })
})

describe('breaker', () => {
  const resilience = { retry: { attempts: 0 }, breaker: { consecutiveFailures: 3, halfOpenAfterMs: 100 } }

  it('opens after failures in a row, spares A, and closes when A answers again', async () => {
    let sick = true
    await using server = await scriptedServer((response) => sick ? problem(response, 503, 'unavailable') : json(response, 200, lea))
    const client = server.client({ resilience })
    for (let n = 0; n < 3; n += 1) await rejection(client.directory.byId(lea.id))
    expect(await rejection(client.directory.byId(lea.id))).toMatchObject({ failure: { kind: 'unavailable', reason: 'breaker-open', outcomeUnknown: false, retryAfterMs: 100 } })
    expect(server.received).toHaveLength(3)
    sick = false
    await new Promise((resolve) => setTimeout(resolve, 120))
    await expect(client.directory.byId(lea.id)).resolves.toMatchObject({ id: lea.id })
    await expect(client.directory.byId(lea.id)).resolves.toMatchObject({ id: lea.id })
  })

  it('stays shut to refusals and throttling, which do not tell of sickness', async () => {
    await using server = await scriptedServer((response) => server.received.length % 2 === 0 ? problem(response, 404, 'not-found') : problem(response, 429, 'rate-limited', { headers: { 'retry-after': '9' } }))
    const client = server.client({ resilience })
    for (let n = 0; n < 8; n += 1) await rejection(client.directory.byId(lea.id))
    expect(server.received).toHaveLength(8)
  })

  it('of the poll is not that of the sends', async () => {
    await using server = await scriptedServer((response, request) => request.url.startsWith('/v1/events') ? problem(response, 503, 'unavailable') : json(response, 200, lea))
    const client = server.client({ resilience })
    for (let n = 0; n < 4; n += 1) await rejection(client.feed.poll())
    await expect(client.directory.byId(lea.id)).resolves.toMatchObject({ id: lea.id })
  })
})

describe('bulkhead', () => {
  it('runs so many at once, lets so many wait, and turns the rest away at once', async () => {
    let running = 0
    let most = 0
    await using server = await scriptedServer((response) => {
      running += 1
      most = Math.max(most, running)
      setTimeout(() => { running -= 1; json(response, 200, lea) }, 40)
    })
    const client = server.client({ resilience: { retry: { attempts: 0 }, bulkhead: { running: 2, waiting: 3 } } })
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => client.directory.byId(lea.id)))
    expect(most).toBe(2)
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(5)
    const turnedAway = results.filter((result) => result.status === 'rejected').map((result) => result.reason)
    expect(turnedAway).toHaveLength(3)
    for (const error of turnedAway) expect(error).toMatchObject({ failure: { kind: 'unavailable', reason: 'bulkhead-full', outcomeUnknown: false } })
  })
})

describe('rate budget', () => {
  it('is asked before every try, and its refusal reaches the caller', async () => {
    await using server = await scriptedServer((response) => server.received.length === 1 ? problem(response, 503, 'overloaded') : json(response, 200, lea))
    const costs: number[] = []
    await server.client({ resilience: quick, acquire: async (cost) => { costs.push(cost) } }).directory.byId(lea.id)
    expect(costs).toEqual([1, 1, 1])
    expect(await rejection(server.client({ acquire: () => Promise.reject(new Error('no budget')) }).directory.byId(lea.id))).toMatchObject({ message: 'no budget' })
  })
})
