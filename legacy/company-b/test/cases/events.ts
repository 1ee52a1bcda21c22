import { describe, expect, test } from 'vitest'
import { Bench } from '../bench.ts'

export function events(): void {
  describe('polling', () => {
    test('-1 answers at once with n and no events; since gives what came after, ascending', async () => {
      await using b = await Bench.open([1, 2])
      const [one, two] = [await b.login(1), await b.login(2)]
      expect(await b.call('poll', { sid: two, since: -1, wait: 25 })).toMatchObject({ n: 0, lost: 0, ev: [] })
      for (const txt of ['a', 'b', 'c']) await b.call('send', { sid: one, to: 2, txt })
      expect(await b.call('poll', { sid: two, since: -1 })).toMatchObject({ n: 3, lost: 0, ev: [] })
      const answer = await b.call('poll', { sid: two, since: 1, wait: 25 })
      expect([answer.n, answer.lost, answer.ev.map(({ n }) => n)]).toEqual([3, 0, [2, 3]])
      expect(answer.boot).toBe((await b.call('hello')).boot)
      expect(await b.call('poll', { sid: two, since: 3 })).toMatchObject({ n: 3, ev: [] })
    })

    test('a ring keeps 100 events; older ones, and a since from the future, are lost', async () => {
      await using b = await Bench.open([1, 2])
      const [one, two, partner] = [await b.login(1), await b.login(2), await b.partner()]
      for (let i = 0; i < 103; i++) await b.call('send', { sid: one, to: 2, txt: `${i}` })
      const fell = await b.call('poll', { sid: two, since: 2 })
      expect([fell.lost, fell.ev.length, fell.ev[0]?.n, fell.n]).toEqual([1, 100, 4, 103])
      expect(await b.call('poll', { sid: two, since: 3 })).toMatchObject({ lost: 0 })
      const future = await b.call('poll', { sid: two, since: 104, wait: 25 })
      expect([future.lost, future.ev.length, future.n]).toEqual([1, 100, 103])
      const everyone = await b.call('partner/poll', { sid: partner, since: 0 })
      expect([everyone.lost, everyone.ev.length]).toEqual([0, 103])
    })

    test('the partner ring keeps 1,000 events, each once', async () => {
      await using b = await Bench.open([1, 2])
      const partner = await b.partner()
      for (let i = 0; i < 21; i++) await Promise.all(Array.from({ length: 50 }, () => b.call('typing', { sid: partner, as: 1, with: 2 })))
      const answer = await b.call('partner/poll', { sid: partner, since: 0 })
      expect([answer.lost, answer.ev.length, answer.ev[0]?.n, answer.n]).toEqual([1, 1_000, 51, 1_050])
    })

    test('a held poll wakes within 200 ms, with all events of the call; a partner may poll for a uid', { retry: 2 }, async () => {
      await using b = await Bench.open([1, 2, 3])
      const [sid, partner] = [await b.login(1), await b.partner()]
      const { lid } = await b.call('list/new', { sid, name: 'x', uids: [2, 3] })
      const n = (await b.call('partner/poll', { sid: partner, since: -1 })).n
      const held = [b.call('poll', { sid: partner, as: 2, since: 0, wait: 25 }), b.call('partner/poll', { sid: partner, since: n, wait: 99 })] as const
      await b.call('hello')
      const before = Date.now()
      await b.call('list/post', { sid, lid, txt: 'x' })
      expect((await held[0]).ev).toMatchObject([{ n: 1, k: 'msg' }])
      expect((await held[1]).ev.map(({ k }) => k)).toEqual(['msg', 'msg', 'list'])
      expect(Date.now() - before).toBeLessThan(200)
    })

    test('without an event it answers after wait, which the clock moves too', async () => {
      await using b = await Bench.open([1])
      const sid = await b.login(1)
      const [short, long] = [b.call('poll', { sid, since: 0, wait: 10 }), b.call('poll', { sid, since: 0, wait: 1_000 })]
      await b.call('hello')
      await b.advance(10_000)
      expect(await short).toMatchObject({ n: 0, lost: 0, ev: [] })
      await b.advance(15_000)
      expect(await long).toMatchObject({ n: 0, ev: [] })
      const before = Date.now()
      await b.call('poll', { sid, since: 0, wait: 1 })
      expect(Date.now() - before).toBeGreaterThanOrEqual(990)
    })

    test('a poll whose session idles out ends with err 5; a caller that hangs up is let go', async () => {
      await using b = await Bench.open([1])
      const sid = await b.login(1)
      const abort = new AbortController()
      const left = fetch(`${b.url}/api/poll`, { method: 'POST', body: JSON.stringify({ sid, since: 0, wait: 25 }), signal: abort.signal })
      await b.call('hello')
      abort.abort()
      await expect(left).rejects.toThrow()
      const poll = b.call('poll', { sid, since: 0, wait: 25 })
      await b.call('hello')
      await b.advance(1_800_000)
      expect((await poll).err).toBe(5)
    })

    test('no event for archive, block, setpic, adduser, media and seed', async () => {
      await using b = await Bench.open([1, 2])
      const [sid, partner] = [await b.login(1), await b.partner()]
      await b.control('seed', { conversations: [{ a: 1, b: 2 }], messages: [{ fr: 1, to: 2, txt: 'x' }] })
      await b.call('archive', { sid, with: 2 })
      await b.call('block', { sid, with: 2, blk: 1 })
      await b.call('setpic', { sid, pic: '' })
      await b.call('partner/adduser', { sid: partner, name: 'x' })
      await b.call('media/put', { sid, mime: 'x', b64: 'AAAA' })
      expect((await b.call('partner/poll', { sid: partner, since: -1 })).n).toBe(0)
    })
  })
}
