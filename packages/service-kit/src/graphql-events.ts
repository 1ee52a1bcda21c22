import { createSourceEventStream, execute, type ExecutionArgs, type ExecutionResult } from 'graphql'

const extensionsOf = new WeakMap<object, Record<string, unknown>>()

/** Gives a source event extensions that go out with its result, as `extensions.live` does for shared streams. */
export function withExtensions<Event extends object>(event: Event, extensions: Record<string, unknown>): Event {
  extensionsOf.set(event, extensions)
  return event
}

/**
 * GraphQL's `subscribe` with three differences: an event's extensions go out with it; `perEvent` makes the context of
 * each event (so that loaders are not shared between events); nothing is delivered after `return`, even when the
 * source settles late.
 */
export async function subscribeWithExtensions(args: ExecutionArgs, perEvent: (context: unknown) => unknown = (context) => context): Promise<AsyncGenerator<ExecutionResult> | ExecutionResult> {
  const source = await createSourceEventStream(args)
  if (!(Symbol.asyncIterator in source)) return source
  return new EventResults(source[Symbol.asyncIterator](), async (event) => {
    const result = await execute({ ...args, rootValue: event, contextValue: perEvent(args.contextValue) })
    const extensions = typeof event === 'object' && event !== null ? extensionsOf.get(event) : undefined
    return extensions === undefined ? result : { ...result, extensions }
  })
}

class EventResults implements AsyncGenerator<ExecutionResult, void> {
  readonly #source: AsyncIterator<unknown>
  readonly #result: (event: unknown) => Promise<ExecutionResult>
  readonly #ended = Promise.withResolvers<{ done: true; value: undefined }>()
  #over = false

  constructor(source: AsyncIterator<unknown>, result: (event: unknown) => Promise<ExecutionResult>) {
    this.#source = source
    this.#result = result
  }

  [Symbol.asyncIterator]() { return this }

  async next(): Promise<IteratorResult<ExecutionResult, void>> {
    if (this.#over) return { done: true, value: undefined }
    return Promise.race([this.#ended.promise, this.#advance()])
  }

  async #advance(): Promise<IteratorResult<ExecutionResult, void>> {
    const step = await this.#source.next()
    if (this.#over || step.done === true) return { done: true, value: undefined }
    return { done: false, value: await this.#result(step.value) }
  }

  async return(): Promise<IteratorResult<ExecutionResult, void>> {
    this.#finish()
    await this.#source.return?.()
    return { done: true, value: undefined }
  }

  async throw(error: unknown): Promise<IteratorResult<ExecutionResult, void>> {
    await this.return()
    throw error
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return()
  }

  #finish(): void {
    this.#over = true
    this.#ended.resolve({ done: true, value: undefined })
  }
}
