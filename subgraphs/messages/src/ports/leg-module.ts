import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Company } from '@switchboard/domain/ids'
import type { DueTimer } from '../adapters/postgres/timer.ts'
import type { Leg } from './leg.ts'

/** Everything the worker runs for one company. Each long-running part is a duty of its own: one process in the system has it. */
export interface LegModule {
  company: Company
  /** The way out. */
  leg: Leg
  /** Reads the company's changes into the log until `signal` is aborted. `holder` and `lease` for stillHolds in its transactions. */
  ingest(signal: AbortSignal, lease: HeldLease): Promise<void>
  /** Finds conversations of the company that are not here yet and gives birth to their logs, until `signal` is aborted. */
  births(signal: AbortSignal, lease: HeldLease): Promise<void>
  /** Durable timers by kind. A handler clears its timer in the transaction of its effect; a throw puts the timer off. */
  timers: Readonly<Record<string, (timer: DueTimer) => Promise<void>>>
  /** Takes a request that the company sends us (a webhook); true when it was one. */
  route?(request: IncomingMessage, response: ServerResponse): Promise<boolean>
}

export interface HeldLease {
  name: string
  holder: string
}
