import type { CompanyB } from '../client.ts'
import { CompanyBError } from '../error.ts'
import { isOther } from '../pair/fingerprint.ts'
import type { PairView } from '../pair/merge.ts'
import { rowOf, type PairRow } from '../pair/row.ts'

const PAGE = 50
const RESTARTS = 4

export interface HistoryView extends PairView {
  /** Ids descending, each once. */
  rows: PairRow[]
  /** Whether the oldest visible row was reached. */
  complete: boolean
}

export interface HistoryRange {
  as: number
  with: number
  /** Read back until this id is covered; 1 or absent reads everything. */
  downTo?: number
  /** Stop when this many rows were read; the view then covers less. */
  maxRows?: number
}

/**
 * A pair's history as one side sees it, newest first, back to a known id. Offsets count from the newest row and shift, so
 * each page overlaps the one before by a row: a gap or ids that began again (archive) begin the reading anew.
 * After 4 restarts it fails as unavailable: nothing half-read is ever merged.
 */
export async function history(client: CompanyB, range: HistoryRange): Promise<HistoryView> {
  for (let restart = 0; ; restart++) {
    const view = await readOnce(client, range)
    if (view !== null) return view
    if (restart >= RESTARTS) throw new CompanyBError('hist', { kind: 'unavailable', reason: 'history kept changing' })
  }
}

/** One reading from the newest row; null when it tore. */
async function readOnce(client: CompanyB, { as, with: peer, downTo = 1, maxRows = Infinity }: HistoryRange): Promise<HistoryView | null> {
  const rows = new Map<number, PairRow>()
  let top: number | null = null
  let lowest = Infinity
  let off = 0
  for (;;) {
    const page = await client.ask('hist', { with: peer, off, cnt: PAGE }, { as })
    const read = page.m.map(rowOf)
    const first = top === null
    top ??= page.top
    const began = page.top < top || read.some((row) => clashes(rows, row))
    const gap = !first && !read.some((row) => row.id >= lowest)
    if (began || gap) return null
    // Rows that came in while reading belong to the next look: this one covers what stood at its first page.
    for (const row of read) if (row.id <= top) rows.set(row.id, row)
    lowest = Math.min(lowest, ...read.map((row) => row.id))
    off += Math.max(1, read.length - 1)
    const complete = read.length < PAGE
    if (complete) return viewOf(rows, top, 1, true)
    if (lowest <= downTo || rows.size >= maxRows) return viewOf(rows, top, lowest, false)
  }
}

function clashes(rows: ReadonlyMap<number, PairRow>, row: PairRow): boolean {
  const before = rows.get(row.id)
  return before !== undefined && isOther(before, row)
}

function viewOf(rows: ReadonlyMap<number, PairRow>, top: number, coveredFrom: number, complete: boolean): HistoryView {
  return { top, coveredFrom, complete, rows: [...rows.values()].sort((a, b) => b.id - a.id) }
}
