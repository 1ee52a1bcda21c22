import { describe, expect, test } from 'vitest'
import { Bench } from '../bench.ts'

const SECOND_START = () => new Promise((resolve) => setTimeout(resolve, 1_000 - (Date.now() % 1_000)))

export function faults(): void {
  describe('faults', () => {
    test('outage answers HTML 502 on every call and spares control', async () => {
      await using b = await Bench.open([1])
      expect((await b.control('faults', { outage: true })).answer).toMatchObject({ ok: 1, faults: { outage: true } })
      expect(await b.raw('hello', '{}')).toEqual({ status: 502, text: '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>' })
      expect((await b.raw('hello', 'x'.repeat(262_145))).status).toBe(413)
      await b.control('faults', {})
      expect((await b.call('hello')).ok).toBe(1)
    })

    test('err 23 comes before any work', async () => {
      await using b = await Bench.open([1, 2])
      const sid = await b.login(1)
      await b.control('faults', { errorRate: 1 })
      expect(await b.call('send', { sid, to: 2, txt: 'x' })).toEqual({ ok: 0, err: 23, msg: 'internal' })
      expect(await b.dump('msgs')).toEqual([])
    })

    test('rng makes the draws repeat', async () => {
      await using b = await Bench.open()
      const draws = async () => {
        await b.control('faults', { errorRate: 0.5, rng: 7 })
        const answers = []
        for (let i = 0; i < 40; i++) answers.push((await b.call('hello')).ok)
        return answers
      }
      const first = await draws()
      expect(new Set(first).size).toBe(2)
      expect(await draws()).toEqual(first)
    })

    test('commit-then-timeout stores, raises the event, then closes without a byte; refusals are answered', async () => {
      await using b = await Bench.open([1, 2])
      const [one, two] = [await b.login(1), await b.login(2)]
      await b.control('faults', { commitThenTimeoutRate: 1, hangMs: 1_000 })
      const before = Date.now()
      const poll = b.call('poll', { sid: two, since: 0, wait: 25 })
      const sending = b.bad('send', { sid: one, to: 2, txt: 'x' })
      sending.catch(() => undefined)
      expect((await poll).ev).toMatchObject([{ k: 'msg' }])
      expect(Date.now() - before).toBeLessThan(950)
      await expect(sending).rejects.toThrow()
      expect(Date.now() - before).toBeGreaterThanOrEqual(990)
      expect(await b.dump('msgs')).toHaveLength(1)
      expect((await b.call('send', { sid: one, to: 99, txt: 'x' })).err).toBe(9)
      expect((await b.call('typing', { sid: one, with: 2 })).ok).toBe(1)
      expect((await b.call('hist', { sid: one, with: 2 })).tot).toBe(1)
    })

    test('dropPollRate keeps events out of the rings without using up an n', async () => {
      await using b = await Bench.open([1, 2])
      const [one, two] = [await b.login(1), await b.login(2)]
      await b.control('faults', { dropPollRate: 0.5, rng: 3 })
      for (let i = 0; i < 40; i++) await b.call('send', { sid: one, to: 2, txt: `${i}` })
      const mine = await b.call('poll', { sid: two, since: 0 })
      const all = await b.call('partner/poll', { sid: await b.partner(), since: 0 })
      for (const answer of [mine, all]) {
        expect(answer.ev.length).toBeGreaterThan(5)
        expect(answer.ev.length).toBeLessThan(35)
        expect(answer.ev.map(({ n }) => n)).toEqual(answer.ev.map((_, i) => i + 1))
        expect(answer.lost).toBe(0)
      }
      expect(mine.ev.map(({ m }) => m)).not.toEqual(all.ev.map(({ m }) => m))
    })

    // Retried: on a busy machine the eight requests can straddle two seconds.
    test('overload counts every request of the wall-clock second', { retry: 3 }, async () => {
      await using b = await Bench.open()
      await b.control('faults', { overloadAboveRps: 5 })
      await SECOND_START()
      const statuses = []
      for (let i = 0; i < 8; i++) statuses.push((await b.raw('hello', '{}')).status)
      expect(statuses).toEqual([200, 200, 200, 200, 200, 502, 502, 502])
      await SECOND_START()
      expect((await b.raw('hello', '{}')).status).toBe(200)
    })

    test('latency is log-normal around its median; p50 0 means none', async () => {
      await using b = await Bench.open()
      await b.control('faults', { latencyMs: { p50: 30, p99: 60 }, rng: 1 })
      const times = await Promise.all(Array.from({ length: 60 }, async () => {
        const before = performance.now()
        await b.call('hello')
        return performance.now() - before
      }))
      const median = times.sort((a, z) => a - z)[30] ?? 0
      expect(median).toBeGreaterThan(22)
      expect(median).toBeLessThan(200)
      expect(times[0]).toBeGreaterThan(5)
      await b.control('faults', { latencyMs: { p50: 0, p99: 900 } })
      const before = performance.now()
      await b.call('hello')
      expect(performance.now() - before).toBeLessThan(100)
    })
  })

  describe('control', () => {
    test('is 404 unless started with faults, and on any other path', async () => {
      await using b = await Bench.open([], { faults: false })
      for (const name of ['faults', 'reset', 'seed']) expect((await b.control(name)).status).toBe(404)
      expect((await fetch(`${b.url}/__control/dump?entity=users`)).status).toBe(404)
      await using on = await Bench.open()
      expect((await fetch(`${on.url}/__control/other`, { method: 'POST' })).status).toBe(404)
      expect((await fetch(`${on.url}/healthz`)).status).toBe(200)
    })

    test('malformed requests are 422 and change nothing', async () => {
      await using b = await Bench.open([1, 2])
      for (const [name, body] of [
        ['faults', { errorRate: 2 }], ['faults', { unknown: 1 }], ['faults', []], ['seed', { users: [{ uid: 3 }] }], ['seed', { more: [] }],
        ['seed', { users: Array.from({ length: 10_001 }, (_, i) => ({ uid: i + 10, phone: '', name: '' })) }],
        ['seed', { conversations: [{ a: 1, b: 1 }] }],
      ] as const) {
        const { status, answer } = await b.control(name, body, true)
        expect([status, answer['err']]).toEqual([422, 2])
      }
      expect((await fetch(`${b.url}/__control/dump?entity=toString`)).status).toBe(422)
      expect(await b.dump('users')).toHaveLength(2)
    })

    test('the clock moves forward, is told by hello, and only reset moves it back', async () => {
      await using b = await Bench.open([1])
      await b.advance(5_000_000)
      expect((await b.control('faults', { clockAdvanceMs: 5_000_000 })).answer['now']).toBeGreaterThanOrEqual(Date.now() + 9_999_000)
      const held = b.call('poll', { sid: await b.login(1), since: 0, wait: 25 })
      const { boot } = await b.call('hello')
      await b.control('faults', { outage: false, errorRate: 1 })
      const reset = await b.control('reset')
      expect((await held).err).toBe(5)
      const hello = await b.call('hello')
      expect(hello.now).toBeLessThan(Date.now() + 1_000)
      expect([hello.ok, hello.boot, reset.answer['boot'] === boot]).toEqual([1, reset.answer['boot'], false])
      for (const entity of ['users', 'pairs', 'msgs', 'held', 'lists', 'posts', 'blocks', 'media']) expect(await b.dump(entity)).toEqual([])
    })
  })
}
