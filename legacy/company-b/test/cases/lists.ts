import { describe, expect, test } from 'vitest'
import { Bench } from '../bench.ts'

export function lists(): void {
  describe('lists', () => {
    test('new, edit, drop: members once, ascending, and never the owner, a gone or an unknown uid', async () => {
      await using b = await Bench.open([1, 2, 3, 4])
      await b.control('seed', { users: [{ uid: 9, phone: '', name: 'gone', gone: 1 }] })
      const [sid, other] = [await b.login(1), await b.login(2)]
      const { lid } = await b.call('list/new', { sid, name: 'Climbers €', uids: [3, 2, 3] })
      expect(lid).toBe(1)
      expect((await b.call('list/all', { sid })).lists).toEqual([{ lid: 1, owner: 1, name: 'Climbers ?', uids: [2, 3], posts: 0 }])
      expect((await b.call('list/all', { sid: other })).lists).toEqual([])
      for (const uids of [[9], [404]]) expect((await b.call('list/new', { sid, name: 'x', uids })).err).toBe(9)
      expect((await b.call('list/edit', { sid, lid, name: 'New', add: [4], rm: [2, 404] })).list).toEqual({ lid: 1, owner: 1, name: 'New', uids: [3, 4], posts: 0 })
      expect((await b.call('list/edit', { sid, lid, add: [9] })).err).toBe(9)
      expect(await b.call('list/edit', { sid: other, lid, name: 'mine' })).toEqual({ ok: 0, err: 13, msg: 'not yours' })
      expect((await b.call('list/edit', { sid, lid, rm: [3, 4] })).list.uids).toEqual([])
      expect(await b.call('list/post', { sid, lid, txt: 'nobody' })).toMatchObject({ pid: 1, n: 0, skip: [] })
      expect(await b.call('list/edit', { sid, lid, drop: 1 })).toEqual({ ok: 1 })
      for (const [name, fields] of [['list/edit', {}], ['list/post', { txt: 'x' }], ['list/hist', {}]] as const) expect((await b.call(name, { sid, lid, ...fields })).err).toBe(9)
      expect((await b.call('list/all', { sid })).lists).toEqual([])
      expect((await b.call('list/new', { sid, name: 'next', uids: [2] })).lid).toBe(2)
      expect((await b.dump('lists')).map(({ lid: at, dropped }) => [at, dropped])).toEqual([[1, 1], [2, 0]])
      expect((await b.call('poll', { sid, since: 0 })).ev.map(({ k, op }) => `${k} ${String(op)}`)).toEqual(['list new', 'list edit', 'list edit', 'list post', 'list drop', 'list new'])
    })

    test('at most 50 members: repeats count once, and too many change nothing', async () => {
      await using b = await Bench.open(Array.from({ length: 53 }, (_, i) => i + 1))
      const sid = await b.login(1)
      const fifty = Array.from({ length: 50 }, (_, i) => i + 2)
      const { lid } = await b.bad('list/new', { sid, name: 'x', uids: [...fifty, 2, 3] })
      expect(await b.call('list/edit', { sid, lid, name: 'changed', add: [52] })).toEqual({ ok: 0, err: 12, msg: 'too many' })
      expect((await b.call('list/all', { sid })).lists[0]).toMatchObject({ name: 'x', uids: fifty })
      expect((await b.call('list/edit', { sid, lid, add: [52], rm: [2] })).list.uids).toHaveLength(50)
    })

    test('a post writes one plain row per recipient, skips who is gone or blocks, and stands in the list', async () => {
      await using b = await Bench.open([1, 2, 3, 4])
      const [sid, two, three] = [await b.login(1), await b.login(2), await b.login(3)]
      const { lid } = await b.call('list/new', { sid, name: 'x', uids: [4, 3, 2] })
      await b.call('send', { sid: three, to: 1, txt: 'earlier' })
      await b.call('block', { sid: two, with: 1, blk: 1 })
      expect(await b.call('list/post', { sid, lid, txt: 'Sunday', t: 77, tag: 'p' })).toEqual({ ok: 1, pid: 1, n: 2, skip: [2] })
      expect((await b.call('hist', { sid: three, with: 1 })).m[0]).toEqual({ id: 2, fr: 1, to: 3, t: 77, txt: 'Sunday', typ: 0, st: 0, lid, tag: 'p' })
      expect((await b.call('list/hist', { sid, lid })).p).toEqual([{ pid: 1, lid, t: 77, txt: 'Sunday', typ: 0, tag: 'p', n: 2 }])
      expect((await b.call('list/hist', { sid: three, lid })).err).toBe(13)
      expect((await b.call('list/post', { sid: three, lid, txt: 'x' })).err).toBe(13)
      expect((await b.call('list/post', { sid, lid: 99, txt: 'x' })).err).toBe(9)
      await b.call('del', { sid, with: 3, id: 2, all: 1 })
      expect((await b.call('hist', { sid, with: 4 })).m[0]).toMatchObject({ txt: 'Sunday' })
      expect((await b.call('hist', { sid, with: 3 })).m[0]).toEqual({ id: 2, fr: 1, to: 3, t: 77, txt: '', typ: 5, st: 0, lid, tag: 'p' })
      expect((await b.call('list/hist', { sid, lid })).p[0]).toMatchObject({ txt: 'Sunday', n: 2 })
      expect((await b.call('poll', { sid, since: 2 })).ev.map(({ k, pair, pid }) => [k, pair, pid])).toEqual([['msg', '1:3', undefined], ['msg', '1:4', undefined], ['list', undefined, 1], ['del', '1:3', undefined]])
      expect((await b.call('poll', { sid: two, since: 0 })).ev).toEqual([])
    })

    test('list/hist pages from the newest and clamps cnt; posts carry links', async () => {
      await using b = await Bench.open([1, 2])
      const sid = await b.login(1)
      const { lid } = await b.call('list/new', { sid, name: 'x', uids: [2] })
      const { link } = await b.call('media/put', { sid, mime: 'image/png', b64: 'AAAA' })
      for (let i = 1; i <= 52; i++) await b.call('list/post', { sid, lid, txt: `p${i}` })
      expect((await b.call('list/post', { sid, lid, txt: '', typ: 1, link })).pid).toBe(53)
      expect((await b.call('list/post', { sid, lid, txt: '', typ: 1, link: 'm-0000000000' })).err).toBe(9)
      const page = await b.call('list/hist', { sid, lid, off: 1, cnt: 2 })
      expect([page.tot, page.p.map(({ pid }) => pid)]).toEqual([53, [52, 51]])
      expect((await b.call('list/hist', { sid, lid, cnt: 99 })).p).toHaveLength(50)
      expect((await b.call('list/hist', { sid, lid })).p).toHaveLength(20)
      expect((await b.dump('posts')).at(-1)).toEqual({ pid: 53, lid, t: expect.any(Number), txt: '', typ: 1, link, n: 1 })
      await b.advance(7 * 86_400_000)
      expect((await b.call('list/post', { sid: await b.login(1), lid, txt: '', typ: 1, link })).err).toBe(19)
    })
  })

  describe('media', () => {
    test('everybody reads a link for seven days; then it is expired and its bytes are gone', async () => {
      await using b = await Bench.open([1, 2])
      const before = Date.now()
      const put = await b.call('media/put', { sid: await b.login(1), mime: 'image/jpeg', b64: '/9j/4AAQ' })
      expect(put.till - before).toBeGreaterThanOrEqual(7 * 86_400_000)
      expect(await b.call('media/get', { sid: await b.login(2), link: put.link })).toEqual({ ok: 1, mime: 'image/jpeg', b64: '/9j/4AAQ', till: put.till })
      expect((await b.call('media/get', { sid: await b.partner(), link: put.link })).ok).toBe(1)
      expect((await b.call('media/get', { sid: await b.partner(), link: 'm-0000000000' })).err).toBe(9)
      await b.advance(7 * 86_400_000)
      expect(await b.call('media/get', { sid: await b.login(2), link: put.link })).toEqual({ ok: 0, err: 19, msg: 'expired' })
      expect(await b.dump('media')).toEqual([{ link: put.link, mime: 'image/jpeg', len: 6, till: put.till }])
    })
  })
}
