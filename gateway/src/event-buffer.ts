/** How a buffer of events ends: with an error, or without. */
export type BufferEnd = { error: unknown } | { error: undefined }

/**
 * The events between an upstream and one subscriber, in order. It holds at most `limit`; an event beyond that is
 * refused and the buffer is void from then on, for a stream with a hole in it is worse than one that ends.
 */
export class EventBuffer<Event> {
  readonly #limit: number
  #events: Event[] = []
  #end: BufferEnd | undefined
  #wake: (() => void) | undefined

  constructor(limit: number) {
    this.#limit = limit
  }

  /** False when the event did not fit. */
  push(event: Event): boolean {
    if (this.#end !== undefined) return true
    if (this.#events.length >= this.#limit) return false
    this.#events.push(event)
    this.#wake?.()
    return true
  }

  /** No more events come; those that wait are still taken first. */
  end(error?: unknown): void {
    this.#end ??= { error }
    this.#wake?.()
  }

  /** Ends at once: events that wait are given up. */
  void(error?: unknown): void {
    this.#events = []
    this.#end = { error }
    this.#wake?.()
  }

  /** The next event, or undefined at the end. Throws what the buffer ended with. One taker at a time. */
  async take(): Promise<Event | undefined> {
    while (this.#events.length === 0 && this.#end === undefined) {
      await new Promise<void>((resolve) => { this.#wake = resolve })
    }
    this.#wake = undefined
    if (this.#events.length > 0) return this.#events.shift()
    if (this.#end?.error !== undefined) throw this.#end.error instanceof Error ? this.#end.error : new Error(String(this.#end.error))
    return undefined
  }
}
