import type { Ground } from '../adapters/postgres/standing.ts'

export interface InboxStreamOptions {
  ground: Ground
  /** The state of each of the viewer's conversations as a fingerprint, newest activity first. */
  read: () => Promise<Map<string, string>>
  readFailed: (error: unknown) => void
  onEnd: () => void
  /** Between two reads of the whole, in ms; default 10,000 (delivery.md, Live 6). */
  rereadMs?: number
}

/**
 * The newest state of each of a viewer's conversations: yields the id of a conversation that changed. State, not log:
 * while the reader is slow, changes of one conversation fall together; whatever notice was lost is found by the re-reading.
 */
export class InboxStream implements AsyncGenerator<string, void> {
  readonly ground: Ground
  readonly #options: InboxStreamOptions
  readonly #changed = new Set<string>()
  readonly #timer: NodeJS.Timeout
  #known = new Map<string, string>()
  #reading: Promise<void> | undefined
  #again = false
  #over = false
  #failure: Error | undefined
  #wake: PromiseWithResolvers<void> | undefined

  constructor(options: InboxStreamOptions) {
    this.#options = options
    this.ground = options.ground
    this.#timer = setInterval(() => { this.reread() }, options.rereadMs ?? 10_000)
    this.reread()
  }

  /** A conversation changed, or (null) any of them. */
  hear(conversationId: string | null): void {
    if (this.#over) return
    if (conversationId === null) return this.reread()
    this.#changed.add(conversationId)
    this.#stir()
  }

  /** Reads the state of all and marks what differs; a request during a read causes one more. */
  reread(): void {
    if (this.#over) return
    if (this.#reading) {
      this.#again = true
      return
    }
    this.#reading = this.#compare().catch((error: unknown) => { this.#options.readFailed(error) }).finally(() => {
      this.#reading = undefined
      if (!this.#again) return
      this.#again = false
      this.reread()
    })
  }

  fail(error: Error): void {
    this.#failure = error
    this.#stir()
  }

  async next(): Promise<IteratorResult<string, void>> {
    while (!this.#over) {
      if (this.#failure) {
        this.#end()
        throw this.#failure
      }
      const [conversationId] = this.#changed
      if (conversationId !== undefined) {
        this.#changed.delete(conversationId)
        return { done: false, value: conversationId }
      }
      this.#wake = Promise.withResolvers()
      await this.#wake.promise
    }
    return { done: true, value: undefined }
  }

  return(): Promise<IteratorResult<string, void>> {
    this.#end()
    return Promise.resolve({ done: true, value: undefined })
  }

  async throw(error: unknown): Promise<IteratorResult<string, void>> {
    await this.return()
    throw error
  }

  [Symbol.asyncIterator](): this { return this }

  async [Symbol.asyncDispose](): Promise<void> { await this.return() }

  async #compare(): Promise<void> {
    const now = await this.#options.read()
    if (this.#over) return
    for (const [id, state] of now) if (this.#known.get(id) !== state) this.#changed.add(id)
    for (const id of this.#known.keys()) if (!now.has(id)) this.#changed.add(id)
    this.#known = now
    if (this.#changed.size > 0) this.#stir()
  }

  #end(): void {
    if (this.#over) return
    this.#over = true
    clearInterval(this.#timer)
    this.#changed.clear()
    this.#options.onEnd()
    this.#stir()
  }

  #stir(): void {
    this.#wake?.resolve()
    this.#wake = undefined
  }
}
