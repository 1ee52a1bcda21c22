import { isOther } from './fingerprint.ts'
import { isFurther, type PairRow, type RowStatus } from './row.ts'

/** A row as last seen: what a later look is compared with. */
export type KnownRow = Pick<PairRow, 'id' | 'from' | 'to' | 'time' | 'kind' | 'status' | 'reactions'> & { tag?: string | undefined; hidden?: boolean | undefined }

/** What is known of a pair within its present archive number, for one viewer. */
export interface KnownPair {
  /** Highest id ever seen, 0 for none. */
  top: number
  rows: ReadonlyMap<number, KnownRow>
}

/** A fresh look at a pair: all rows that the viewer sees with an id from `coveredFrom` to `top`. */
export interface PairView {
  top: number
  coveredFrom: number
  rows: readonly PairRow[]
}

/** One difference between what was known and what a company shows now. Ids are those of the present archive number. */
export type PairChange =
  | { kind: 'new'; id: number; row: PairRow }
  | { kind: 'deleted'; id: number; row: PairRow }
  | { kind: 'status'; id: number; status: RowStatus; was: RowStatus }
  /** `slot` 0: the reaction was taken back. */
  | { kind: 'reaction'; id: number; by: number; slot: number; was: number }
  /** Gone from this viewer's history only. */
  | { kind: 'hidden'; id: number }

export interface Merge {
  /** The ids began again: every change belongs to the next archive number, and the older rows stay as they are. */
  archived: boolean
  changes: PairChange[]
  /** What is known after applying the changes. */
  known: KnownPair
}

/**
 * Compares a look at a pair with what was known and says what changed, ids ascending. Live events, healing and
 * reconciliation all come through here. Pure: the same look twice gives no change; deletion is final and status only
 * rises, so an older look cannot take either back. Looks at one pair must be merged one after the other.
 */
export function mergePair(known: KnownPair, view: PairView): Merge {
  const archived = wasArchived(known, view)
  const before: KnownPair = archived ? { top: 0, rows: new Map() } : known
  const rows = new Map(before.rows)
  const changes: PairChange[] = []
  const shown = new Map(view.rows.map((row) => [row.id, row]))
  const covered = [...before.rows.keys()].filter((id) => id >= view.coveredFrom && id <= view.top)
  const ids = [...new Set([...covered, ...shown.keys()])].sort((a, b) => a - b)
  for (const id of ids) {
    const old = before.rows.get(id)
    const row = shown.get(id)
    if (row === undefined) {
      if (old === undefined || old.hidden === true) continue
      changes.push({ kind: 'hidden', id })
      rows.set(id, { ...old, hidden: true })
    } else if (old === undefined) {
      changes.push({ kind: 'new', id, row })
      rows.set(id, row)
    } else {
      changes.push(...changesOf(old, row))
      rows.set(id, settled(old, row))
    }
  }
  return { archived, changes, known: { top: Math.max(before.top, view.top, ...shown.keys()), rows } }
}

/** New archive number: `top` is below the known one, or a known id shows another fingerprint (mapping.md, "Archive"). */
function wasArchived(known: KnownPair, view: PairView): boolean {
  if (view.top < known.top) return true
  return view.rows.some((row) => {
    const old = known.rows.get(row.id)
    return old !== undefined && isOther(old, row)
  })
}

function changesOf(old: KnownRow, row: PairRow): PairChange[] {
  if (old.kind === 'deleted') return []
  const { id } = row
  if (row.kind === 'deleted') return [{ kind: 'deleted', id, row }]
  const changes: PairChange[] = []
  if (isFurther(row.status, old.status)) changes.push({ kind: 'status', id, status: row.status, was: old.status })
  for (const uid of new Set([...Object.keys(old.reactions), ...Object.keys(row.reactions)])) {
    const was = old.reactions[uid] ?? 0
    const slot = row.reactions[uid] ?? 0
    if (slot !== was) changes.push({ kind: 'reaction', id, by: Number(uid), slot, was })
  }
  return changes
}

function settled(old: KnownRow, row: PairRow): KnownRow {
  const status = isFurther(old.status, row.status) ? old.status : row.status
  return old.kind === 'deleted' ? { ...old, status } : { ...row, status }
}
