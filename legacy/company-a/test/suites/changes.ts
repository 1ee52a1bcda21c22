import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { retryDelayMs } from '../../src/changes/dispatcher.ts'
import { BEN, type Event, expectProblem, type FeedPage, HOUR, idOf, LEA, type World } from '../world.ts'

const SECRET = 's'.repeat(32)
const DAY = 24 * HOUR

interface Received {
  headers: IncomingHttpHeaders
  raw: string
  event: Event
}

interface DeliveryRow {
  eventId: string
  state: string
  attempts: number
  nextAt: string | null
  doneAt: string | null
}

export function feedSuite(world: () => World): void {
  describe('the feed', () => {
    let w: World
    beforeEach(async () => {
      w = world()
      await w.fresh()
    })

    it('tells what happened in commit order, with ids that ascend', async () => {
      const room = await w.group(LEA, [BEN])
      const { accessToken } = await w.login('ben@example.org', 'ios')
      await w.api.call('sendMessage', { token: accessToken, key: 'k', params: { conversationId: room }, json: { kind: 'TEXT', body: 'x' } })
      await w.send(room, LEA)
      const page = await w.feed()
      expect(page.hasMore).toBe(false)
      expect(page.events.map((event) => [event.type, event.origin, event.actorId, event.conversationId])).toEqual([
        ['conversation.created', 'switchboard', LEA, room],
        ['message.created', 'a-ios', BEN, room],
        ['message.created', 'switchboard', LEA, room],
      ])
      const ids = page.events.map((event) => event.eventId)
      expect(ids).toEqual(ids.toSorted())
      expect(await w.feed({ after: page.nextCursor })).toEqual({ events: [], nextCursor: page.nextCursor, hasMore: false })
    })

    it('pages by its cursor, whatever the limit, and begins at latest when asked', async () => {
      const room = await w.direct()
      for (let n = 0; n < 4; n += 1) await w.send(room, LEA)
      const first = await w.feed({ limit: 2 })
      const rest = await w.feed({ after: first.nextCursor, limit: 3 })
      expect([first.events.length, first.hasMore, rest.events.length, rest.hasMore]).toEqual([2, true, 3, false])
      const latest = await w.feed({ after: 'latest' })
      expect(latest).toEqual({ events: [], nextCursor: rest.nextCursor, hasMore: false })
      await w.send(room, LEA)
      expect((await w.feed({ after: latest.nextCursor })).events).toHaveLength(1)
      const dumped = await w.dump<Event & { cursor: string }>('events')
      expect((await w.feed({ after: dumped[1]?.cursor ?? '' })).events[0]).toEqual({ ...dumped[2], cursor: undefined })
    })

    it('refuses cursors that are damaged, foreign or of a life before', async () => {
      await w.direct()
      const { nextCursor } = await w.feed()
      for (const after of ['x', `${nextCursor}0`, nextCursor.replace(/^e1_0/, 'e1_1')]) expectProblem(await w.bare('listEvents', { query: { after } }), 422, 'cursor-invalid')
      for (const query of [{ limit: 0 }, { limit: 501 }, { wait: 31 }, { wait: 'x' }]) expectProblem(await w.bare('listEvents', { query, bad: true }), 422, 'validation')
      await w.fresh()
      await w.direct()
      expectProblem(await w.bare('listEvents', { query: { after: nextCursor } }), 422, 'cursor-invalid')
    })

    it('wakes a long poll as soon as there is an event', async () => {
      const room = await w.direct()
      const { nextCursor } = await w.feed()
      const waiting = w.feed({ after: nextCursor, wait: 30 })
      await new Promise((resolve) => setTimeout(resolve, 50))
      const sentAtMs = performance.now()
      await w.send(room, LEA)
      expect((await waiting).events).toHaveLength(1)
      expect(performance.now() - sentAtMs).toBeLessThan(1_000)
    })

    it('ends a long poll empty, with the same cursor, when its time is over', async () => {
      const { nextCursor } = await w.feed()
      const waiting = w.feed({ after: nextCursor, wait: 30 })
      await new Promise((resolve) => setTimeout(resolve, 50))
      await w.later(30_000)
      expect(await waiting).toEqual({ events: [], nextCursor, hasMore: false })
    })

    it('lets a client leave a long poll', async () => {
      const leave = new AbortController()
      const waiting = fetch(`${w.api.url}/v1/events?wait=30`, { headers: { authorization: `Bearer ${w.service}` }, signal: leave.signal })
      await new Promise((resolve) => setTimeout(resolve, 50))
      leave.abort()
      await expect(waiting).rejects.toThrow()
    })

    it('keeps events 7 days; older cursors say where to go on', async () => {
      const room = await w.direct()
      const start = (await w.feed({ limit: 1 })).nextCursor
      await w.send(room, LEA, { kind: 'TEXT', body: 'old' })
      await w.later(6 * DAY)
      await w.send(room, LEA, { kind: 'TEXT', body: 'young' })
      const { nextCursor: end } = await w.feed()
      await w.later(DAY + 60_000)
      const expired = await w.bare<{ oldestCursor: string }>('listEvents', { query: { after: start } })
      expectProblem(expired, 410, 'cursor-expired')
      const young = await w.feed({ after: expired.body.oldestCursor })
      expect(young.events.map((event) => (event.data['message'] as { body: string }).body)).toEqual(['young'])
      expect((await w.feed()).events).toEqual(young.events)
      await w.later(7 * DAY)
      expect(await w.feed({ after: end })).toEqual({ events: [], nextCursor: end, hasMore: false })
      expectProblem(await w.bare('listEvents', { query: { after: start } }), 410, 'cursor-expired')
      await w.send(room, LEA)
      expect((await w.feed({ after: end })).events).toHaveLength(1)
    })
  })
}

