import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FaultDice } from '../../src/control/fault-dice.ts'
import { BEN, type Conversation, expectProblem, freshKey, idOf, LEA, type Message, NOBODY, SHADOW, type User, type World, ZOE } from '../world.ts'

export function faultSuite(world: () => World): void {
  describe('faults', () => {
    let w: World
    let room: string
    beforeEach(async () => {
      w = world()
      await w.fresh()
      room = await w.direct()
    })
    afterEach(() => w.faults({}))
    const health = () => w.api.call('getHealth')

    it('make an outage for everything but control', async () => {
      expect((await w.faults({ outage: true, overloadAboveRps: 1 })).body.faults).toEqual({ outage: true, overloadAboveRps: 1 })
      const down = await health()
      expectProblem(down, 503, 'unavailable')
      expect(down.headers.get('retry-after')).toBe('5')
      const withToken = await w.as(LEA, 'getMe')
      expect([withToken.status, withToken.headers.get('ratelimit-policy')]).toEqual([503, '"service";q=5000;w=10'])
      expect((await fetch(`${w.api.url}/nothing`)).status).toBe(404)
      await w.faults({})
      expect((await health()).status).toBe(200)
    })

    it('refuse what is above the rate of the running second', async () => {
      await w.faults({ overloadAboveRps: 5 })
      const replies = await Promise.all(Array.from({ length: 40 }, health))
      const refused = replies.filter((reply) => reply.status === 503)
      expect(refused.length).toBeGreaterThanOrEqual(25)
      expectProblem(refused[0] ?? replies[0]!, 503, 'overloaded')
      expect(refused[0]?.headers.get('retry-after')).toBe('1')
    })

    it('err at the given rate, with the same draws for the same rng', async () => {
      const run = async () => {
        await w.faults({ errorRate: 0.5, rng: 7 })
        const statuses: number[] = []
        for (let n = 0; n < 30; n += 1) statuses.push((await health()).status)
        return statuses
      }
      const first = await run()
      expect(await run()).toEqual(first)
      expect(new Set(first)).toEqual(new Set([200, 503]))
    })

    it('add latency with the two quantiles that were asked for', async () => {
      const dice = new FaultDice()
      dice.set({ latencyMs: { p50: 20, p99: 400 }, rng: 1 })
      const draws = Array.from({ length: 20_000 }, () => dice.latencyMs()).toSorted((left, right) => left - right)
      expect(draws[10_000]).toBeGreaterThan(18)
      expect(draws[10_000]).toBeLessThan(22)
      expect(draws[19_800]).toBeGreaterThan(340)
      expect(draws[19_800]).toBeLessThan(460)
      dice.set({ latencyMs: { p50: 0, p99: 400 } })
      expect(dice.latencyMs()).toBe(0)
      await w.faults({ latencyMs: { p50: 60, p99: 60 } })
      const beganMs = performance.now()
      await health()
      expect(performance.now() - beganMs).toBeGreaterThanOrEqual(55)
    })

    it('commit, then say nothing and close the socket; a retry gets the replay', async () => {
      await w.faults({ commitThenTimeoutRate: 1, hangMs: 60_000 })
      const key = freshKey()
      const lost = w.send(room, LEA, { kind: 'TEXT', body: 'kept' }, { key }).then(() => 'answered', () => 'nothing')
      await expect.poll(async () => (await w.dump<Message>('messages')).length).toBe(1)
      // Refusals and reads are never held.
      expectProblem(await w.send(room, ZOE), 404, 'not-found')
      expect((await w.as(LEA, 'getConversation', { params: { conversationId: room } })).status).toBe(200)
      expect((await w.login('ben@example.org')).userId).toBe(BEN)
      await w.faults({})
      const replay = await w.send(room, LEA, { kind: 'TEXT', body: 'kept' }, { key })
      expect([replay.status, replay.headers.get('idempotency-replayed')]).toEqual([201, 'true'])
      await w.faults({ clockAdvanceMs: 60_000 })
      expect(await lost).toBe('nothing')
      expect((await w.feed()).events.map((event) => event.type)).toEqual(['conversation.created', 'message.created'])
    })

    it('are refused when they make no sense', async () => {
      expectProblem(await w.api.call('setFaults', { json: { errorRate: 2 }, bad: true }), 422, 'validation')
      expectProblem(await w.api.call('setFaults', { json: { unknown: 1 }, bad: true }), 422, 'validation')
      expectProblem(await w.api.call('setFaults', { json: { clockAdvanceMs: 1e15 } }), 422, 'validation')
    })

    it('move the clock forward, until a reset moves it back', async () => {
      const before = Date.parse((await w.faults({})).body.now)
      const after = Date.parse((await w.faults({ clockAdvanceMs: 3_600_000 })).body.now)
      expect(after - before).toBeGreaterThanOrEqual(3_600_000)
      const token = await w.serviceToken()
      const sent = await w.send(room, LEA, { kind: 'TEXT', body: 'x' }, { token })
      expect(Date.parse(sent.body.sentAt)).toBeGreaterThanOrEqual(after)
      await w.api.call('resetAll')
      expect(Date.parse((await w.faults({})).body.now) - Date.now()).toBeLessThan(1_000)
    })
  })
}

