import { type ExecutionResult, GraphQLError, type GraphQLFormattedError } from 'graphql'
import { SwitchboardError } from '@switchboard/domain/errors'
import { EventBuffer } from './event-buffer.ts'
import type { ExecutionRequest, Executor } from './executor.ts'
import type { UpstreamSocket } from './upstream.ts'

export interface SubscriptionParts {
  executor: Executor
  upstreams: ReadonlyMap<string, UpstreamSocket>
  /** How many events may wait for one subscriber. */
  bufferedEvents: number
  /** The subscriber does not take what is sent to it, and its buffer is full. */
  onTooSlow: () => void
}

/** A subscription ended with errors; they are told to the client in an `error` message. */
export class SubscriptionEnded extends Error {
  override readonly name = 'SubscriptionEnded'
  readonly errors: readonly GraphQLError[]

  constructor(errors: readonly GraphQLError[]) {
    super(errors[0]?.message ?? 'The subscription has ended.')
    this.errors = errors
  }
}

/**
 * One subscription of one client: the plan's `primary` is open at the owning subgraph, and each of its events is
 * completed by the executor, one after the other, so that they leave in the order they came. `return` closes the
 * upstream at once and nothing is delivered after it. Every other end is told: `SubscriptionEnded` is thrown with
 * the subgraph's errors, or with UPSTREAM_UNAVAILABLE when it was lost or the subscriber fell behind.
 */
export class Subscription implements AsyncGenerator<ExecutionResult, undefined> {
  readonly #request: ExecutionRequest
  readonly #parts: SubscriptionParts
  readonly #events: EventBuffer<ExecutionResult>
  readonly #closeUpstream: () => void
  #phase: 'waiting' | 'completing' | 'sending' | 'closed' = 'sending'

  constructor(request: ExecutionRequest, parts: SubscriptionParts) {
    this.#request = request
    this.#parts = parts
    this.#events = new EventBuffer(parts.bufferedEvents)
    this.#closeUpstream = this.#open()
  }

  [Symbol.asyncIterator](): this { return this }

  async next(): Promise<IteratorResult<ExecutionResult, undefined>> {
    if (this.#phase === 'closed') return finished
    this.#phase = 'waiting'
    const event = await this.#events.take()
    if (event === undefined || this.#closed()) return finished
    this.#phase = 'completing'
    const result = await this.#parts.executor.complete(this.#request, event)
    if (this.#closed()) return finished
    this.#phase = 'sending'
    return { done: false, value: event.extensions === undefined ? result : { ...result, extensions: event.extensions } }
  }

  return(): Promise<IteratorResult<ExecutionResult, undefined>> {
    this.#phase = 'closed'
    this.#closeUpstream()
    this.#events.void()
    return Promise.resolve(finished)
  }

  async throw(error: unknown): Promise<IteratorResult<ExecutionResult, undefined>> {
    await this.return()
    throw error
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return()
  }

  #closed(): boolean {
    return this.#phase === 'closed'
  }

  #open(): () => void {
    const { operation, variables, context } = this.#request
    const primary = operation.subscription?.primary
    if (primary === undefined) throw new Error('The operation is not a subscription.')
    const upstream = this.#parts.upstreams.get(primary.serviceName)
    if (upstream === undefined) {
      this.#events.end(lost())
      return () => undefined
    }
    const used = Object.fromEntries((primary.variableUsages ?? []).filter((name) => variables[name] !== undefined).map((name) => [name, variables[name]]))
    return upstream.open({ query: primary.operation, variables: used, operationName: primary.operationName }, context, {
      next: (event) => { if (!this.#events.push(event)) this.#overflow() },
      failed: (errors) => { this.#events.end(new SubscriptionEnded(errors.map((error) => asError(error, primary.serviceName)))) },
      lost: (cause) => { this.#events.end(lost(undefined, cause)) },
      ended: () => { this.#events.end() },
    })
  }

  /** The buffer is full. A client that does not read cannot be told on its operation, only by closing its socket. */
  #overflow(): void {
    this.#closeUpstream()
    this.#events.void(lost('The subscription fell behind; resume it after the last event received.'))
    if (this.#phase === 'sending') this.#parts.onTooSlow()
  }
}

const finished: IteratorReturnResult<undefined> = { done: true, value: undefined }

function lost(message?: string, cause?: unknown): SubscriptionEnded {
  return new SubscriptionEnded([new SwitchboardError('UPSTREAM_UNAVAILABLE', message, { cause })])
}

function asError(error: GraphQLFormattedError, subgraph: string): GraphQLError {
  return new GraphQLError(error.message, { path: error.path, extensions: { ...error.extensions, serviceName: subgraph } })
}
