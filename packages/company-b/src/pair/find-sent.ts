import type { PairRow } from './row.ts'

/**
 * The rows of a pair's history that are a call of ours whose outcome was unknown: same tag, same sender. The text is not
 * compared, a row deleted meanwhile has none. None: not stored (ask again after 2 s before sending anew). More than one:
 * it was stored twice (note DUPLICATE_ON_B). Lowest id first.
 */
export function findSent(rows: readonly PairRow[], sent: { tag: string; fromUid: number }): PairRow[] {
  return rows.filter((row) => row.tag === sent.tag && row.from === sent.fromUid).sort((a, b) => a.id - b.id)
}
