import { mergePair, type PairChange, type PairView } from '@switchboard/company-b/pair/merge'
import { isOther } from '@switchboard/company-b/pair/fingerprint'
import type { PairRow } from '@switchboard/company-b/pair/row'
import type { StoredRow } from '../../adapters/postgres/row-at-b.ts'

/** What a look at a pair means against what was known. Ids are those of the archive number that stands after it. */
export interface MergedLook {
  archived: boolean
  top: number
  coveredFrom: number
  changes: Exclude<PairChange, { kind: 'hidden' }>[]
  /** Gone from one side's history only. */
  hidden: { id: number; uid: number }[]
  /** Rows as they stand now, of those the look covers. */
  rows: Map<number, StoredRow>
}

/** Two views of one pair that cannot belong together: it was archived between the readings. Look again. */
export class TornLook extends Error {}

/**
 * Merges the views of one or both sides of a pair with the stored rows. Pure. A row that one side hid is still known from
 * the other; what is hidden is told only of sides that were read.
 */
export function mergeLook(known: { top: number; rows: ReadonlyMap<number, StoredRow> }, views: ReadonlyMap<number, PairView>): MergedLook {
  const all = [...views.values()]
  const top = Math.min(...all.map((view) => view.top))
  const coveredFrom = Math.max(...all.map((view) => view.coveredFrom))
  const shown = new Map<number, PairRow>()
  for (const view of all) {
    for (const row of view.rows) {
      if (row.id > top || row.id < coveredFrom) continue
      const other = shown.get(row.id)
      if (other !== undefined && isOther(other, row)) throw new TornLook('the two sides show different rows')
      if (other === undefined || row.kind === 'deleted') shown.set(row.id, row)
    }
  }
  const merged = mergePair(known, { top, coveredFrom, rows: [...shown.values()] })
  const before = merged.archived ? new Map<number, StoredRow>() : known.rows
  const rows = new Map<number, StoredRow>()
  for (const [id, row] of shown) {
    const old = before.get(id)
    const status = merged.known.rows.get(id)?.status ?? row.status
    const hiddenFor = old?.hiddenFor === undefined ? {} : { hiddenFor: old.hiddenFor }
    rows.set(id, old?.kind === 'deleted' ? { ...old, status } : { ...row, ...hiddenFor, status })
  }
  const hidden: MergedLook['hidden'] = []
  for (const [uid, view] of views) {
    const seen = new Set(view.rows.map((row) => row.id))
    for (const id of new Set([...before.keys(), ...shown.keys()])) {
      if (id < coveredFrom || id > top || seen.has(id)) continue
      const row = rows.get(id) ?? before.get(id)
      if (row === undefined || row.hiddenFor?.includes(uid)) continue
      rows.set(id, { ...row, hiddenFor: [...(row.hiddenFor ?? []), uid] })
      hidden.push({ id, uid })
    }
  }
  return { archived: merged.archived, top: merged.known.top, coveredFrom, changes: merged.changes.filter((change) => change.kind !== 'hidden'), hidden, rows }
}

/** Whether a side's view lacks rows that nobody knows it hid: ids have no gaps, so the other side has to be asked. */
export function hasGap(view: PairView, known: ReadonlyMap<number, StoredRow>, viewer: number): boolean {
  const seen = new Set(view.rows.map((row) => row.id))
  for (let id = view.coveredFrom; id <= view.top; id++) {
    if (!seen.has(id) && !known.get(id)?.hiddenFor?.includes(viewer)) return true
  }
  return false
}