export function seedSuite(world: () => World): void {
  describe('seed and dump', () => {
    let w: World
    beforeEach(async () => {
      w = world()
      await w.fresh()
    })
    const seed = (json: object, bad = false) => w.api.call('seed', { json, bad })

    it('stores users, conversations and messages as they were given', async () => {
      const reply = await seed({
        users: [{ id: idOf(9), email: 'new@example.org', displayName: 'New', createdAt: '2024-01-01T00:00:00.000001Z' }],
        conversations: [
          { id: idOf(1, 5), kind: 'GROUP', title: 'Run', members: [BEN, LEA], createdAt: '2024-02-01T00:00:00.000000Z' },
          { id: idOf(2, 5), kind: 'DIRECT', members: [LEA, SHADOW] },
        ],
        messages: [
          { id: idOf(2, 6), c: idOf(1, 5), s: LEA, body: 'one', at: '2024-02-02T00:00:00.000000Z', cmid: 'c1' },
          { id: idOf(1, 6), c: idOf(1, 5), s: ZOE, body: 'two', at: '2024-02-03T00:00:00.123456Z', reply: idOf(2, 6), root: idOf(2, 6) },
        ],
      })
      expect(reply.body).toEqual({ users: 1, conversations: 2, messages: 2, skipped: 0 })
      const users = await w.dump<User>('users')
      expect(users.find((user) => user.id === idOf(9))).toMatchObject({ handle: 'u_000000000009', email: 'new@example.org', emailVerified: true, updatedAt: '2024-01-01T00:00:00.000001Z' })
      const [group, direct] = await w.dump<Conversation>('conversations')
      expect(group).toMatchObject({ createdBy: BEN, lastSeq: 2, lastActivityAt: '2024-02-03T00:00:00.123456Z', members: [{ userId: LEA, role: 'MEMBER' }, { userId: BEN, role: 'OWNER' }] })
      expect(direct?.members.map((member) => member.role)).toEqual(['MEMBER', 'MEMBER'])
      expect((await w.dump<Message>('messages')).map(({ id, seq, version, kind }) => ({ id, seq, version, kind }))).toEqual([
        { id: idOf(2, 6), seq: 1, version: 1, kind: 'TEXT' },
        { id: idOf(1, 6), seq: 2, version: 1, kind: 'TEXT' },
      ])
      expect((await w.feed()).events).toEqual([])
      for (const row of await w.dump('messages')) w.api.checkSchema('Message', row)
      for (const row of users) w.api.checkSchema('User', row)
      expect((await w.as<Message>(LEA, 'sendMessage', { params: { conversationId: idOf(1, 5) }, key: 'k', json: { kind: 'TEXT', body: 'three' } })).body.seq).toBe(3)
    })

    it('lets only native users of a call with a password log in', async () => {
      await seed({ users: [{ id: idOf(9), email: 'nopass@example.org', displayName: 'N' }] })
      expectProblem(await w.api.call('login', { json: { email: 'nopass@example.org', password: 'undefined' } }), 401, 'invalid-credentials')
      expect((await w.login('zoe@example.org')).userId).toBe(ZOE)
    })

    it('skips ids that exist and a second DIRECT of the same two', async () => {
      await w.direct()
      const reply = await seed({ users: [{ id: LEA, email: 'x@example.org', displayName: 'X' }], conversations: [{ id: idOf(1, 5), kind: 'DIRECT', members: [BEN, LEA] }] })
      expect(reply.body).toEqual({ users: 0, conversations: 0, messages: 0, skipped: 2 })
    })

    it('stores nothing at all when one row is wrong', async () => {
      const user = { id: idOf(9), email: 'new@example.org', displayName: 'New' }
      const group = { id: idOf(1, 5), kind: 'GROUP', members: [LEA] }
      const message = { id: idOf(1, 6), c: idOf(1, 5), s: LEA, body: 'x' }
      const wrong: [object, string][] = [
        [{ users: [user, { id: idOf(10), displayName: 'No mail' }] }, 'validation'],
        [{ users: [user, { ...user, id: idOf(10) }] }, 'validation'],
        [{ users: [user, { ...user, id: idOf(10), email: 'y@example.org', handle: 'ben' }] }, 'validation'],
        [{ users: [user, { id: idOf(10), displayName: 'B', externalRef: 'b:4711' }] }, 'validation'],
        [{ users: [user], conversations: [{ ...group, members: [LEA, NOBODY] }] }, 'user-unknown'],
        [{ users: [user], conversations: [{ ...group, members: [LEA, LEA] }] }, 'validation'],
        [{ users: [user], conversations: [{ ...group, kind: 'DIRECT' }] }, 'validation'],
        [{ users: [user], conversations: [{ ...group, kind: 'DIRECT', title: 'x', members: [LEA, BEN] }] }, 'validation'],
        [{ users: [user], messages: [message] }, 'validation'],
        [{ users: [user], conversations: [group], messages: [{ ...message, s: NOBODY }] }, 'user-unknown'],
        [{ users: [user], conversations: [group], messages: [{ ...message, body: '' }] }, 'validation'],
        [{ users: [user], conversations: [group], messages: [{ ...message, reply: NOBODY }] }, 'reply-target-invalid'],
        [{ users: [user], conversations: [group], messages: [{ ...message, root: NOBODY }] }, 'thread-root-invalid'],
        [{ users: [user], conversations: [group], messages: [{ ...message, cmid: 'c' }, { ...message, id: idOf(2, 6), cmid: 'c' }] }, 'validation'],
      ]
      for (const [json, code] of wrong) expectProblem(await seed(json), 422, code)
      expectProblem(await seed({ users: [{ ...user, id: 'x' }] }, true), 422, 'validation')
      expect(await w.dump('users')).toHaveLength(4)
      expect(await w.dump('conversations')).toEqual([])
      expectProblem(await w.api.call('dump', { query: { entity: 'secrets' }, bad: true }), 422, 'validation')
      expectProblem(await w.api.call('seed', { raw: new Uint8Array(33_554_433).fill(32), bad: true }), 413, 'payload-too-large')
    })

    it('takes 10,000 rows of each in good time', async () => {
      const users = Array.from({ length: 10_000 }, (_, n) => ({ id: idOf(n, 7), email: `u${n}@example.org`, displayName: `User Number ${n}` }))
      const conversations = Array.from({ length: 5_000 }, (_, n) => ({ id: idOf(n, 8), kind: 'DIRECT', members: [idOf(2 * n, 7), idOf(2 * n + 1, 7)] }))
      const messages = Array.from({ length: 10_000 }, (_, n) => ({ id: idOf(n, 9), c: idOf(n % 5_000, 8), s: idOf(2 * (n % 5_000), 7), body: `message ${n}` }))
      const beganMs = performance.now()
      expect((await seed({ password: 'p', users, conversations, messages })).body).toEqual({ users: 10_000, conversations: 5_000, messages: 10_000, skipped: 0 })
      expect(performance.now() - beganMs).toBeLessThan(10_000)
      expect(await w.dump('messages')).toHaveLength(10_000)
    })
  })
}
