import type { LogReading } from '../adapters/postgres/log-after.ts'
import { buried } from '../adapters/postgres/log-after.ts'
import type { Ground } from '../adapters/postgres/standing.ts'
import type { LogEvent } from '../domain/event.ts'
import { beginRead, hearEnd, hearLive, seamAt, takePage, type Placed, type ResyncReason, type Seam } from '../domain/seam.ts'

/** What a reader of a conversation gets. */
export type StreamItem =
  | { kind: 'event'; event: LogEvent; last: boolean }
  | { kind: 'caughtUp'; place: Placed }
  | { kind: 'resync'; reason: ResyncReason }
  | { kind: 'delivery'; messageId: string; place: Placed }

export interface ConversationStreamOptions {
  ground: Ground & { conversationId: string }
  /** The place of the reader's cursor; undefined: the log's end now. */
  after: Placed | undefined
  /** Reads the log after a seq; undefined when the conversation is gone. */
  read: (afterSeq: number, limit: number) => Promise<LogReading | undefined>
  observe: StreamObserver
  onEnd: () => void
  /** How many events wait for a slow reader at most; default 256. */
  bufferSize?: number
  /** How many events a catch-up may be behind; default 10,000 (delivery.md, Live 3). */
  replayBound?: number
}

/** What the metrics count. */
export interface StreamObserver {
  resync(reason: ResyncReason): void
  /** Events that came from the log although the stream was live: a publish was lost or late. */
  healed(events: number): void
  overflow(): void
  readFailed(error: unknown): void
}

const pageSize = 200

/**
 * One reader's stream of a conversation: the runtime around the seam. Pull-driven: it reads the log only when the reader
 * wants more, so a slow reader costs a bounded buffer and nothing else. Made after the subscription to Redis was asked for.
 */
export class ConversationStream implements AsyncGenerator<StreamItem, void> {
  readonly ground: Ground & { conversationId: string }
  readonly #options: ConversationStreamOptions
  readonly #bufferSize: number
  readonly #replayBound: number
  #seam: Seam | undefined
  #ready: { event: LogEvent; live: boolean }[] = []
  #notices = new Set<string>()
  #caughtUp = false
  #catchingUp = false
  #overflowing = false
  #member = true
  #over = false
  #failure: Error | undefined
  #wake: PromiseWithResolvers<void> | undefined

  constructor(options: ConversationStreamOptions) {
    this.#options = options
    this.ground = options.ground
    this.#bufferSize = options.bufferSize ?? 256
    this.#replayBound = options.replayBound ?? 10_000
    this.#seam = options.after === undefined ? undefined : seamAt(options.after)
  }

  /** The last place that was handed on or waits in the buffer; undefined before the first read. */
  get place(): Placed | undefined {
    return this.#seam && { epoch: this.#seam.epoch, seq: this.#seam.last }
  }

