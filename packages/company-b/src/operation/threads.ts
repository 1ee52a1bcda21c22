import type { CompanyB } from '../client.ts'
import { rowOf, type PairRow } from '../pair/row.ts'

const PAGE = 50
const RESTARTS = 5

/** One pair of a person's list. */
export interface Thread {
  with: number
  /** Highest id in use. */
  top: number
  /** Rows this person sees. */
  visible: number
  unseen: number
  last: PairRow
}

/**
 * A person's pairs with a visible row, the latest first. A pair that moves up while pages are read pushes others down,
 * never out of reach; a change of the total begins the reading again (at most 5 times).
 */
export async function threadsOf(client: CompanyB, as: number): Promise<Thread[]> {
  for (let restart = 0; ; restart++) {
    const threads = new Map<number, Thread>()
    let total: number | null = null
    let torn = false
    for (let off = 0; total === null || off < total;) {
      const page = await client.ask('threads', { off, cnt: PAGE }, { as })
      torn = total !== null && page.tot !== total
      if (torn) break
      total = page.tot
      if (page.th.length === 0) break
      for (const thread of page.th) {
        if (!threads.has(thread.with)) threads.set(thread.with, { with: thread.with, top: thread.top, visible: thread.tot, unseen: thread.unseen, last: rowOf(thread.last) })
      }
      off += page.th.length
    }
    const short = total !== null && threads.size < total
    if ((!torn && !short) || restart >= RESTARTS) return [...threads.values()]
  }
}
