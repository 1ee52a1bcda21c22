import type { ServerClock } from '../clock.ts'
import type { Storage } from '../storage.ts'
import type { EventType } from './event-log.ts'

/** Milliseconds during which a replaced secret still signs beside the new one. */
const OLD_SECRET_MS = 24 * 3_600_000

export interface WebhookInput {
  url: string
  secret: string
  types?: EventType[]
}

export interface Webhook {
  id: number
  client_id: string
  name: string
  url: string
  secret: string
  old_secret: string | null
  old_until_ms: number | null
  /** null = all types. */
  types: EventType[] | null
  created_at: string
  updated_at: string
}

type Row = Omit<Webhook, 'types'> & { types: string | null }

export function renderWebhook(webhook: Webhook) {
  return { name: webhook.name, url: webhook.url, types: webhook.types, createdAt: webhook.created_at, updatedAt: webhook.updated_at }
}

/** The registered webhooks, held in memory too because every event asks for them. Names belong to a client id. */
export class WebhookStore {
  readonly #storage: Storage
  readonly #clock: ServerClock
  readonly #byId = new Map<number, Webhook>()
  readonly #insert
  readonly #update
  readonly #delete
  readonly #forget

  constructor(storage: Storage, clock: ServerClock) {
    this.#storage = storage
    this.#clock = clock
    this.#insert = storage.query<{ id: number }>(
      'INSERT INTO webhooks (client_id, name, url, secret, types, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id',
    )
    this.#update = storage.query('UPDATE webhooks SET url = ?, secret = ?, old_secret = ?, old_until_ms = ?, types = ?, updated_at = ? WHERE id = ?')
    this.#delete = storage.query('DELETE FROM webhooks WHERE id = ?')
    this.#forget = storage.query("DELETE FROM deliveries WHERE webhook_id = ? AND state = 'PENDING'")
    for (const row of storage.query<Row>('SELECT * FROM webhooks').all()) this.#remember({ ...row, types: parseTypes(row.types) })
  }

  all(): Webhook[] {
    return [...this.#byId.values()]
  }

  byId(id: number): Webhook | undefined {
    return this.#byId.get(id)
  }

  find(clientId: string, name: string): Webhook | undefined {
    return this.all().find((webhook) => webhook.client_id === clientId && webhook.name === name)
  }

  /** Creates or replaces; equal values change nothing. After a new secret the old one keeps signing for 24 h. */
  put(clientId: string, name: string, input: WebhookInput): { created: boolean; webhook: Webhook } {
    const known = this.find(clientId, name)
    const types = input.types ?? null
    const now = this.#clock.stamp()
    if (!known) {
      const fresh = { client_id: clientId, name, url: input.url, secret: input.secret, old_secret: null, old_until_ms: null, types, created_at: now, updated_at: now }
      const id = this.#insert.get(clientId, name, input.url, input.secret, renderTypes(types), now, now)?.id ?? 0
      return { created: true, webhook: this.#remember({ ...fresh, id }) }
    }
    const rotated = known.secret !== input.secret
    if (!rotated && known.url === input.url && sameTypes(known.types, types)) return { created: false, webhook: known }
    const changed: Webhook = { ...known, url: input.url, secret: input.secret, types, updated_at: now }
    if (rotated) Object.assign(changed, { old_secret: known.secret, old_until_ms: this.#clock.nowMs() + OLD_SECRET_MS })
    this.#update.run(changed.url, changed.secret, changed.old_secret, changed.old_until_ms, renderTypes(types), now, known.id)
    return { created: false, webhook: this.#remember(changed) }
  }

  /** Removes it with its pending deliveries; nothing happens when there is none. */
  remove(clientId: string, name: string): void {
    const known = this.find(clientId, name)
    if (!known) return
    this.#storage.transaction(() => {
      this.#delete.run(known.id)
      this.#forget.run(known.id)
    })
    this.#byId.delete(known.id)
  }

  reset(): void {
    this.#byId.clear()
  }

  #remember(webhook: Webhook): Webhook {
    this.#byId.set(webhook.id, webhook)
    return webhook
  }
}

const renderTypes = (types: EventType[] | null): string | null => (types === null ? null : JSON.stringify(types))

// Written by renderTypes from values that fitted the contract.
const parseTypes = (text: string | null): EventType[] | null => (text === null ? null : (JSON.parse(text) as EventType[]))

const sameTypes = (left: EventType[] | null, right: EventType[] | null): boolean =>
  JSON.stringify(left?.toSorted() ?? null) === JSON.stringify(right?.toSorted() ?? null)