export function webhookSuite(world: () => World): void {
  describe('webhooks', () => {
    let w: World
    let receiver: Server
    let received: Received[]
    /** How the receiver answers, by try. */
    let react: (count: number) => number | 'hang'
    let url: string
    let together = 0
    let mostTogether = 0

    beforeEach(async () => {
      w = world()
      await w.fresh()
      received = []
      react = () => 204
      together = 0
      mostTogether = 0
      receiver = createServer((request, response) => {
        const chunks: Buffer[] = []
        request.on('data', (chunk: Buffer) => chunks.push(chunk))
        request.on('end', () => {
          const raw = Buffer.concat(chunks).toString()
          received.push({ headers: request.headers, raw, event: JSON.parse(raw) as Event })
          mostTogether = Math.max(mostTogether, (together += 1))
          const status = react(received.length)
          setTimeout(() => {
            together -= 1
            if (status !== 'hang') response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end()
          }, 10)
        })
      })
      await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
      url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hooks/a`
    })
    afterEach(async () => {
      await w.api.call('resetAll')
      receiver.closeAllConnections()
      await new Promise((resolve) => receiver.close(resolve))
    })
    const put = (json: object = { url, secret: SECRET }, name = 'switchboard', bad = false) => w.bare('putWebhook', { params: { name }, json, bad })
    const arrived = (count: number) => expect.poll(() => received.length, { timeout: 5_000, interval: 20 }).toBe(count)
    const states = async () => (await w.dump<DeliveryRow>('deliveries')).map((row) => row.state)

    it('are created, replaced and removed under names of their client', async () => {
      const created = await put({ url, secret: SECRET, types: ['typing', 'message.created'] })
      expect([created.status, created.body['types']]).toEqual([201, ['typing', 'message.created']])
      const same = await put({ url, secret: SECRET, types: ['message.created', 'typing'] })
      expect([same.status, same.body]).toEqual([200, created.body])
      const changed = await put({ url, secret: SECRET })
      expect(changed.body).toMatchObject({ types: null, createdAt: created.body['createdAt'] })
      expect(changed.body['updatedAt']).not.toBe(created.body['updatedAt'])
      const other = await w.serviceToken('other', 'other-secret')
      expect((await w.api.call('putWebhook', { token: other, params: { name: 'switchboard' }, json: { url, secret: SECRET } })).status).toBe(201)
      expect(await w.dump('webhooks')).toMatchObject([{ clientId: 'switchboard' }, { clientId: 'other' }])
      for (let n = 0; n < 2; n += 1) expect((await w.bare('deleteWebhook', { params: { name: 'switchboard' } })).status).toBe(204)
      expect(await w.dump('webhooks')).toMatchObject([{ clientId: 'other' }])
      expectProblem(await put({ url: 'ftp://x', secret: SECRET }, 'x', true), 422, 'validation')
      expectProblem(await put({ url, secret: 'short' }, 'x', true), 422, 'validation')
      expectProblem(await put({ url, secret: SECRET }, 'UPPER', true), 422, 'validation')
    })

    it('get signed events from then on, only of the types they asked for', async () => {
      const room = await w.direct()
      await put({ url, secret: SECRET, types: ['message.created', 'typing'] })
      await w.send(room, LEA)
      await w.as(BEN, 'markRead', { params: { conversationId: room }, json: { upToSeq: 1 } })
      await w.as(BEN, 'sendTyping', { params: { conversationId: room } })
      await arrived(2)
      const types = received.map(({ event }) => event.type).toSorted()
      expect(types).toEqual(['message.created', 'typing'])
      for (const { headers, raw, event } of received) {
        w.api.checkWebhookBody(event)
        const [, t = '', v1] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['a-signature'])) ?? []
        expect(v1).toBe(createHmac('sha256', SECRET).update(`${t}.${raw}`).digest('hex'))
        expect(Math.abs(Date.now() / 1000 - Number(t))).toBeLessThan(5)
        expect(headers).toMatchObject({ 'a-event-id': event.eventId, 'a-webhook': 'switchboard', 'a-attempt': '1', 'content-type': 'application/json' })
      }
      await expect.poll(states).toEqual(['DONE', 'DONE'])
      expect((await w.feed()).events.some((event) => event.eventId === received.find((one) => one.event.type === 'message.created')?.event.eventId)).toBe(true)
    })

    it('are tried again after a failure, a redirect or a wrong status, by the server clock', async () => {
      const room = await w.direct()
      react = (count) => [500, 302, 404][count - 1] ?? 200
      await put()
      await w.send(room, LEA)
      await arrived(1)
      for (const [count, waitMs] of [[2, 1_200], [3, 6_000], [4, 36_000]] as const) {
        await expect.poll(async () => (await w.dump<DeliveryRow>('deliveries'))[0]?.attempts).toBe(count - 1)
        await w.later(waitMs)
        await arrived(count)
      }
      expect(received.map(({ headers }) => headers['a-attempt'])).toEqual(['1', '2', '3', '4'])
      expect(new Set(received.map(({ event }) => event.eventId)).size).toBe(1)
      await expect.poll(() => w.dump('deliveries')).toMatchObject([{ state: 'DONE', attempts: 4, nextAt: null, doneAt: expect.any(String) }])
      await w.later(25 * HOUR)
      expect(await w.dump('deliveries')).toEqual([])
    })

    it('wait as the contract says between tries', () => {
      expect([1, 2, 3, 4, 5, 6, 7, 20].map((attempts) => retryDelayMs(attempts, 0.5))).toEqual([1_000, 5_000, 30_000, 120_000, 600_000, 1_800_000, HOUR, HOUR])
      expect([retryDelayMs(1, 0), retryDelayMs(1, 1)]).toEqual([800, 1_200])
    })

    it('are given up 24 h after the event, which the feed still has', async () => {
      const room = await w.direct()
      react = () => 503
      await put()
      await w.send(room, LEA)
      await expect.poll(async () => (await w.dump<DeliveryRow>('deliveries'))[0]?.attempts).toBe(1)
      await w.later(DAY)
      await expect.poll(states).toEqual(['DEAD'])
      expect(received).toHaveLength(1)
      expect((await w.feed()).events).toHaveLength(2)
    })

    it('get typing once, whatever they answer', async () => {
      const room = await w.direct()
      react = () => 500
      await put()
      await w.as(BEN, 'sendTyping', { params: { conversationId: room } })
      await expect.poll(states).toEqual(['DEAD'])
      await w.later(HOUR)
      expect(received).toHaveLength(1)
    })

    it('get up to eight deliveries together', async () => {
      const room = await w.direct()
      await put()
      await Promise.all(Array.from({ length: 40 }, () => w.send(room, LEA)))
      await arrived(40)
      expect(mostTogether).toBeGreaterThan(1)
      expect(mostTogether).toBeLessThanOrEqual(8)
      expect(new Set(received.map(({ event }) => event.eventId)).size).toBe(40)
    })

    it('are signed with both secrets for 24 h after a new one', async () => {
      const room = await w.direct()
      await put()
      await put({ url, secret: 'n'.repeat(32) })
      await w.send(room, LEA)
      await arrived(1)
      const [t = '', ...signatures] = String(received[0]?.headers['a-signature']).split(',')
      const expected = ['n', 's'].map((letter) => `v1=${createHmac('sha256', letter.repeat(32)).update(`${t.slice(2)}.${received[0]?.raw}`).digest('hex')}`)
      expect(signatures).toEqual(expected)
      await w.later(DAY + 1_000)
      await w.send(room, LEA)
      await arrived(2)
      expect(String(received[1]?.headers['a-signature']).split(',')).toHaveLength(2)
    })

    it('lose their pending deliveries with their removal', async () => {
      const room = await w.direct()
      react = () => 500
      await put()
      await w.send(room, LEA)
      await expect.poll(async () => (await w.dump<DeliveryRow>('deliveries'))[0]?.attempts).toBe(1)
      await w.bare('deleteWebhook', { params: { name: 'switchboard' } })
      expect(await w.dump('deliveries')).toEqual([])
    })

    it('never get a delivery that a fault dropped; the feed has the event', async () => {
      const room = await w.direct()
      await put()
      await w.faults({ dropWebhookRate: 1 })
      await w.send(room, LEA)
      await w.faults({})
      await w.send(room, LEA)
      await arrived(1)
      await expect.poll(states).toEqual(['DROPPED', 'DONE'])
      const { events }: FeedPage = await w.feed()
      expect(events).toHaveLength(3)
      expect(received[0]?.event.eventId).toBe(events[2]?.eventId)
      expect(idOf(1)).toBe(LEA)
    })
  })
}
