import { timestampOf, type ServerClock } from '../clock.ts'
import type { FaultDice } from '../control/fault-dice.ts'
import type { Storage } from '../storage.ts'
import type { EventType } from './event-log.ts'
import type { WebhookStore } from './webhook-store.ts'

/** Milliseconds after `occurredAt` when a delivery is dead, and after its end when its row goes. */
export const DELIVERY_LIFE_MS = 24 * 3_600_000

interface Planned {
  type: EventType
  eventId: string
  /** Place in the feed; null for `typing`, whose body travels with the delivery. */
  pos: number | null
  nowMs: number
  body: string | null
}

export interface Delivery {
  id: number
  event_id: string
  attempts: number
  occurred_ms: number
  /** The event as JSON. */
  body: string
  /** Whether one try is all it gets. */
  once: number
}

interface DumpRow {
  event_id: string
  client_id: string
  webhook: string
  state: string
  attempts: number
  next_ms: number | null
  done_ms: number | null
}

/** The rows of what must still be, or lately was, delivered to webhooks. */
export class Deliveries {
  readonly #clock: ServerClock
  readonly #webhooks: WebhookStore
  readonly #dice: FaultDice
  readonly #insert
  readonly #due
  readonly #nextDue
  readonly #end
  readonly #retry
  readonly #dump

  constructor(storage: Storage, clock: ServerClock, webhooks: WebhookStore, dice: FaultDice) {
    this.#clock = clock
    this.#webhooks = webhooks
    this.#dice = dice
    this.#insert = storage.query(
      'INSERT INTO deliveries (webhook_id, client_id, webhook, event_id, event_pos, body, state, attempts, occurred_ms, next_ms, done_ms) VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?)',
    )
    this.#due = storage.query<Delivery>(
      `SELECT d.id, d.event_id, d.attempts, d.occurred_ms, coalesce(d.body, e.json) AS body, d.body IS NOT NULL AS once
       FROM deliveries d LEFT JOIN events e ON e.pos = d.event_pos WHERE d.webhook_id = ? AND d.state = 'PENDING' AND d.next_ms <= ? ORDER BY d.next_ms LIMIT ?`,
    )
    this.#nextDue = storage.query<{ next_ms: number | null }>("SELECT min(next_ms) AS next_ms FROM deliveries WHERE webhook_id = ? AND state = 'PENDING' AND next_ms > ?")
    this.#end = storage.query('UPDATE deliveries SET state = ?, attempts = ?, next_ms = NULL, done_ms = ? WHERE id = ?')
    this.#retry = storage.query('UPDATE deliveries SET attempts = ?, next_ms = ? WHERE id = ?')
    this.#dump = storage.query<DumpRow>('SELECT * FROM deliveries WHERE done_ms IS NULL OR done_ms > ? ORDER BY id')
    // A typing that was under way when the process died had its one try.
    storage.query("UPDATE deliveries SET state = 'DEAD', next_ms = NULL, done_ms = ? WHERE state = 'PENDING' AND body IS NOT NULL").run(clock.nowMs())
  }

  /** Plans one delivery per webhook that wants this type; a fault may drop it at once and for good. */
  plan({ type, eventId, pos, nowMs, body }: Planned): void {
    for (const webhook of this.#webhooks.all()) {
      if (webhook.types !== null && !webhook.types.includes(type)) continue
      const dropped = this.#dice.dropsWebhook()
      this.#insert.run(webhook.id, webhook.client_id, webhook.name, eventId, pos, body, dropped ? 'DROPPED' : 'PENDING', nowMs, dropped ? null : nowMs, dropped ? nowMs : null)
    }
  }

  /** What is due now for a webhook, oldest first. */
  due(webhookId: number, limit: number): Delivery[] {
    return this.#due.all(webhookId, this.#clock.nowMs(), limit)
  }

  /** When the next delivery that is not due yet will be, in ms of server time. */
  nextDueMs(webhookId: number): number | undefined {
    return this.#nextDue.get(webhookId, this.#clock.nowMs())?.next_ms ?? undefined
  }

  end(id: number, state: 'DONE' | 'DEAD', attempts: number): void {
    this.#end.run(state, attempts, this.#clock.nowMs(), id)
  }

  retry(id: number, attempts: number, nextMs: number): void {
    this.#retry.run(attempts, nextMs, id)
  }

  *dump(): Iterable<string> {
    for (const row of this.#dump.each(this.#clock.nowMs() - DELIVERY_LIFE_MS)) {
      yield JSON.stringify({
        eventId: row.event_id, clientId: row.client_id, webhook: row.webhook, state: row.state, attempts: row.attempts,
        nextAt: row.next_ms === null ? null : timestampOf(row.next_ms), doneAt: row.done_ms === null ? null : timestampOf(row.done_ms),
      })
    }
  }
}
