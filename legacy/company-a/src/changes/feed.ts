import { createHmac, randomUUID } from 'node:crypto'
import type { ServerClock } from '../clock.ts'
import { Problem } from '../problem.ts'
import type { Storage } from '../storage.ts'
import type { EventLog } from './event-log.ts'

/** Milliseconds an event is kept. */
export const EVENT_KEPT_MS = 7 * 24 * 3_600_000
const CURSOR = /^e1_([0-9a-f]{12})_([0-9a-f]{12})$/

interface FeedPage {
  /** Events as JSON texts. */
  events: string[]
  nextCursor: string
  hasMore: boolean
}

/** The durable ordered feed. Age is judged at the call, whether or not the old rows are swept away yet. */
export class Feed {
  readonly #storage: Storage
  readonly #clock: ServerClock
  readonly #log: EventLog
  readonly #after
  readonly #oldestKept
  readonly #kept
  readonly #waiters = new Set<() => void>()
  #generation: string

  constructor(storage: Storage, clock: ServerClock, log: EventLog) {
    this.#storage = storage
    this.#clock = clock
    this.#log = log
    this.#after = storage.query<{ pos: number; json: string }>('SELECT pos, json FROM events WHERE pos > ? ORDER BY pos LIMIT ?')
    this.#oldestKept = storage.query<{ pos: number }>('SELECT pos FROM events WHERE occurred_ms >= ? ORDER BY occurred_ms, pos LIMIT 1')
    this.#kept = storage.query<{ pos: number; json: string }>('SELECT pos, json FROM events WHERE occurred_ms >= ? ORDER BY pos')
    this.#generation = storage.readMeta('feed-generation') ?? this.#newGeneration()
    log.onCommit(() => this.#wakeAll())
  }

  /** A page after the cursor (`null` = from the oldest kept event). 422 `cursor-invalid`, 410 `cursor-expired`. */
  read(after: string | null, limit: number): FeedPage {
    const from = this.#position(after)
    const rows = this.#after.all(from, limit + 1)
    const hasMore = rows.length > limit
    if (hasMore) rows.pop()
    return { events: rows.map((row) => row.json), nextCursor: this.cursorAt(rows.at(-1)?.pos ?? from), hasMore }
  }

  /** Like `read`, but holds for at most `waitS` seconds of server time while there is nothing. */
  async readOrWait(after: string | null, limit: number, waitS: number, gone: AbortSignal): Promise<FeedPage> {
    const first = this.read(after, limit)
    if (first.events.length > 0 || waitS === 0) return first
    await this.#nextCommit(this.#clock.nowMs() + waitS * 1000, gone)
    return this.read(first.nextCursor, limit)
  }

  cursorAt(pos: number): string {
    const digits = pos.toString(16).padStart(12, '0')
    return `e1_${digits}_${this.#mac(digits)}`
  }

  /** Every kept event with the cursor that stands at it. */
  *dump(): Iterable<string> {
    for (const { pos, json } of this.#kept.each(this.#clock.nowMs() - EVENT_KEPT_MS)) yield `${json.slice(0, -1)},"cursor":"${this.cursorAt(pos)}"}`
  }

  /** Voids all cursors; after everything was deleted. */
  reset(): void {
    this.#generation = this.#newGeneration()
  }

  /** Answers all waiting calls now; for shutdown. */
  release(): void {
    this.#wakeAll()
  }

  #position(after: string | null): number {
    const end = this.#log.end()
    const oldest = this.#oldestKept.get(this.#clock.nowMs() - EVENT_KEPT_MS)?.pos ?? end + 1
    if (after === null) return oldest - 1
    const [, digits = '', mac] = CURSOR.exec(after) ?? []
    const pos = Number.parseInt(digits, 16)
    if (mac === undefined || mac !== this.#mac(digits) || pos > end) throw new Problem('cursor-invalid')
    if (pos < oldest - 1) throw new Problem('cursor-expired', { oldestCursor: this.cursorAt(oldest - 1) })
    return pos
  }

  #nextCommit(untilMs: number, gone: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        cancel()
        gone.removeEventListener('abort', wake)
        this.#waiters.delete(wake)
        resolve()
      }
      const cancel = this.#clock.at(untilMs, wake)
      gone.addEventListener('abort', wake)
      this.#waiters.add(wake)
    })
  }

  #wakeAll(): void {
    for (const wake of [...this.#waiters]) wake()
  }

  #mac(digits: string): string {
    return createHmac('sha256', this.#generation).update(digits).digest('hex').slice(0, 12)
  }

  #newGeneration(): string {
    const generation = randomUUID()
    this.#storage.writeMeta('feed-generation', generation)
    return generation
  }
}
