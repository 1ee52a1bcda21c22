import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lastNineDigits, normalForm } from '../src/phone.ts'
import { Random } from '../src/random.ts'
import { Ring } from '../src/rings.ts'
import { stored } from '../src/text.ts'
import { Bench } from './bench.ts'

test('normal form: digits and +, 00 to +, leading 0 to the country', () => {
  expect(['06.12', '0033 6-12', '+33 6 12', '612', '', 'n/a'].map((phone) => normalForm(phone, '33'))).toEqual(['+33612', '+33612', '+33612', '612', null, null])
  expect(['+33 6 12 34 56 78', '12', ''].map(lastNineDigits)).toEqual(['612345678', '12', null])
})

test('the store keeps every unit it can and replaces each other by one ?', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
    const kept = stored(text)
    expect(kept).toMatch(/^[\n\x20-\x7e\xa0-\xff]*$/)
    expect(kept).toHaveLength(text.length)
    expect(stored(kept)).toBe(kept)
  }))
})

test('a ring never gives a gap without saying lost', () => {
  fc.assert(fc.property(fc.nat(30), fc.integer({ min: 0, max: 40 }), (pushed, since) => {
    const ring = new Ring(10)
    for (let i = 1; i <= pushed; i++) ring.push(`"v":${i}}`)
    const { lost, events } = ring.after(since)
    const numbers = events.map((event) => JSON.parse(event) as { n: number; v: number })
    for (const { n, v } of numbers) expect(v).toBe(n)
    const oldest = Math.max(0, pushed - 10)
    expect(lost).toBe(since > pushed || since < oldest ? 1 : 0)
    const from = lost ? oldest : since
    expect(numbers.map(({ n }) => n)).toEqual(Array.from({ length: pushed - from }, (_, i) => from + i + 1))
  }))
})

test('the generator repeats, is uniform enough, and its normals have the right quantile', () => {
  const [a, b] = [new Random(7), new Random(7)]
  const draws = Array.from({ length: 20_000 }, () => a.next())
  expect(draws).toEqual(Array.from({ length: 20_000 }, () => b.next()))
  expect(draws.reduce((sum, draw) => sum + draw) / draws.length).toBeCloseTo(0.5, 1)
  const normals = Array.from({ length: 20_000 }, () => a.normal()).sort((x, y) => x - y)
  expect(Math.abs((normals[19_800] ?? 0) - 2.326)).toBeLessThan(0.2)
})

type Step = { op: 'send' | 'hide' | 'mark' | 'seen' | 'archive'; by: 0 | 1; id: number }
const step: fc.Arbitrary<Step> = fc.record({
  op: fc.constantFrom('send', 'send', 'send', 'hide', 'mark', 'seen', 'archive'), by: fc.constantFrom(0, 1), id: fc.integer({ min: 1, max: 8 }),
})

test('counts, pages and threads agree with a plain model after any changes', async () => {
  await using b = await Bench.open([1, 2])
  await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
    const sids = [await b.login(1), await b.login(2)]
    await b.call('archive', { sid: sids[0], with: 2 })
    let rows: { id: number; fr: number; typ: number; st: number; hid: Set<number> }[] = []
    for (const { op, by, id } of steps) {
      const [sid, me, peer] = [sids[by], by + 1, 2 - by]
      const row = rows[id - 1]
      if (op === 'send') {
        await b.call('send', { sid, to: peer, txt: 'x' })
        rows.push({ id: rows.length + 1, fr: me, typ: 0, st: 0, hid: new Set() })
      } else if (op === 'archive') {
        expect((await b.call('archive', { sid, with: peer })).n).toBe(rows.length)
        rows = []
      } else if (op === 'seen') {
        const changes = row !== undefined && row.fr !== me && row.st < 2
        expect((await b.call('seen', { sid, with: peer, ids: [id] })).n).toBe(changes ? 1 : 0)
        if (changes) row.st = 2
      } else {
        const { ok, err } = await b.call('del', { sid, with: peer, id, all: op === 'mark' ? 1 : 0 })
        expect(ok ? 0 : err).toBe(!row ? 9 : op === 'mark' && row.fr !== me ? 13 : 0)
        if (ok && row && op === 'mark') row.typ = 5
        if (ok && row && op === 'hide') row.hid.add(me)
      }
    }
    for (const me of [1, 2]) {
      const sid = sids[me - 1]
      const visible = rows.filter((row) => !row.hid.has(me)).reverse()
      const hist = await b.call('hist', { sid, with: 3 - me, off: 1, cnt: 50 })
      expect([hist.top, hist.tot, hist.m.map(({ id, typ, st }) => [id, typ, st])]).toEqual([rows.length, visible.length, visible.slice(1).map(({ id, typ, st }) => [id, typ, st])])
      const unseen = visible.filter((row) => row.fr !== me && row.st < 2 && row.typ !== 5).length
      const threads = (await b.call('threads', { sid })).th.map((th) => [th.top, th.tot, th.unseen, th.last.id])
      expect(threads).toEqual(visible[0] ? [[rows.length, visible.length, unseen, visible[0].id]] : [])
    }
  }), { numRuns: 25 })
})
