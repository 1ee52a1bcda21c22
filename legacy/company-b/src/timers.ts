import type { Backend } from './backend.ts'
import type { HeldRow } from './held.ts'
import { messageOf, pairKey, type MessageRow } from './message.ts'
import type { Happening } from './rings.ts'

/** Looks this often, so that everything due happens well within the second that the behaviour note allows. */
const EVERY_MS = 200
const TICKS_PER_SWEEP = 300

type Raised = { happening: Happening; uids: number[] }

/** Work that time brings: held rows get sent, expiring rows turn into markers, media lose their bytes, sids idle out. */
export class Timers {
  readonly #backend: Backend
  #interval: NodeJS.Timeout | undefined
  #ticks = 0

  constructor(backend: Backend) {
    this.#backend = backend
  }

  start(): void {
    this.#interval = setInterval(() => {
      try {
        this.runDue()
        if (++this.#ticks % TICKS_PER_SWEEP === 0) this.#forgetIdle()
      } catch (cause) {
        console.error(JSON.stringify({ level: 'error', msg: 'timer failed, trying again', cause: String(cause) }))
      }
    }, EVERY_MS)
  }

  stop(): void {
    clearInterval(this.#interval)
  }

  /** Does everything that is due by now. */
  runDue(): void {
    const { clock, held, media, messages } = this.#backend
    const now = clock.now()
    for (let due = held.due(now); due.length > 0; due = held.due(now)) this.#commit(due, (row) => this.#release(row, now))
    for (let due = messages.expired(now); due.length > 0; due = messages.expired(now)) this.#commit(due, (row) => this.#expire(row))
    media.forgetExpired(now)
  }

  /** One transaction for a batch; its events only afterwards. */
  #commit<Row>(rows: Row[], effect: (row: Row) => Raised | undefined): void {
    const raised = this.#backend.store.transaction(() => rows.map(effect))
    for (const event of raised) if (event) this.#backend.rings.raise(event.happening, event.uids)
  }

  /** A held row gets its id and `t` = `at`; it vanishes when the peer is gone or blocks by now. */
  #release(row: HeldRow, now: number): Raised | undefined {
    const { blocks, held, messages, pairs, people } = this.#backend
    held.remove(row)
    if (!people.isLive(row.to) || blocks.has(row.to, row.fr)) return undefined
    const { seq: _, ...kept } = row
    const stored = messages.append(pairs.findOrCreate(row.fr, row.to), {
      ...kept, t: row.at, srv: now,
      ref: row.ref ?? undefined, q: row.q ?? undefined, exp: row.exp ?? undefined, tag: row.tag ?? undefined, link: row.link ?? undefined,
    })
    return { happening: { k: 'msg', pair: pairKey(row.fr, row.to), m: messageOf(stored) }, uids: [row.fr, row.to] }
  }

  #expire(row: MessageRow): Raised {
    this.#backend.messages.mark(row)
    return { happening: { k: 'del', pair: pairKey(row.fr, row.to), id: row.id, all: 1, by: 0 }, uids: [row.fr, row.to] }
  }

  #forgetIdle(): void {
    this.#backend.sessions.sweep()
    this.#backend.throttle.sweep()
  }
}
