/** What happens to a queue that is full: the oldest goes, or the queue ends with `overflowed` set. */
export type OverflowPolicy = 'drop-oldest' | 'end'

/**
 * A queue between a producer that cannot wait and one reader, never longer than `limit`. The reader is an async
 * iterator; ending it (`return`) drops what is left and calls `onEnd` once.
 */
export class BoundedQueue<T> implements AsyncIterableIterator<T, undefined> {
  readonly #limit: number
  readonly #policy: OverflowPolicy
  readonly #onEnd: (() => void)[]
  #items: T[] = []
  #waiting: PromiseWithResolvers<IteratorResult<T, undefined>>[] = []
  #ended = false
  #dropped = 0
  #overflowed = false

  constructor(options: { limit: number; policy: OverflowPolicy; onEnd?: () => void }) {
    this.#limit = options.limit
    this.#policy = options.policy
    this.#onEnd = options.onEnd === undefined ? [] : [options.onEnd]
  }

  /** How many were dropped because the reader was slow. */
  get dropped(): number { return this.#dropped }

  /** The queue ended because it was full: the reader has to catch up elsewhere. */
  get overflowed(): boolean { return this.#overflowed }

  get size(): number { return this.#items.length }

  push(item: T): void {
    if (this.#ended) return
    const reader = this.#waiting.shift()
    if (reader !== undefined) return reader.resolve({ done: false, value: item })
    if (this.#items.length >= this.#limit) {
      this.#dropped += 1
      if (this.#policy === 'end') {
        this.#overflowed = true
        return this.end()
      }
      this.#items.shift()
    }
    this.#items.push(item)
  }

  /** Calls back once when the queue ends, or at once when it has. */
  whenEnded(tell: () => void): void {
    if (this.#ended) tell()
    else this.#onEnd.push(tell)
  }

  /** No more will come; what is queued can still be read. */
  end(): void {
    if (this.#ended) return
    this.#ended = true
    for (const reader of this.#waiting.splice(0)) reader.resolve({ done: true, value: undefined })
    for (const tell of this.#onEnd.splice(0)) tell()
  }

  [Symbol.asyncIterator](): this { return this }

  next(): Promise<IteratorResult<T, undefined>> {
    if (this.#items.length > 0) return Promise.resolve({ done: false, value: this.#items.shift() as T })
    if (this.#ended) return Promise.resolve({ done: true, value: undefined })
    const reader = Promise.withResolvers<IteratorResult<T, undefined>>()
    this.#waiting.push(reader)
    return reader.promise
  }

  return(): Promise<IteratorResult<T, undefined>> {
    this.#items = []
    this.end()
    return Promise.resolve({ done: true, value: undefined })
  }
}
