import type { BIntent, SendIntent } from '@switchboard/company-b/intent'
import type { FidelityNote } from '@switchboard/domain/fidelity'
import type { OpenIntent } from '../../adapters/postgres/intent.ts'
import type { Outcome } from '../../ports/leg.ts'

export interface RowKey { lo: number; hi: number; archiveNo: number; id: number }

/** A row's exact request, as stored before its first try. */
export type Frozen =
  /** One row to be written. `top`: the highest id known then; the row, if it was stored, stands above. */
  | { op: 'send'; call: SendIntent; pair: { lo: number; hi: number; archiveNo: number; top: number }; notes: FidelityNote[] }
  /** One row to every member of a list of a room; it comes back from each pair. */
  | { op: 'roomPost'; call: Extract<BIntent, { op: 'listPost' }>; members: number[]; notes: FidelityNote[] }
  /** Withdrawals, all of which may be repeated. */
  | { op: 'withdraw'; calls: { call: Extract<BIntent, { op: 'delete' }>; row: RowKey; text: string }[]; late: 'note' | 'stands' }
  | { op: 'react'; call: Extract<BIntent, { op: 'react' }>; row: RowKey; notes: FidelityNote[] }
  /** Calls that set a state, in order. */
  | { op: 'calls'; calls: BIntent[] }
  | { op: 'list'; call: Extract<BIntent, { op: 'listNew' | 'listEdit' }>; listId: string }
  | { op: 'post'; call: Extract<BIntent, { op: 'listPost' }>; postId: string; first: boolean; to: number[] }

export type Freezing = { intent: Frozen; echoes: OpenIntent[] } | Outcome

export const dropped = (reason: string): Outcome => ({ outcome: 'dropped', reason })
export const later = (error: string, afterMs = 200): Outcome => ({ outcome: 'later', afterMs, error })
