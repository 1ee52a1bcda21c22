import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findSent } from '../src/pair/find-sent.ts'
import { listCopyKey } from '../src/pair/list-copy.ts'
import { mergePair, type KnownPair, type PairView } from '../src/pair/merge.ts'
import { isFurther, kindNumber, pairOf, readPair, rowOf, statusOf, type PairRow } from '../src/pair/row.ts'

const nothing: KnownPair = { top: 0, rows: new Map() }
const row = (id: number, more: Partial<PairRow> = {}): PairRow => ({
  id, from: 1, to: 2, time: 1_000 + id, text: `t${id}`, damaged: false, kind: 'text', status: 'sent', reactions: {}, ...more,
})
const view = (rows: PairRow[], more: Partial<PairView> = {}): PairView => ({ rows, top: Math.max(0, ...rows.map((r) => r.id)), coveredFrom: 1, ...more })

describe('merging a look at a pair', () => {
  const known = mergePair(nothing, view([row(1), row(2), row(3)])).known

  test('rows never seen are new, in order of id whatever their time', () => {
    const merge = mergePair(nothing, view([row(3, { time: 1 }), row(1, { time: 9 }), row(2, { time: 5 })]))
    expect(merge.archived).toBe(false)
    expect(merge.changes.map((change) => [change.kind, change.id])).toEqual([['new', 1], ['new', 2], ['new', 3]])
  })
  test('the same look again changes nothing', () => expect(mergePair(known, view([row(3), row(2), row(1)])).changes).toEqual([]))
  test('a marker, a higher status and reactions are changes', () => {
    const merge = mergePair(known, view([row(1, { kind: 'deleted', text: '' }), row(2, { status: 'seen' }), row(3, { reactions: { 1: 2 } })]))
    expect(merge.changes).toMatchObject([
      { kind: 'deleted', id: 1 }, { kind: 'status', id: 2, status: 'seen', was: 'sent' }, { kind: 'reaction', id: 3, by: 1, slot: 2, was: 0 },
    ])
    expect(mergePair(merge.known, view([row(1, { kind: 'deleted' }), row(2, { status: 'seen' }), row(3, { reactions: { 1: 3 } })])).changes)
      .toEqual([{ kind: 'reaction', id: 3, by: 1, slot: 3, was: 2 }])
  })
  test('a late look takes back neither a deletion nor a status', () => {
    const { known: newer } = mergePair(known, view([row(1, { kind: 'deleted' }), row(2, { status: 'seen' }), row(3)]))
    const late = mergePair(newer, view([row(1), row(2), row(3)]))
    expect(late).toMatchObject({ archived: false, changes: [] })
    expect([late.known.rows.get(1)?.kind, late.known.rows.get(2)?.status]).toEqual(['deleted', 'seen'])
  })
  test('a row that is not shown within what was covered is hidden for that viewer, once', () => {
    const merge = mergePair(known, view([row(3), row(1)]))
    expect(merge.changes).toEqual([{ kind: 'hidden', id: 2 }])
    expect(mergePair(merge.known, view([row(3), row(1)])).changes).toEqual([])
    expect(mergePair(known, view([row(3)], { coveredFrom: 3 })).changes).toEqual([])
    expect(mergePair(known, view([row(2), row(1)], { top: 3 })).changes).toEqual([{ kind: 'hidden', id: 3 }])
  })
  test('a lower top is an archive', () => {
    expect(mergePair(known, view([]))).toMatchObject({ archived: true, changes: [] })
    expect(mergePair(known, view([row(1, { time: 99 })]))).toMatchObject({ archived: true, changes: [{ kind: 'new', id: 1 }] })
  })
  test('a known id with another fingerprint is an archive, even when the ids have overtaken', () => {
    const rows = [1, 2, 3, 4].map((id) => row(id, { time: 5_000 + id }))
    const merge = mergePair(known, view(rows))
    expect(merge.archived).toBe(true)
    expect(merge.changes.map((change) => change.kind)).toEqual(['new', 'new', 'new', 'new'])
    expect(mergePair(known, view([row(1, { tag: 'x' }), row(2), row(3)])).archived).toBe(true)
  })
})

/** A small B: a script of things that happen to one pair, seen by one side. */
type Step = { op: 'send' } | { op: 'delete' | 'status' | 'react' | 'hide'; at: number; value: number } | { op: 'archive' } | { op: 'look'; depth: number }
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.constant<Step>({ op: 'send' }) },
  { weight: 4, arbitrary: fc.record({ op: fc.constantFrom('delete' as const, 'status' as const, 'react' as const, 'hide' as const), at: fc.nat(8), value: fc.nat(6) }) },
  { weight: 1, arbitrary: fc.constant<Step>({ op: 'archive' }) },
  { weight: 5, arbitrary: fc.record({ op: fc.constant('look' as const), depth: fc.integer({ min: 1, max: 10 }) }) },
)

