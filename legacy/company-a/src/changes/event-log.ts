import type { ServerClock } from '../clock.ts'
import type { AscendingIds } from '../ids.ts'
import type { Storage } from '../storage.ts'
import type { Deliveries } from './deliveries.ts'

export const EVENT_TYPES = [
  'user.updated', 'conversation.created', 'conversation.updated', 'member.added', 'member.removed', 'message.created', 'message.updated',
  'message.deleted', 'reaction.added', 'reaction.removed', 'read.updated', 'typing',
] as const

export type EventType = (typeof EVENT_TYPES)[number]

export interface Happening {
  type: EventType
  /** `a-ios`, `a-web` or a service client id. */
  origin: string
  /** The effective user; null when there was none. */
  actorId: string | null
  conversationId: string | null
  data: object
}

/** Writes what happened, in the transaction of the change itself, for the feed and for the webhooks (behaviour note, section 8). */
export class EventLog {
  readonly #storage: Storage
  readonly #clock: ServerClock
  readonly #ids: AscendingIds
  readonly #deliveries: Deliveries
  readonly #insert
  readonly #end
  readonly #listeners: (() => void)[] = []
  readonly #announce = () => this.#listeners.forEach((listener) => listener())

  constructor(storage: Storage, clock: ServerClock, ids: AscendingIds, deliveries: Deliveries) {
    this.#storage = storage
    this.#clock = clock
    this.#ids = ids
    this.#deliveries = deliveries
    this.#insert = storage.query('INSERT INTO events VALUES (?, ?, ?, ?)')
    this.#end = storage.query<{ pos: number | null }>('SELECT max(pos) AS pos FROM events')
  }

  /** Calls `listener` after each commit that wrote events. */
  onCommit(listener: () => void): void {
    this.#listeners.push(listener)
  }

  /** Position of the newest event; 0 before the first. */
  end(): number {
    return this.#end.get()?.pos ?? 0
  }

  /** Appends one event. `typing` goes to the webhooks only, never into the feed. */
  append(happening: Happening): void {
    const { type, origin, actorId, conversationId, data } = happening
    this.#storage.transaction(() => {
      const nowMs = this.#clock.nowMs()
      const eventId = this.#ids.next(nowMs)
      const json = JSON.stringify({ eventId, type, occurredAt: this.#clock.stamp(), origin, actorId, conversationId, data })
      const lasting = type !== 'typing'
      const pos = lasting ? this.end() + 1 : null
      if (lasting) this.#insert.run(pos, eventId, nowMs, json)
      this.#deliveries.plan({ type, eventId, pos, nowMs, body: lasting ? null : json })
      this.#storage.afterCommit(this.#announce)
    })
  }
}
