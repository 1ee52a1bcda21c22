import { UNUSED_KEPT_MS } from './attachments/attachment-store.ts'
import { REFRESH_TOKEN_S } from './auth/sessions.ts'
import { DELIVERY_LIFE_MS } from './changes/deliveries.ts'
import { EVENT_KEPT_MS } from './changes/feed.ts'
import type { ServerClock } from './clock.ts'
import { KEPT_MS } from './idempotency.ts'
import type { Storage } from './storage.ts'

const EVERY_MS = 60_000

/**
 * Sweeps away what is no longer kept. Only space depends on it: every reader judges age by itself.
 * The newest event always stays, so that positions in the feed go on from it.
 */
export class Housekeeping {
  readonly #storage: Storage
  readonly #clock: ServerClock
  readonly #sweeps
  #cancel: () => void = () => undefined

  constructor(storage: Storage, clock: ServerClock) {
    this.#storage = storage
    this.#clock = clock
    const unused = 'SELECT id FROM attachments WHERE used = 0 AND uploaded_ms <= ?'
    this.#sweeps = [
      { keptMs: KEPT_MS, query: storage.query('DELETE FROM idempotency WHERE at_ms <= ?') },
      { keptMs: EVENT_KEPT_MS, query: storage.query('DELETE FROM events WHERE occurred_ms < ? AND pos < (SELECT max(pos) FROM events)') },
      { keptMs: DELIVERY_LIFE_MS, query: storage.query('DELETE FROM deliveries WHERE done_ms <= ?') },
      { keptMs: UNUSED_KEPT_MS, query: storage.query(`DELETE FROM attachment_bytes WHERE id IN (${unused})`) },
      { keptMs: UNUSED_KEPT_MS, query: storage.query('DELETE FROM attachments WHERE used = 0 AND uploaded_ms <= ?') },
      { keptMs: REFRESH_TOKEN_S * 1000, query: storage.query('DELETE FROM refresh_tokens WHERE issued_ms <= ?') },
    ]
  }

  /** Sweeps now and then once a minute of server time. */
  start(): void {
    this.sweep()
    this.#cancel = this.#clock.at(this.#clock.nowMs() + EVERY_MS, () => this.start())
  }

  stop(): void {
    this.#cancel()
  }

  sweep(): void {
    const nowMs = this.#clock.nowMs()
    this.#storage.transaction(() => {
      for (const { keptMs, query } of this.#sweeps) query.run(nowMs - keptMs)
    })
  }
}
