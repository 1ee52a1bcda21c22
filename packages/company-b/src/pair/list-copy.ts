import type { PairRow } from './row.ts'

/**
 * The key by which the copies of one list post are grouped in their owner's own view (mapping.md, "List copies"), or null
 * for a row that is no copy. B links neither a post to its copies nor a copy to the others.
 */
export function listCopyKey(row: PairRow): string | null {
  if (row.listId === undefined) return null
  return JSON.stringify([row.listId, row.from, row.time, row.tag ?? null, row.kind, row.text])
}
