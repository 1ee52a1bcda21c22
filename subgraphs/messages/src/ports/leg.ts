import type { Company } from '@switchboard/domain/ids'
import type { OpenIntent } from '../adapters/postgres/intent.ts'
import type { OutboxRow, PlannedRow } from '../adapters/postgres/outbox.ts'
import type { Sql } from '../adapters/postgres/transaction.ts'

/** How one try towards a company ended. */
export type Outcome =
  /** It stands at the company. `effect` runs in the transaction that ends the row (id maps, leg values). */
  | { outcome: 'done'; effect?: (sql: Sql) => Promise<void> }
  /** There is nothing to do any more (deleted before it was sent, superseded by a newer value). `effect` as above (a correction, say). */
  | { outcome: 'dropped'; reason: string; effect?: (sql: Sql) => Promise<void> }
  /** Certainly not done: try again later. Outage, throttle, overload, an open breaker, a prerequisite that is not here yet. */
  | { outcome: 'later'; afterMs: number; error: string }
  /** Perhaps done (time-out, reset): look before the next try. */
  | { outcome: 'unknown'; afterMs: number; error: string }
  /** The recipient does not accept it, for good; visible to the sender. */
  | { outcome: 'refused'; error: string }
  /** A permanent refusal that a person has to look at. */
  | { outcome: 'parked'; error: string }

/** The way to one company: what an event means there, and how one piece of it is done. */
export interface Leg {
  company: Company
  /** What an unplanned row means at this company, in order. Reads only; an error that will pass is thrown as {@link NotYet}. */
  plan(sql: Sql, row: OutboxRow): Promise<PlannedRow[]>
  /**
   * The exact request of a row, JSON-safe, and the intents that its echo will match; stored before the first try.
   * May call the company for what the request needs (an upload whose result is itself stored). Or an outcome without any try.
   */
  freeze(row: OutboxRow): Promise<{ intent: unknown; echoes: OpenIntent[] } | Outcome>
  /** Performs a frozen row. `unknown`: an earlier try may have been done; look first (A: same key; B: search tag and sender). */
  perform(row: OutboxRow, unknown: boolean): Promise<Outcome>
}

/** A row cannot be planned yet; the rows behind it in its conversation wait, others go on. */
export class NotYet extends Error {
  readonly afterMs: number

  constructor(reason: string, afterMs = 1_000) {
    super(reason)
    this.name = 'NotYet'
    this.afterMs = afterMs
  }
}
