import { setTimeout as sleep } from 'node:timers/promises'
import { eventually } from '@switchboard/testkit/eventually'
import { testRedis, type TestRedis } from '@switchboard/testkit/redis'
import fc from 'fast-check'
import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { BoundedQueue } from '../src/bounded-queue.ts'
import { silentLog } from '../src/log.ts'
import { createPubSub, type PubSub } from '../src/pubsub.ts'

let server: TestRedis
let pubsub: PubSub
let subscriber: Redis
const unhandled: unknown[] = []
const note = (error: unknown) => { unhandled.push(error) }

beforeAll(async () => {
  server = await testRedis()
  process.on('unhandledRejection', note)
})
afterAll(async () => {
  process.off('unhandledRejection', note)
  await server.stop()
})
beforeEach(() => {
  const publisher = new Redis(server.url, { maxRetriesPerRequest: 1 })
  publisher.on('error', () => undefined)
  subscriber = new Redis(server.url, { maxRetriesPerRequest: null })
  pubsub = createPubSub({ publisher, subscriber, log: silentLog() })
})
afterEach(async () => {
  await pubsub.close()
  await sleep(20)
  expect(unhandled.splice(0)).toEqual([])
})

const channels = async () => (await new Promise<number>((resolve, reject) => {
  const client = new Redis(server.url)
  client.pubsub('NUMSUB', 'topic').then((answer) => { resolve(Number(answer[1])) }, reject).finally(() => client.disconnect())
}))

describe('publish and subscribe', () => {
  it('brings messages to every listener of the topic, and to no other', async () => {
    const [one, two, other] = [[], [], []] as unknown[][]
    await Promise.all([pubsub.listen('topic', (m) => one?.push(m)), pubsub.listen('topic', (m) => two?.push(m)), pubsub.listen('other', (m) => other?.push(m))])
    expect(await pubsub.publish('topic', { seq: 1 })).toBe(true)
    await eventually(() => one?.length === 1 && two?.length === 1)
    expect(one).toEqual([{ seq: 1 }])
    expect(other).toEqual([])
  })

  it('lets one listener fail without the others', async () => {
    const heard: unknown[] = []
    await pubsub.listen('topic', () => { throw new Error('mine') })
    await pubsub.listen('topic', (m) => heard.push(m))
    await pubsub.publish('topic', 1)
    await eventually(() => heard.length === 1)
  })

  it('ends the subscription with its last listener, also one that leaves before it began', async () => {
    const early = pubsub.listen('topic', () => undefined)
    const stop = await early
    stop()
    stop()
    const queue = pubsub.queue(['topic'], { limit: 1, policy: 'drop-oldest' })
    void queue.then((opened) => opened.return())
    await queue
    await eventually(async () => await channels() === 0)
    // And a message then meets nobody.
    await pubsub.publish('topic', 1)
  })

  it('keeps a listener that comes while the last one leaves', async () => {
    const heard: unknown[] = []
    for (let round = 0; round < 20; round++) {
      const stop = await pubsub.listen('topic', () => undefined)
      stop()
      const again = await pubsub.listen('topic', (m) => heard.push(m))
      await pubsub.publish('topic', round)
      await eventually(() => heard.at(-1) === round)
      again()
    }
    expect(heard).toEqual(Array.from({ length: 20 }, (_unused, round) => round))
  })

  it('gathers topics in one queue, which drops the oldest when its reader is slow', async () => {
    const queue = await pubsub.queue(['topic', 'other'], { limit: 2, policy: 'drop-oldest' })
    for (const [at, topic] of ['topic', 'other', 'topic', 'other'].entries()) await pubsub.publish(topic, at)
    await eventually(() => queue.dropped === 2)
    expect([(await queue.next()).value, (await queue.next()).value]).toEqual([2, 3])
    await queue.return()
    await eventually(async () => await channels() === 0)
  })

  it('comes back after Redis was away, says so, and never throws in between', async () => {
    const { server: redis } = server
    if (redis === undefined) return
    const heard: unknown[] = []
    let ready = 0
    await pubsub.listen('topic', (m) => heard.push(m))
    const stop = pubsub.onReady(() => { ready += 1 })
    await redis.stop()
    expect(await pubsub.publish('topic', 'lost')).toBe(false)
    const joining = pubsub.listen('other', (m) => heard.push(m))
    await redis.start()
    await joining
    await eventually(async () => {
      await pubsub.publish('topic', 'back')
      return heard.includes('back')
    }, { timeoutMs: 10_000 })
    expect(ready).toBeGreaterThan(0)
    expect(heard).not.toContain('lost')
    stop()
  })

  it('fails, and leaves nothing behind, when it is closed before Redis was reached', async () => {
    const [publisher, away] = [new Redis(1, { lazyConnect: true }), new Redis(1, { maxRetriesPerRequest: null })]
    publisher.on('error', () => undefined)
    const closed = createPubSub({ publisher, subscriber: away, log: silentLog() })
    const listening = expect(closed.listen('topic', () => undefined)).rejects.toThrow()
    const queueing = expect(closed.queue(['topic'], { limit: 1, policy: 'end' })).rejects.toThrow()
    await closed.close()
    await Promise.all([listening, queueing])
  })
})

describe('a bounded queue', () => {
  it('never holds more than its limit and keeps the newest in order, whatever comes', async () => {
    await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 5 }), fc.array(fc.constantFrom('push', 'read')), async (limit, steps) => {
      const queue = new BoundedQueue<number>({ limit, policy: 'drop-oldest' })
      const model: number[] = []
      let next = 0
      for (const step of steps) {
        if (step === 'push') {
          model.push(next)
          queue.push(next++)
          if (model.length > limit) model.shift()
        } else if (model.length > 0) expect((await queue.next()).value).toBe(model.shift())
        expect(queue.size).toBe(model.length)
      }
      expect(queue.overflowed).toBe(false)
    }))
  })

  it('ends when it is full and should, keeping what it has', async () => {
    let ends = 0
    const queue = new BoundedQueue<number>({ limit: 2, policy: 'end', onEnd: () => { ends += 1 } })
    for (const item of [1, 2, 3, 4]) queue.push(item)
    const read: number[] = []
    for await (const item of queue) read.push(item)
    expect(read).toEqual([1, 2])
    expect(queue.overflowed).toBe(true)
    queue.whenEnded(() => { ends += 1 })
    expect(ends).toBe(2)
  })

  it('wakes a waiting reader with an item, and with its end', async () => {
    const queue = new BoundedQueue<number>({ limit: 1, policy: 'drop-oldest' })
    const [first, second] = [queue.next(), queue.next()]
    queue.push(1)
    await queue.return()
    queue.push(2)
    expect(await first).toEqual({ done: false, value: 1 })
    expect(await second).toEqual({ done: true, value: undefined })
    expect(await queue.next()).toEqual({ done: true, value: undefined })
  })
})
