import { createHmac } from 'node:crypto'
import type { ServerClock } from '../clock.ts'
import { DELIVERY_LIFE_MS, type Deliveries, type Delivery } from './deliveries.ts'
import type { Webhook, WebhookStore } from './webhook-store.ts'

const TOGETHER = 8
const TIME_LIMIT_MS = 5_000
const RETRY_AFTER_MS = [1_000, 5_000, 30_000, 120_000, 600_000, 1_800_000]
const HOURLY_MS = 3_600_000

/** Milliseconds until the next try after `attempts` failed ones, ±20 % by `random` in 0..1. */
export function retryDelayMs(attempts: number, random: number): number {
  return Math.round((RETRY_AFTER_MS[attempts - 1] ?? HOURLY_MS) * (0.8 + 0.4 * random))
}

/** The value of A-Signature for a try at `nowMs`; for 24 h after a new secret the old one signs too. */
export function signature(webhook: Webhook, rawBody: string, nowMs: number): string {
  const t = Math.floor(nowMs / 1000)
  const sign = (secret: string) => `v1=${createHmac('sha256', secret).update(`${t}.${rawBody}`).digest('hex')}`
  const old = webhook.old_secret !== null && nowMs < (webhook.old_until_ms ?? 0) ? [sign(webhook.old_secret)] : []
  return [`t=${t}`, sign(webhook.secret), ...old].join(',')
}

/** Carries the deliveries out: up to eight of one webhook together, in any order, until 24 h after the event (behaviour note, section 9). */
export class Dispatcher {
  readonly #clock: ServerClock
  readonly #webhooks: WebhookStore
  readonly #deliveries: Deliveries
  readonly #running = new Map<number, Set<number>>()
  readonly #alarms = new Map<number, () => void>()
  readonly #stopping = new AbortController()

  constructor(clock: ServerClock, webhooks: WebhookStore, deliveries: Deliveries) {
    this.#clock = clock
    this.#webhooks = webhooks
    this.#deliveries = deliveries
  }

  /** Starts whatever is due; called after commits, after moves of the clock and at start. */
  wake(): void {
    for (const webhook of this.#webhooks.all()) this.#pump(webhook.id)
  }

  stop(): void {
    this.#stopping.abort()
    for (const cancel of this.#alarms.values()) cancel()
  }

  #pump(webhookId: number): void {
    const webhook = this.#webhooks.byId(webhookId)
    if (!webhook || this.#stopping.signal.aborted) return
    const running = this.#running.get(webhookId) ?? new Set()
    this.#running.set(webhookId, running)
    if (running.size >= TOGETHER) return
    // The running ones are still PENDING: ask for that many more.
    for (const delivery of this.#deliveries.due(webhookId, TOGETHER + running.size)) {
      if (running.size >= TOGETHER) return
      if (!running.has(delivery.id)) void this.#carry(webhook, delivery, running)
    }
    this.#alarms.get(webhookId)?.()
    const nextMs = this.#deliveries.nextDueMs(webhookId)
    if (nextMs !== undefined) this.#alarms.set(webhookId, this.#clock.at(nextMs, () => this.#pump(webhookId)))
  }

  async #carry(webhook: Webhook, delivery: Delivery, running: Set<number>): Promise<void> {
    running.add(delivery.id)
    const deadMs = delivery.occurred_ms + DELIVERY_LIFE_MS
    const attempts = delivery.attempts + 1
    if (this.#clock.nowMs() >= deadMs) {
      this.#deliveries.end(delivery.id, 'DEAD', delivery.attempts)
      // One at a time through the event loop: there may be thousands.
      await new Promise(setImmediate)
    } else if (await this.#send(webhook, delivery, attempts)) {
      this.#settle(() => this.#deliveries.end(delivery.id, 'DONE', attempts))
    } else if (delivery.once === 1) {
      this.#settle(() => this.#deliveries.end(delivery.id, 'DEAD', attempts))
    } else {
      this.#settle(() => this.#deliveries.retry(delivery.id, attempts, Math.min(deadMs, this.#clock.nowMs() + retryDelayMs(attempts, Math.random()))))
    }
    running.delete(delivery.id)
    this.#pump(webhook.id)
  }

  /** Writes an outcome, unless the server is stopping: then the row stays as it was and is tried again after the start. */
  #settle(write: () => void): void {
    if (!this.#stopping.signal.aborted) write()
  }

  async #send(webhook: Webhook, delivery: Delivery, attempt: number): Promise<boolean> {
    try {
      const answer = await fetch(webhook.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'a-signature': signature(webhook, delivery.body, this.#clock.nowMs()),
          'a-event-id': delivery.event_id,
          'a-webhook': webhook.name,
          'a-attempt': String(attempt),
        },
        body: delivery.body,
        redirect: 'manual',
        signal: AbortSignal.any([AbortSignal.timeout(TIME_LIMIT_MS), this.#stopping.signal]),
      })
      await answer.body?.cancel()
      return answer.ok
    } catch {
      return false
    }
  }
}
