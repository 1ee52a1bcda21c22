import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PairView } from '@switchboard/company-b/pair/merge'
import type { PairRow } from '@switchboard/company-b/pair/row'
import type { StoredRow } from '../../src/adapters/postgres/row-at-b.ts'
import { hasGap, mergeLook, TornLook } from '../../src/bridge/b/merge-look.ts'
import { hintsOf } from '../../src/bridge/b/poll.ts'

/** A pair of uids 1 and 2 as B holds it, and what may happen to it. */
interface Pair { rows: (PairRow & { hiddenBy: number[] })[] }
type Step = { op: 'send'; by: 1 | 2; time: number } | { op: 'delete' | 'seen' | 'got'; at: number } | { op: 'react'; at: number; by: 1 | 2; slot: number } | { op: 'hide'; at: number; by: 1 | 2 } | { op: 'archive' } | { op: 'look'; depth: number; as: (1 | 2)[] }

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ op: fc.constant('send' as const), by: fc.constantFrom(1 as const, 2 as const), time: fc.integer({ min: 0, max: 3 }) }) },
  fc.record({ op: fc.constantFrom('delete' as const, 'seen' as const, 'got' as const), at: fc.nat(40) }),
  fc.record({ op: fc.constant('react' as const), at: fc.nat(40), by: fc.constantFrom(1 as const, 2 as const), slot: fc.integer({ min: 0, max: 6 }) }),
  fc.record({ op: fc.constant('hide' as const), at: fc.nat(40), by: fc.constantFrom(1 as const, 2 as const) }),
  { weight: 1, arbitrary: fc.record({ op: fc.constant('archive' as const) }) },
  { weight: 4, arbitrary: fc.record({ op: fc.constant('look' as const), depth: fc.nat(20), as: fc.constantFrom<(1 | 2)[]>([1, 2], [2, 1]) }) },
)

let tags = 0
function perform(pair: Pair, step: Exclude<Step, { op: 'look' }>): void {
  const row = 'at' in step ? pair.rows[step.at % Math.max(1, pair.rows.length)] : undefined
  switch (step.op) {
    case 'send': tags += 1; pair.rows.push({ id: pair.rows.length + 1, from: step.by, to: 3 - step.by, time: step.time, text: `t${tags}`, damaged: false, kind: 'text', status: 'sent', reactions: {}, tag: `tag${tags}`, hiddenBy: [] }); break
    case 'archive': pair.rows = []; break
    case 'delete': if (row) Object.assign(row, { kind: 'deleted', text: '', reactions: {} }); break
    case 'seen': if (row) row.status = 'seen'; break
    case 'got': if (row?.status === 'sent') row.status = 'delivered'; break
    case 'react': if (row && row.kind !== 'deleted') row.reactions = Object.fromEntries(Object.entries<number>({ ...row.reactions, [step.by]: step.slot }).filter(([, slot]) => slot !== 0)); break
    case 'hide': if (row && !row.hiddenBy.includes(step.by)) row.hiddenBy.push(step.by)
  }
}

function viewOf(pair: Pair, uid: number, downTo: number): PairView {
  return { top: pair.rows.length, coveredFrom: downTo, rows: pair.rows.filter((row) => row.id >= downTo && !row.hiddenBy.includes(uid)).map(({ hiddenBy: _, ...row }) => structuredClone(row)) }
}

/** What a reader of looks keeps: the rows of each archive number. */
class Keeper {
  top = 0
  archives: Map<number, StoredRow>[] = [new Map()]
  created: string[] = []

  look(pair: Pair, depth: number, as: readonly number[]): ReturnType<typeof mergeLook> {
    let views = new Map(as.map((uid) => [uid, viewOf(pair, uid, Math.max(1, Math.min(this.top, depth)))]))
    const known = this.archives.at(-1) ?? new Map<number, StoredRow>()
    if (mergeLook({ top: this.top, rows: known }, views).archived) views = new Map(as.map((uid) => [uid, viewOf(pair, uid, 1)]))
    const look = mergeLook({ top: this.top, rows: known }, views)
    if (look.archived) this.archives.push(new Map())
    for (const [id, row] of look.rows) this.archives.at(-1)?.set(id, row)
    this.top = look.top
    for (const change of look.changes) if (change.kind === 'new') this.created.push(change.row.tag ?? '')
    return look
  }
}

