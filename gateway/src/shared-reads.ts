interface Open<Answer> {
  answer: Promise<Answer>
  waiting: number
  abandon: AbortController
}

/**
 * Reads that are on their way, by what they ask. A read that asks the same while one is on its way waits for that
 * one's answer. The read itself is abandoned only when everyone who waited for it has gone. It holds no more than
 * what is on its way.
 */
export class SharedReads<Answer> {
  readonly #open = new Map<string, Open<Answer>>()

  /** `begin` is called when no such read is on its way. Rejects when `signal` fires, with its reason. */
  async read(key: string, signal: AbortSignal | undefined, begin: (signal: AbortSignal) => Promise<Answer>): Promise<Answer> {
    signal?.throwIfAborted()
    const open = this.#open.get(key) ?? this.#begin(key, begin)
    open.waiting += 1
    try {
      return await until(open.answer, signal)
    } finally {
      open.waiting -= 1
      if (open.waiting === 0) {
        this.#forget(key, open)
        open.abandon.abort()
      }
    }
  }

  /** Something was written: reads from now on join none that began before. */
  part(): void {
    this.#open.clear()
  }

  #begin(key: string, begin: (signal: AbortSignal) => Promise<Answer>): Open<Answer> {
    const abandon = new AbortController()
    const open: Open<Answer> = { answer: begin(abandon.signal), waiting: 0, abandon }
    this.#open.set(key, open)
    return open
  }

  #forget(key: string, open: Open<Answer>): void {
    if (this.#open.get(key) === open) this.#open.delete(key)
  }
}

async function until<Answer>(answer: Promise<Answer>, signal: AbortSignal | undefined): Promise<Answer> {
  if (signal === undefined) return answer
  const gone = Promise.withResolvers<never>()
  const leave = () => { gone.reject(signal.reason as Error) }
  signal.addEventListener('abort', leave, { once: true })
  try {
    return await Promise.race([answer, gone.promise])
  } finally {
    signal.removeEventListener('abort', leave)
  }
}
