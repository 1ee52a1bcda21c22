import { reportDelivery } from '../../adapters/postgres/delivery.ts'
import { confirmRow } from '../../adapters/postgres/outbox.ts'
import { inTransaction, type Sql } from '../../adapters/postgres/transaction.ts'
import type { LogEvent } from '../../domain/event.ts'
import type { DeliveryNotice } from '../../ports/live.ts'
import type { LegParts } from '../../ports/leg-parts.ts'
import { appendNotes } from '../../adapters/postgres/fidelity.ts'
import { frozenSchema } from './frozen.ts'

/** What was fetched ahead of a transaction, because no call to a company belongs inside one. */
export interface Prepared {
  /** A's user ids → identities here; null: nobody whom we know. */
  people: ReadonlyMap<string, string | null>
  /** A's attachment ids → the bytes as they were brought here. */
  files: ReadonlyMap<string, BroughtFile>
  /** A's message ids → all versions of the body, for history. */
  edits?: ReadonlyMap<string, readonly { revision: number; body: string }[]>
}

export interface BroughtFile {
  filename: string
  contentType: string
  sizeBytes: number
  sha256: string
  /** Null: A no longer has the bytes. */
  storageKey: string | null
}

/** One transaction of the way in from A: what it works with and what is to be told once it has committed. */
export interface Desk {
  sql: Sql
  parts: LegParts
  prepared: Prepared
  /** Whether what enters the log goes out on the other legs too; false for history. */
  deliver: boolean
  events: LogEvent[]
  deliveries: DeliveryNotice[]
  inboxes: string[]
}

/** Runs `work` in a transaction and, once committed, tells subscribers and rings the legs. */
export async function atDesk<T>(parts: LegParts, prepared: Prepared, work: (desk: Desk) => Promise<T>, deliver = true): Promise<T> {
  let done: Desk | undefined
  const result = await inTransaction(parts.pool, async (sql) => {
    done = { sql, parts, prepared, deliver, events: [], deliveries: [], inboxes: [] }
    return work(done)
  })
  if (done === undefined) return result
  if (done.events.length > 0) {
    if (deliver) parts.live.events(done.events)
    parts.wake('B')
  }
  parts.wake('A')
  for (const notice of done.deliveries) parts.live.delivery(notice)
  if (done.inboxes.length > 0) parts.live.inbox(done.inboxes)
  return result
}

/** The identity behind a user of A, as prepared. */
export function personAt(desk: Desk, nativeId: string | null | undefined): string | null {
  return nativeId === null || nativeId === undefined ? null : (desk.prepared.people.get(nativeId) ?? null)
}

/** Notes an event for the subscribers; undefined (nothing was written) is passed over. */
export function tell(desk: Desk, event: LogEvent | undefined): void {
  if (event) desk.events.push(event)
}

/** Our own call is seen at A: its row is done, whatever became of its answer. */
export async function confirm(desk: Desk, outboxId: string): Promise<void> {
  const row = await confirmRow(desk.sql, outboxId)
  if (row?.kind !== 'message.send' || row.messageId === null || row.conversationId === null) return
  const frozen = frozenSchema.safeParse(row.intent)
  if (frozen.success) await appendNotes(desk.sql, row.messageId, frozen.data.notes)
  await reportDelivery(desk.sql, row.messageId, 'A', 'SENT', row.attempts)
  desk.deliveries.push({ conversationId: row.conversationId, messageId: row.messageId })
}