describe('merging looks at a pair', () => {
  it('ends, whatever was missed, in what B shows; nothing twice, in B’s order, and no earlier archive is altered', () => {
    fc.assert(fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const pair: Pair = { rows: [] }
      const keeper = new Keeper()
      for (const one of steps) {
        const frozen = structuredClone(keeper.archives.slice(0, -1))
        if (one.op === 'look') keeper.look(pair, one.depth, one.as)
        else perform(pair, one)
        expect(keeper.archives.slice(0, frozen.length)).toEqual(frozen)
      }
      keeper.look(pair, 1, [1, 2])
      const now = keeper.archives.at(-1)
      for (const row of pair.rows) {
        const known = now?.get(row.id)
        if (row.hiddenBy.length === 2) continue
        expect(known).toMatchObject({ kind: row.kind, status: row.status, reactions: row.kind === 'deleted' ? {} : row.reactions })
        expect([...(known?.hiddenFor ?? [])].sort()).toEqual([...row.hiddenBy].sort())
      }
      expect(new Set(keeper.created).size).toBe(keeper.created.length)
      expect(keeper.created).toEqual(keeper.created.toSorted((a, b) => Number(a.slice(3)) - Number(b.slice(3))))
      const again = keeper.look(pair, 1, [1, 2])
      expect([again.archived, again.changes, again.hidden]).toEqual([false, [], []])
    }), { numRuns: 300 })
  })

  it('never lets a status go back or a deletion be undone by an older view', () => {
    const row: StoredRow = { id: 1, from: 1, to: 2, time: 0, text: '', damaged: false, kind: 'deleted', status: 'seen', reactions: {} }
    const older = { top: 1, coveredFrom: 1, rows: [{ ...row, kind: 'text' as const, text: 'x', status: 'sent' as const }] }
    const look = mergeLook({ top: 1, rows: new Map([[1, row]]) }, new Map([[1, older]]))
    expect(look.changes).toEqual([])
    expect(look.rows.get(1)).toMatchObject({ kind: 'deleted', status: 'seen' })
  })

  it('refuses two views that cannot belong together', () => {
    const row: PairRow = { id: 1, from: 1, to: 2, time: 0, text: 'x', damaged: false, kind: 'text', status: 'sent', reactions: {}, tag: 'a' }
    const view = (tag: string) => ({ top: 1, coveredFrom: 1, rows: [{ ...row, tag }] })
    expect(() => mergeLook({ top: 0, rows: new Map() }, new Map([[1, view('a')], [2, view('b')]]))).toThrow(TornLook)
  })

  it('sees that a side hides what nobody knows of', () => {
    const row: PairRow = { id: 2, from: 1, to: 2, time: 0, text: 'x', damaged: false, kind: 'text', status: 'sent', reactions: {} }
    const view = { top: 2, coveredFrom: 1, rows: [row] }
    expect(hasGap(view, new Map(), 1)).toBe(true)
    expect(hasGap(view, new Map([[1, { ...row, id: 1, hiddenFor: [1] }]]), 1)).toBe(false)
  })
})

describe('hints', () => {
  it('go as deep as the lowest row that an event names', () => {
    const pair = { low: 1, high: 2 }
    expect(hintsOf([
      { n: 1, at: 0, kind: 'reaction', pair, id: 9, by: 1, slot: 1 }, { n: 2, at: 0, kind: 'status', pair, ids: [4, 7], status: 'seen', by: 2 },
      { n: 3, at: 0, kind: 'deleted', pair, id: 8, forAll: false, by: 1 }, { n: 4, at: 0, kind: 'typing', pair: { low: 3, high: 4 }, by: 3 },
    ])).toEqual([{ pair: { lo: 1, hi: 2 }, downTo: 4, both: true }])
  })
})
