import { describe, expect, test } from 'vitest'
import { Bench } from '../bench.ts'

const DAY = 86_400_000

export function seeds(): void {
  describe('seed and dump', () => {
    test('stores users, conversations and messages as given and counts what it skips', async () => {
      await using b = await Bench.open([1, 2])
      const rows = {
        users: [{ uid: 4711, phone: '0033 6 12 34 56 78', pin: '4821', name: 'Bruno 😀', ext: undefined }, { uid: 5, phone: '+1', name: 'shadow', ext: 'a:5', pic: 'x' }, { uid: 1, phone: 'x', name: 'again' }],
        conversations: [{ a: 1, b: 2, block: 1 }, { lid: 77, owner: 1, name: 'Climbers', uids: [2, 2] }, { lid: 77, owner: 2, name: 'again', uids: [1] }],
        messages: [
          { fr: 1, to: 2, txt: 'x'.repeat(600), t: 9, typ: 3, st: 0, r: { 2: 4 }, ref: { id: 3 }, q: 'q', exp: 90, lid: 77, tag: 'a tag longer than sixteen', hid: [2], srv: 1_000 },
          { fr: 2, to: 1, txt: 'plain' },
        ],
      }
      expect((await b.control('seed', rows)).answer).toEqual({ ok: 1, users: 2, conversations: 2, messages: 2, skipped: 2 })
      const users = await b.dump('users')
      expect(users.at(-1)).toEqual({ uid: 4711, phone: '0033 6 12 34 56 78', name: 'Bruno 😀', pic: '', seen: 0, gone: 0, shadow: 0 })
      expect(users.find(({ uid }) => uid === 5)).toEqual({ uid: 5, phone: '', name: 'shadow', pic: 'x', seen: 0, gone: 0, ext: 'a:5', shadow: 1 })
      const [first, second] = await b.dump<{ srv: number; t: number }>('msgs')
      expect(first).toEqual({
        pair: '1:2', ep: 0, srv: 1_000, hid: [2], id: 1, fr: 1, to: 2, t: 9, txt: 'x'.repeat(600), typ: 3, st: 0, r: { 2: 4 }, ref: { id: 3 }, q: 'q', exp: 90, lid: 77,
        tag: 'a tag longer than sixteen',
      })
      expect(second).toMatchObject({ id: 2, st: 2, txt: 'plain', hid: [] })
      expect(second?.t).toBe(second?.srv)
      expect(Math.abs((second?.srv ?? 0) - (Date.now() - DAY))).toBeLessThan(5_000)
      expect(await b.dump('blocks')).toEqual([{ by: 2, with: 1 }])
      expect(await b.dump('lists')).toEqual([{ lid: 77, owner: 1, name: 'Climbers', uids: [2], posts: 0, dropped: 0 }])
      expect((await b.call('login', { phone: '612345678', pin: '4821', dev: 'tablet' })).uid).toBe(4711)
      await b.control('seed', { messages: rows.messages })
      expect(await b.dump('pairs')).toEqual([{ pair: '1:2', ep: 0, top: 4 }])
    })

    test('an unknown uid anywhere stores nothing', async () => {
      await using b = await Bench.open([1])
      for (const rows of [
        { conversations: [{ a: 1, b: 2 }] }, { conversations: [{ lid: 1, owner: 1, name: 'x', uids: [2] }] },
        { messages: [{ fr: 1, to: 2, txt: 'x' }] }, { messages: [{ fr: 2, to: 1, txt: 'x' }] },
      ]) {
        expect((await b.control('seed', { users: [{ uid: 8, phone: '', name: 'new' }], ...rows })).status).toBe(422)
      }
      expect(await b.dump('users')).toHaveLength(1)
      expect((await b.call('dir', { sid: await b.partner() })).tot).toBe(1)
      expect(await b.dump('pairs')).toEqual([])
    })

    test('ep above the current one archives what is there first; below is 422', async () => {
      await using b = await Bench.open([1, 2])
      await b.control('seed', { messages: [{ fr: 1, to: 2, txt: 'a' }, { fr: 1, to: 2, txt: 'b' }, { fr: 2, to: 1, txt: 'c', ep: 2 }, { fr: 2, to: 1, txt: 'd' }] })
      expect((await b.dump('msgs')).map(({ ep, id, txt }) => [ep, id, txt])).toEqual([[0, 1, 'a'], [0, 2, 'b'], [2, 1, 'c'], [2, 2, 'd']])
      expect(await b.dump('pairs')).toEqual([{ pair: '1:2', ep: 2, top: 2 }])
      expect((await b.control('seed', { messages: [{ fr: 1, to: 2, txt: 'x', ep: 3 }, { fr: 1, to: 2, txt: 'x', ep: 1 }] })).status).toBe(422)
      expect((await b.call('hist', { sid: await b.login(1), with: 2 })).m.map(({ txt }) => txt)).toEqual(['d', 'c'])
    })

    test('10,000 rows take far less than 10 s, and the dump is in order of the numbers', async () => {
      await using b = await Bench.open()
      const users = Array.from({ length: 10_000 }, (_, i) => ({ uid: i + 1, phone: `+4479${String(i).padStart(8, '0')}`, name: `U${i}` }))
      const messages = Array.from({ length: 10_000 }, (_, i) => ({ fr: (i % 20) + 2, to: (i % 20) + 100, txt: `m${i}` }))
      const before = performance.now()
      expect((await b.control('seed', { users, messages })).answer).toMatchObject({ users: 10_000, messages: 10_000 })
      expect(performance.now() - before).toBeLessThan(10_000)
      const rows = await b.dump<{ pair: string; id: number }>('msgs')
      const keys = rows.map(({ pair, id }) => [...pair.split(':').map(Number), id] as [number, number, number])
      expect(keys).toEqual([...keys].sort((x, y) => x[0] - y[0] || x[1] - y[1] || x[2] - y[2]))
      expect(rows).toHaveLength(10_000)
    })
  })
}