test('9–12: after any history and any looks, one full look ends in the state of B, status never falls, and archived rows are never altered', () => {
  fc.assert(fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
    let rows: PairRow[] = []
    let hidden = new Set<number>()
    let clock = 0
    let known = nothing
    let archive = 0
    const record = new Map<string, { kind: string; status: string }>()
    const look = (depth: number) => {
      const seen = rows.filter((r) => !hidden.has(r.id)).slice(-depth)
      const all = seen.length === rows.length - hidden.size
      const merge = mergePair(known, { top: rows.length, coveredFrom: all ? 1 : (seen[0]?.id ?? 1), rows: seen })
      if (merge.archived) archive++
      for (const change of merge.changes) {
        const key = `${archive}:${change.id}`
        if (change.kind === 'new') {
          expect(record.has(key)).toBe(false)
          record.set(key, { kind: change.row.kind, status: change.row.status })
        } else {
          const before = record.get(key)
          expect(before).toBeDefined()
          if (change.kind === 'status' && before !== undefined) {
            expect(isFurther(change.status, statusOf(['sent', 'delivered', 'seen'].indexOf(before.status)))).toBe(true)
            before.status = change.status
          }
          if (change.kind === 'deleted' && before !== undefined) {
            expect(before.kind).not.toBe('deleted')
            before.kind = 'deleted'
          }
        }
      }
      known = merge.known
    }
    for (const one of steps) {
      if (one.op === 'look') look(one.depth)
      else if (one.op === 'send') rows = [...rows, row(rows.length + 1, { time: clock++ })]
      else if (one.op === 'archive') {
        // An archive with nothing sent since cannot be told from no archive only when the pair was empty.
        rows = []
        hidden = new Set()
      } else {
        const target = rows[one.at % Math.max(1, rows.length)]
        if (target === undefined) continue
        if (one.op === 'hide') hidden.add(target.id)
        else {
          const next = one.op === 'delete' ? { ...target, kind: 'deleted' as const, text: '', reactions: {} }
            : one.op === 'status' ? { ...target, status: isFurther(statusOf(one.value % 3), target.status) ? statusOf(one.value % 3) : target.status }
              : target.kind === 'deleted' ? target : { ...target, reactions: one.value === 0 ? {} : { 2: one.value } }
          rows = rows.map((r) => r.id === target.id ? next : r)
        }
      }
    }
    look(Infinity)
    const visible = rows.filter((r) => !hidden.has(r.id))
    const held = [...known.rows.values()].filter((r) => r.hidden !== true)
    expect(held.map((r) => [r.id, r.kind, r.status, r.kind === 'deleted' ? {} : r.reactions]).sort((a, b) => Number(a[0]) - Number(b[0])))
      .toEqual(visible.map((r) => [r.id, r.kind, r.status, r.reactions]))
    look(Infinity)
  }), { numRuns: 400 })
})

test('a sent row is found by tag and sender, deleted or not, and twice when it is there twice', () => {
  const rows = [row(3, { tag: 'u1' }), row(2, { tag: 'u1', kind: 'deleted', text: '' }), row(1, { tag: 'u1', from: 2, to: 1 }), row(4)]
  expect(findSent(rows, { tag: 'u1', fromUid: 1 }).map((r) => r.id)).toEqual([2, 3])
  expect(findSent(rows, { tag: 'u2', fromUid: 1 })).toEqual([])
})

test('rows, kinds and pairs are read in canonical words', () => {
  expect(rowOf({ id: 12, fr: 9, to: 4, t: 7, txt: 'Caf&#233; &#55357;', typ: 1, st: 2, r: { 4: 2 }, ref: { id: 3 }, q: 'x', exp: 60, at: 8, lid: 77, tag: 'z', link: 'm-0123456789' })).toEqual({
    id: 12, from: 9, to: 4, time: 7, text: 'Café \ufffd', damaged: true, kind: 'image', status: 'seen', reactions: { 4: 2 },
    replaces: 3, quote: 'x', expiresIn: 60, scheduledFor: 8, listId: 77, tag: 'z', link: 'm-0123456789',
  })
  expect([kindNumber('text'), kindNumber('nudge'), pairOf(9, 4), readPair('4:9')]).toEqual([0, 4, { low: 4, high: 9 }, { low: 4, high: 9 }])
})

test('copies of one list post share a key, other rows have none', () => {
  const copy = row(1, { listId: 7 })
  expect(listCopyKey(copy)).toBe(listCopyKey({ ...copy, id: 5, to: 3, status: 'seen' }))
  expect(listCopyKey(row(1))).toBeNull()
})