  get ended(): boolean { return this.#over }

  /** An event came by Redis. */
  hear(event: LogEvent): void {
    if (this.#over || !this.#seam) return
    const room = this.#ready.length < this.#bufferSize
    const { seam, deliver } = hearLive(this.#seam, event, room)
    if (!room && !this.#overflowing && seam.behind) {
      this.#overflowing = true
      this.#options.observe.overflow()
    }
    this.#seam = seam
    if (deliver) this.#take(event, true)
    if (deliver || seam.behind) this.#stir()
  }

  /** The sweep tells where the log ends. */
  hearEnd(end: Placed): void {
    if (this.#over || !this.#seam) return
    this.#seam = hearEnd(this.#seam, end)
    if (this.#seam.behind) this.#stir()
  }

  /** A delivery state changed. Lossy: only for a reader that is live, and never more than the buffer's size. */
  hearDelivery(messageId: string): void {
    if (this.#over || !this.#caughtUp || this.#notices.size >= this.#bufferSize) return
    this.#notices.add(messageId)
    this.#stir()
  }

  /** The membership is gone: read the log, which says how it ended. */
  recheck(): void {
    if (this.#over || !this.#seam) return
    this.#seam = { ...this.#seam, behind: true }
    this.#stir()
  }

  /** Ends the stream with an error; what waits in the buffer is not delivered any more. */
  fail(error: Error): void {
    if (this.#over) return
    this.#failure = error
    this.#ready = []
    this.#stir()
  }

  async next(): Promise<IteratorResult<StreamItem, void>> {
    while (!this.#over) {
      if (this.#failure) throw this.#end(this.#failure)
      const first = this.#ready.shift()
      if (first) return this.#hand(first.event, first.live)
      if (!this.#member) break
      if (!this.#seam || this.#seam.behind) {
        const resync = await this.#readOn()
        if (resync) return this.#refuse(resync)
        continue
      }
      this.#catchingUp = false
      this.#overflowing = false
      const place = { epoch: this.#seam.epoch, seq: this.#seam.last }
      if (!this.#caughtUp) {
        this.#caughtUp = true
        return { done: false, value: { kind: 'caughtUp', place } }
      }
      const [messageId] = this.#notices
      if (messageId !== undefined) {
        this.#notices.delete(messageId)
        return { done: false, value: { kind: 'delivery', messageId, place } }
      }
      this.#wake = Promise.withResolvers()
      await this.#wake.promise
    }
    this.#end()
    return { done: true, value: undefined }
  }

  return(): Promise<IteratorResult<StreamItem, void>> {
    this.#end()
    return Promise.resolve({ done: true, value: undefined })
  }

  async throw(error: unknown): Promise<IteratorResult<StreamItem, void>> {
    await this.return()
    throw error
  }

  [Symbol.asyncIterator](): this { return this }

  async [Symbol.asyncDispose](): Promise<void> { await this.return() }

  /** Reads the log after the last place; answers why the stream cannot go on, if so. */
  async #readOn(): Promise<ResyncReason | undefined> {
    const from = this.#seam
    if (from) this.#seam = beginRead(from)
    const page = await this.#readWithPatience(from?.last ?? 2_147_483_647)
    if (this.#over || this.#failure || page === undefined) return undefined
    if (!page.member) this.#member = false
    if (!from || !this.#seam) {
      this.#seam = seamAt({ epoch: page.epoch, seq: page.lastSeq }, false)
      return undefined
    }
    const fresh = !this.#catchingUp
    this.#catchingUp = true
    if (page.epoch === from.epoch) {
      if (from.last < page.trimmedSeq) return 'TRIMMED'
      if (fresh && page.lastSeq - from.last > this.#replayBound) return 'TOO_FAR_BEHIND'
    }
    const taken = takePage(this.#seam, page)
    if ('resync' in taken) return taken.resync
    this.#seam = taken.seam
    // Someone who left sees the log up to that event, whatever came after it.
    const visible = page.member ? taken.deliver : taken.deliver.filter((event) => event.seq <= (page.leftSeq ?? 0))
    for (const event of visible) this.#take(event, false)
    if (this.#caughtUp && visible.length > 0) this.#options.observe.healed(visible.length)
    return undefined
  }

  /** PostgreSQL may be away for a while: the stream waits for it rather than break. */
  async #readWithPatience(afterSeq: number): Promise<LogReading | undefined> {
    for (let waitMs = 100; !this.#over && !this.#failure; waitMs = Math.min(waitMs * 2, 5_000)) {
      try {
        const page = await this.#options.read(afterSeq, pageSize)
        if (!page) this.#end()
        return page
      } catch (error) {
        this.#options.observe.readFailed(error)
        await new Promise((resolve) => setTimeout(resolve, waitMs))
      }
    }
    return undefined
  }

  #take(event: LogEvent, live: boolean): void {
    if (event.kind === 'message.deleted') {
      for (const waiting of this.#ready) {
        if (waiting.event.messageId === event.messageId) waiting.event = buried(waiting.event, event.at, event.actorId)
      }
    }
    this.#ready.push({ event, live })
  }

  #hand(event: LogEvent, live: boolean): IteratorResult<StreamItem, void> {
    // A removal in the past of somebody who came back is an event like any other.
    const mine = event.kind === 'member.removed' && event.payload.identityId === this.ground.identityId
    const last = mine && (live || !this.#member)
    if (last) this.#end()
    return { done: false, value: { kind: 'event', event, last } }
  }

  #refuse(reason: ResyncReason): IteratorResult<StreamItem, void> {
    this.#options.observe.resync(reason)
    this.#end()
    return { done: false, value: { kind: 'resync', reason } }
  }

  #end(error: Error = new Error('ended')): Error {
    if (!this.#over) {
      this.#over = true
      this.#ready = []
      this.#notices.clear()
      this.#options.onEnd()
      this.#stir()
    }
    return error
  }

  #stir(): void {
    this.#wake?.resolve()
    this.#wake = undefined
  }
}
