import type { z } from 'zod'
import type { CompanyB } from '../client.ts'
import { readPair, rowOf, statusOf, type Pair, type PairRow, type RowStatus } from '../pair/row.ts'
import type { ev } from '../shape.ts'
import { decode } from '../text/entities.ts'

/** How far the partner's ring was read. Valid within one boot of B only. */
export interface PollPosition { boot: string; n: number }

/** One event of B in canonical words: a hint that something changed; the history is the truth. `n` numbers the ring, `at` is B's clock. */
export type CompanyBEvent = { n: number; at: number } & (
  | { kind: 'message'; pair: Pair; row: PairRow }
  | { kind: 'deleted'; pair: Pair; id: number; forAll: boolean; /** null: expired. */ by: number | null }
  | { kind: 'reaction'; pair: Pair; id: number; by: number; slot: number }
  | { kind: 'status'; pair: Pair; ids: number[]; status: RowStatus; by: number }
  | { kind: 'typing'; pair: Pair; by: number }
  | { kind: 'name'; uid: number; name: string }
  | { kind: 'list'; listId: number; change: 'new' | 'edit' | 'drop' | 'post'; by: number; postId: number | null }
  | { kind: 'unknown' }
)

export interface Polled {
  events: CompanyBEvent[]
  /** Events were lost before these: the ring overflowed, B started anew, its numbers went back, or there was no position. Reconcile. */
  reset: boolean
  position: PollPosition
}

/** Waits up to `waitSeconds` (at most 25) for events of everyone after a position; null begins at the present. */
export async function pollEvents(client: CompanyB, position: PollPosition | null, options: { waitSeconds?: number; signal?: AbortSignal } = {}): Promise<Polled> {
  const wait = Math.min(25, options.waitSeconds ?? 25)
  const answer = await client.ask('partnerPoll', { since: position?.n ?? -1, wait }, {
    holdMs: wait * 1_000, ...(options.signal === undefined ? {} : { signal: options.signal }),
  })
  const reset = position === null || position.boot !== answer.boot || answer.lost === 1 || answer.n < position.n
  const last = answer.ev.at(-1)
  return { events: answer.ev.map(eventOf), reset, position: { boot: answer.boot, n: last?.n ?? answer.n } }
}

function eventOf(event: z.infer<typeof ev>): CompanyBEvent {
  const head = { n: event.n, at: event.ts }
  switch (event.k) {
    case 'msg': return { ...head, kind: 'message', pair: readPair(event.pair), row: rowOf(event.m) }
    case 'del': return { ...head, kind: 'deleted', pair: readPair(event.pair), id: event.id, forAll: event.all === 1, by: event.by === 0 ? null : event.by }
    case 'react': return { ...head, kind: 'reaction', pair: readPair(event.pair), id: event.id, by: event.by, slot: event.r }
    case 'st': return { ...head, kind: 'status', pair: readPair(event.pair), ids: event.ids, status: statusOf(event.st), by: event.by }
    case 'typing': return { ...head, kind: 'typing', pair: readPair(event.pair), by: event.by }
    case 'name': return { ...head, kind: 'name', uid: event.uid, name: decode(event.name) }
    case 'list': return { ...head, kind: 'list', listId: event.lid, change: event.op, by: event.by, postId: event.pid ?? null }
    case 'unknown': return { ...head, kind: 'unknown' }
  }
}
