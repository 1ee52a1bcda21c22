import { describe, expect, test } from 'vitest'
import { Bench } from '../bench.ts'

const open = async () => {
  const b = await Bench.open([1, 2, 3])
  return { b, one: await b.login(1), two: await b.login(2) }
}

export function pairs(): void {
  describe('sending', () => {
    test('every field comes back; the store keeps ISO-8859-1 and ? for the rest, entities untouched', async () => {
      const { b, one, two } = await open()
      await using _ = b
      const txt = 'Café\tx\r\n 😀 &#128512; &amp; \u0080\u00a0ÿ€'
      const sent = await b.call('send', { sid: one, to: 2, txt, t: 1_772_442_972_008, tag: 'u7Kq', q: 'é€', ref: { id: 7, more: 1 }, exp: 60, at: 5 })
      expect(sent).toEqual({ ok: 1, id: 1, pair: '1:2', t: 1_772_442_972_008 })
      expect((await b.call('hist', { sid: two, with: 1 })).m).toEqual([{
        id: 1, fr: 1, to: 2, t: 1_772_442_972_008, txt: 'Café?x?\n ?? &#128512; &amp; ?\u00a0ÿ?', typ: 0, st: 0, tag: 'u7Kq', q: 'é?', ref: { id: 7 }, exp: 60, at: 5,
      }])
    })

    test('repeats are stored again, also with an equal tag; ids go up per pair, both directions together', async () => {
      const { b, one, two } = await open()
      await using _ = b
      const ids = [await b.call('send', { sid: one, to: 2, txt: 'x', tag: 't' }), await b.call('send', { sid: one, to: 2, txt: 'x', tag: 't' }), await b.call('send', { sid: two, to: 1, txt: 'x' })].map(({ id }) => id)
      expect(ids).toEqual([1, 2, 3])
      expect((await b.call('send', { sid: one, to: 3, txt: 'x' })).id).toBe(1)
      expect((await b.call('send', { sid: one, to: 99, txt: 'x' })).err).toBe(9)
    })

    test('kinds: captions may be empty, a nudge is stored as "", links can be sent repeatedly', async () => {
      const { b, one } = await open()
      await using _ = b
      const { link } = await b.call('media/put', { sid: one, mime: 'image/jpeg', b64: '/9j/4AAQ' })
      for (const fields of [{ typ: 1, txt: '', link }, { typ: 2, txt: '', link }, { typ: 3, txt: 'pack/12' }, { typ: 4, txt: 'ignored' }]) expect((await b.call('send', { sid: one, to: 2, ...fields })).ok).toBe(1)
      expect((await b.call('hist', { sid: one, with: 2 })).m.map(({ typ, txt, link: at }) => [typ, txt, at])).toEqual([[4, '', undefined], [3, 'pack/12', undefined], [2, '', link], [1, '', link]])
    })

    test('a held row is invisible, then gets its id, t = at and its event', async () => {
      const { b, one, two } = await open()
      await using _ = b
      const at = Date.now() + 3_600_000
      expect(await b.call('send', { sid: one, to: 2, txt: 'later', t: 5, at, tag: 'h' })).toEqual({ ok: 1, id: 0, pair: '1:2', t: at })
      expect((await b.call('hist', { sid: one, with: 2 })).tot).toBe(0)
      expect((await b.call('contacts', { sid: one })).users).toEqual([])
      expect(await b.dump('held')).toEqual([{ pair: '1:2', fr: 1, to: 2, t: at, txt: 'later', typ: 0, st: 0, at, tag: 'h' }])
      await b.call('send', { sid: two, to: 1, txt: 'first' })
      await b.advance(1_799_000)
      await b.call('contacts', { sid: two })
      await b.advance(1_799_000)
      expect((await b.call('hist', { sid: two, with: 1 })).tot).toBe(1)
      await b.advance(3_000)
      expect((await b.call('hist', { sid: two, with: 1 })).m[0]).toEqual({ id: 2, fr: 1, to: 2, t: at, txt: 'later', typ: 0, st: 0, at, tag: 'h' })
      expect((await b.call('poll', { sid: two, since: 1 })).ev).toMatchObject([{ k: 'msg', m: { id: 2, t: at } }])
      expect(await b.dump('held')).toEqual([])
    })

    test('a held row comes by itself within a second of its time', { retry: 2 }, async () => {
      const { b, one, two } = await open()
      await using _ = b
      const poll = b.call('poll', { sid: two, since: 0, wait: 25 })
      const at = Date.now() + 300
      await b.call('send', { sid: one, to: 2, txt: 'soon', at })
      expect((await poll).ev).toMatchObject([{ m: { id: 1, t: at } }])
      expect(Date.now() - at).toBeLessThan(1_000)
    })

    test('a held row vanishes when the peer blocks or is gone by then', async () => {
      const { b, one, two } = await open()
      await using _ = b
      const at = Date.now() + 600_000
      await b.call('send', { sid: one, to: 2, txt: 'x', at })
      await b.call('send', { sid: one, to: 3, txt: 'x', at })
      await b.call('block', { sid: two, with: 1, blk: 1 })
      await b.control('seed', { users: [{ uid: 30, phone: '+33600000003', name: 'new owner' }] })
      await b.advance(600_000)
      expect([await b.dump('held'), await b.dump('msgs')]).toEqual([[], []])
    })
  })

  describe('history and threads', () => {
    test('hist counts off from the newest visible row and clamps cnt', async () => {
      const { b, one, two } = await open()
      await using _ = b
      await b.control('seed', { messages: Array.from({ length: 60 }, (_, i) => ({ fr: 1, to: 2, txt: `m${i + 1}` })) })
      const ids = async (sid: string, peer: number, fields: object) => (await b.call('hist', { sid, with: peer, ...fields })).m.map(({ id }) => id)
      expect(await ids(one, 2, { cnt: 2 })).toEqual([60, 59])
      expect(await ids(one, 2, { off: 58, cnt: 5 })).toEqual([2, 1])
      expect((await ids(one, 2, { cnt: 51 })).length).toBe(50)
      expect([(await ids(one, 2, {})).length, (await ids(one, 2, { cnt: 0 })).length, (await ids(one, 2, { off: 99 })).length]).toEqual([20, 20, 0])
      await b.call('del', { sid: one, with: 2, id: 59, all: 0 })
      expect(await ids(one, 2, { off: 1, cnt: 2 })).toEqual([58, 57])
      expect(await ids(two, 1, { off: 1, cnt: 2 })).toEqual([59, 58])
      expect(await b.call('hist', { sid: one, with: 2, cnt: 1 })).toMatchObject({ top: 60, tot: 59 })
      expect(await b.call('hist', { sid: one, with: 3 })).toEqual({ ok: 1, pair: '1:3', top: 0, tot: 0, m: [] })
      expect((await b.call('hist', { sid: one, with: 99 })).err).toBe(9)
    })

    test('threads go by server time of the newest visible row, ties by with; empty pairs are left out', async () => {
      await using b = await Bench.open([1, 2, 3, 4, 5])
      await b.control('seed', {
        conversations: [{ a: 1, b: 5 }],
        messages: [{ fr: 2, to: 1, txt: 'old', srv: 100, st: 1 }, { fr: 4, to: 1, txt: 'tie', srv: 300, st: 0 }, { fr: 1, to: 3, txt: 'tie', srv: 300 }, { fr: 2, to: 1, txt: 'hidden', srv: 900, st: 0, hid: [1] }, { fr: 2, to: 1, typ: 5, txt: '', srv: 200, st: 0 }],
      })
      const sid = await b.login(1)
      const answer = await b.call('threads', { sid })
      expect(answer.th.map((th) => [th.with, th.pair, th.top, th.tot, th.unseen, th.last.id])).toEqual([[3, '1:3', 1, 1, 0, 1], [4, '1:4', 1, 1, 1, 1], [2, '1:2', 3, 2, 1, 3]])
      expect(answer.tot).toBe(3)
      expect((await b.call('threads', { sid, off: 1, cnt: 1 })).th.map((th) => th.with)).toEqual([4])
      for (const id of [1, 3]) await b.call('del', { sid, with: 2, id, all: 0 })
      expect((await b.call('threads', { sid })).th.map((th) => th.with)).toEqual([3, 4])
      expect((await b.call('threads', { sid: await b.login(2) })).th).toMatchObject([{ with: 1, tot: 3, last: { id: 3 } }])
    })
  })

  describe('changes', () => {
    test('st only rises, ignores foreign ids, and makes one event of what changed', async () => {
      const { b, one, two } = await open()
      await using _ = b
      for (const sid of [one, one, one]) await b.call('send', { sid, to: 2, txt: 'x' })
      await b.call('send', { sid: two, to: 1, txt: 'mine' })
      expect((await b.call('got', { sid: two, with: 1, ids: [1] })).n).toBe(1)
      expect((await b.call('seen', { sid: two, with: 1, ids: [3, 1, 1, 4, 99] })).n).toBe(2)
      expect((await b.call('got', { sid: two, with: 1, ids: [1, 3] })).n).toBe(0)
      expect((await b.call('hist', { sid: one, with: 2 })).m.map(({ st }) => st)).toEqual([0, 2, 0, 2])
      expect((await b.call('poll', { sid: one, since: 4 })).ev.map(({ k, ids, st, by }) => [k, ids, st, by])).toEqual([['st', [1], 1, 2], ['st', [1, 3], 2, 2]])
      expect((await b.call('got', { sid: two, with: 3, ids: [1] })).n).toBe(0)
      expect((await b.call('got', { sid: two, with: 99, ids: [1] })).err).toBe(9)
    })

    test('one reaction slot per user, either side; 0 clears', async () => {
      const { b, one, two } = await open()
      await using _ = b
      await b.call('send', { sid: one, to: 2, txt: 'x' })
      for (const [sid, peer, r] of [[one, 2, 1], [two, 1, 6], [one, 2, 3]] as const) await b.call('react', { sid, with: peer, id: 1, r })
      expect((await b.call('hist', { sid: one, with: 2 })).m[0]?.['r']).toEqual({ 1: 3, 2: 6 })
      await b.call('react', { sid: one, with: 2, id: 1, r: 0 })
      await b.call('react', { sid: two, with: 1, id: 1, r: 0 })
      expect((await b.call('hist', { sid: one, with: 2 })).m[0]).not.toHaveProperty('r')
      expect((await b.call('poll', { sid: two, since: 1 })).ev.map(({ k, by, r }) => [k, by, r])).toEqual([['react', 1, 1], ['react', 2, 6], ['react', 1, 3], ['react', 1, 0], ['react', 2, 0]])
      expect((await b.call('react', { sid: one, with: 2, id: 2, r: 1 })).err).toBe(9)
    })

    test('del all:1 leaves a marker for both: id, t, tag, ref, st stay, the rest goes', async () => {
      const { b, one, two } = await open()
      await using _ = b
      await b.call('send', { sid: one, to: 2, txt: 'x', t: 7, tag: 'k', ref: { id: 4 }, q: 'q', exp: 60 })
      await b.call('react', { sid: two, with: 1, id: 1, r: 1 })
      await b.call('got', { sid: two, with: 1, ids: [1] })
      expect(await b.call('del', { sid: two, with: 1, id: 1, all: 1 })).toMatchObject({ err: 13, msg: 'not yours' })
      expect(await b.call('del', { sid: one, with: 2, id: 1, all: 1 })).toEqual({ ok: 1 })
      expect(await b.call('del', { sid: one, with: 2, id: 1, all: 1 })).toEqual({ ok: 1 })
      expect((await b.call('hist', { sid: two, with: 1 })).m).toEqual([{ id: 1, fr: 1, to: 2, t: 7, txt: '', typ: 5, st: 1, tag: 'k', ref: { id: 4 } }])
      expect((await b.call('react', { sid: one, with: 2, id: 1, r: 1 })).err).toBe(9)
      expect((await b.call('poll', { sid: two, since: 3 })).ev).toMatchObject([{ k: 'del', id: 1, all: 1, by: 1 }])
      expect((await b.call('threads', { sid: two })).th[0]).toMatchObject({ unseen: 0, last: { typ: 5 } })
      expect((await b.call('del', { sid: one, with: 2, id: 5, all: 1 })).err).toBe(9)
    })

    test('del all:1 is too late from 900 s on', async () => {
      const { b, one } = await open()
      await using _ = b
      await b.call('send', { sid: one, to: 2, txt: 'x' })
      await b.call('send', { sid: one, to: 2, txt: 'y' })
      await b.advance(890_000)
      expect((await b.call('del', { sid: one, with: 2, id: 1, all: 1 })).ok).toBe(1)
      await b.advance(10_000)
      expect(await b.call('del', { sid: one, with: 2, id: 2, all: 1 })).toEqual({ ok: 0, err: 14, msg: 'too late' })
      expect(await b.call('del', { sid: one, with: 2, id: 1, all: 1 })).toEqual({ ok: 1 })
    })

    test('del all:0 hides for me alone, repeats are fine and only I am told', async () => {
      const { b, one, two } = await open()
      await using _ = b
      await b.call('send', { sid: one, to: 2, txt: 'x' })
      expect(await b.call('del', { sid: two, with: 1, id: 1, all: 0 })).toEqual({ ok: 1 })
      expect(await b.call('del', { sid: two, with: 1, id: 1, all: 0 })).toEqual({ ok: 1 })
      expect((await b.call('hist', { sid: two, with: 1 })).tot).toBe(0)
      expect((await b.call('threads', { sid: two })).tot).toBe(0)
      expect((await b.call('hist', { sid: one, with: 2 })).tot).toBe(1)
      expect((await b.call('poll', { sid: two, since: 1 })).ev).toMatchObject([{ k: 'del', all: 0, by: 2 }])
      expect((await b.call('poll', { sid: one, since: 1 })).ev).toEqual([])
      expect((await b.call('partner/poll', { sid: await b.partner(), since: 1 })).ev).toMatchObject([{ k: 'del', all: 0, by: 2 }])
      expect(await b.dump('msgs')).toMatchObject([{ hid: [2] }])
    })

    test('exp counts from being seen; then the row is a marker and the event says by 0', async () => {
      const { b, one, two } = await open()
      await using _ = b
      await b.call('send', { sid: one, to: 2, txt: 'secret', exp: 60 })
      await b.advance(120_000)
      expect((await b.call('hist', { sid: two, with: 1 })).m).toMatchObject([{ txt: 'secret', exp: 60 }])
      await b.call('seen', { sid: two, with: 1, ids: [1] })
      await b.advance(59_000)
      expect((await b.call('hist', { sid: two, with: 1 })).m).toMatchObject([{ txt: 'secret' }])
      await b.advance(1_500)
      expect((await b.call('hist', { sid: two, with: 1 })).m).toMatchObject([{ txt: '', typ: 5, st: 2 }])
      for (const sid of [one, two]) expect((await b.call('poll', { sid, since: 2 })).ev).toMatchObject([{ k: 'del', all: 1, by: 0, id: 1 }])
    })

    test('archive empties the pair for both and starts ids again, without an event; old ids then hit new rows', async () => {
      const { b, one, two } = await open()
      await using _ = b
      for (const txt of ['a', 'b']) await b.call('send', { sid: one, to: 2, txt, exp: 60 })
      await b.call('seen', { sid: two, with: 1, ids: [1, 2] })
      await b.call('del', { sid: one, with: 2, id: 1, all: 0 })
      expect(await b.call('archive', { sid: two, with: 1 })).toEqual({ ok: 1, n: 2 })
      expect(await b.call('hist', { sid: one, with: 2 })).toMatchObject({ top: 0, tot: 0, m: [] })
      expect((await b.call('threads', { sid: one })).tot).toBe(0)
      expect((await b.call('react', { sid: one, with: 2, id: 1, r: 1 })).err).toBe(9)
      expect((await b.call('send', { sid: two, to: 1, txt: 'new' })).id).toBe(1)
      await b.advance(120_000)
      expect((await b.call('react', { sid: one, with: 2, id: 1, r: 1 })).ok).toBe(1)
      expect((await b.call('hist', { sid: one, with: 2 })).m).toMatchObject([{ id: 1, txt: 'new', r: { 1: 1 } }])
      expect((await b.call('poll', { sid: two, since: 0 })).ev.map(({ k }) => k)).toEqual(['msg', 'msg', 'st', 'msg', 'react'])
      expect((await b.dump('msgs')).map(({ ep, id, txt }) => [ep, id, txt])).toEqual([[0, 1, 'a'], [0, 2, 'b'], [1, 1, 'new']])
      expect(await b.dump('pairs')).toEqual([{ pair: '1:2', ep: 1, top: 1 }])
      expect((await b.call('contacts', { sid: one })).users).toHaveLength(1)
      expect(await b.call('archive', { sid: one, with: 3 })).toEqual({ ok: 1, n: 0 })
    })

    test('typing is told to the peer only and kept as lastTyped', async () => {
      const { b, one, two } = await open()
      await using _ = b
      expect((await b.call('peer', { sid: two, with: 1 })).lastTyped).toBe(0)
      const before = Date.now()
      await b.call('typing', { sid: one, with: 2 })
      expect((await b.call('peer', { sid: two, with: 1 })).lastTyped).toBeGreaterThanOrEqual(before)
      expect((await b.call('peer', { sid: one, with: 2 })).lastTyped).toBe(0)
      expect((await b.call('poll', { sid: two, since: 0 })).ev).toMatchObject([{ k: 'typing', pair: '1:2', by: 1 }])
      expect((await b.call('poll', { sid: one, since: 0 })).ev).toEqual([])
      expect((await b.call('typing', { sid: one, with: 99 })).err).toBe(9)
      expect((await b.call('peer', { sid: one, with: 99 })).err).toBe(9)
    })
  })
}
