import { ConsecutiveBreaker, type CircuitBreakerPolicy, BrokenCircuitError, circuitBreaker, ConstantBackoff, handleWhen, retry, type RetryPolicy } from 'cockatiel'
import type { ExecutionResult } from 'graphql'
import { Pool } from 'undici'
import { SwitchboardError } from '@switchboard/domain/errors'
import { assertionHeader } from '@switchboard/service-kit/assertion'
import { requestIdHeader } from '@switchboard/service-kit/request-id'
import type { Assertions } from './assertions.ts'
import type { RequestContext } from './request.ts'
import type { SharedReads } from './shared-reads.ts'

export interface SubgraphRequest {
  /** The JSON of a GraphQL request. */
  body: string
  kind: 'query' | 'mutation'
  /** Whether the answer to an identical query of the same caller, which has begun before, will do. */
  shareable: boolean
}

/** Answers are changed by whoever gets them: the first has it as parsed, every other parses its own. */
export interface Answered {
  text: string
  parsed: ExecutionResult | undefined
}

export interface SubgraphClientOptions {
  /** From sending to the last byte of the answer. */
  deadlineMs: number
  connectTimeoutMs: number
  /** Connections kept to one subgraph. */
  connections: number
  /** Answers above this are refused. */
  maxResponseBytes: number
  /** Failures in a row after which the subgraph is left alone for `breakMs`. */
  breakAfter: number
  breakMs: number
  assertions: Assertions
  /** Set when identical queries of one caller are to be sent once. */
  sharedReads?: SharedReads<Answered>
  observe?: (subgraph: string, outcome: 'ok' | 'failed', seconds: number) => void
}

/** The subgraph gave no GraphQL answer. `connecting` says that it never got the request. */
export class SubgraphUnavailable extends Error {
  override readonly name = 'SubgraphUnavailable'
  readonly connecting: boolean

  constructor(subgraph: string, reason: string, options: { connecting?: boolean; cause?: unknown } = {}) {
    super(`${subgraph}: ${reason}`, { cause: options.cause })
    this.connecting = options.connecting ?? false
  }
}

/**
 * Speaks GraphQL over HTTP with one subgraph: a pool of kept connections, a deadline, a breaker, and one more try for
 * a query whose connection failed. Mutations are never sent twice.
 */
export class SubgraphClient {
  readonly name: string
  readonly #path: string
  readonly #pool: Pool
  readonly #options: SubgraphClientOptions
  readonly #breaker: CircuitBreakerPolicy
  readonly #again: RetryPolicy

  constructor(subgraph: { name: string; url: string }, options: SubgraphClientOptions) {
    const url = new URL(subgraph.url)
    this.name = subgraph.name
    this.#path = url.pathname + url.search
    this.#options = options
    this.#pool = new Pool(url.origin, {
      connections: options.connections,
      connect: { timeout: options.connectTimeoutMs },
      headersTimeout: options.deadlineMs,
      bodyTimeout: options.deadlineMs,
      maxResponseSize: options.maxResponseBytes,
    })
    this.#breaker = circuitBreaker(handleWhen((error) => error instanceof SubgraphUnavailable), {
      halfOpenAfter: options.breakMs, breaker: new ConsecutiveBreaker(options.breakAfter),
    })
    this.#again = retry(handleWhen((error) => error instanceof SubgraphUnavailable && error.connecting), { maxAttempts: 1, backoff: new ConstantBackoff(20) })
  }

  /** Throws UPSTREAM_UNAVAILABLE when no GraphQL answer came in time. */
  async fetch(request: SubgraphRequest, context: RequestContext): Promise<ExecutionResult> {
    const { sharedReads } = this.#options
    if (sharedReads === undefined) return taken(await this.#send(request, context))
    if (request.kind === 'mutation') return this.#send(request, context).then(taken).finally(() => { sharedReads.part() })
    if (!request.shareable) return taken(await this.#send(request, context))
    // Whatever of the caller reaches the subgraph is in the key, but the request's id: the first one's is sent.
    const key = JSON.stringify([this.name, context.identity?.key, context.headers, request.body])
    const answered = await sharedReads.read(key, context.signal, (signal) => this.#send(request, { ...context, signal })).catch((cause: unknown) => {
      throw context.signal?.aborted === true ? gone() : cause
    })
    return taken(answered)
  }

  close(): Promise<void> {
    return this.#pool.close()
  }

  async #send(request: SubgraphRequest, context: RequestContext): Promise<Answered> {
    const started = performance.now()
    const attempt = () => this.#breaker.execute(() => this.#post(request, context))
    try {
      const answer = await (request.kind === 'query' ? this.#again.execute(attempt) : attempt())
      this.#options.observe?.(this.name, 'ok', (performance.now() - started) / 1000)
      return answer
    } catch (cause) {
      this.#options.observe?.(this.name, 'failed', (performance.now() - started) / 1000)
      if (cause instanceof SubgraphUnavailable || cause instanceof BrokenCircuitError) throw new SwitchboardError('UPSTREAM_UNAVAILABLE', undefined, { cause })
      throw cause
    }
  }

  async #post({ body: sent, kind }: SubgraphRequest, context: RequestContext): Promise<Answered> {
    const assertion = await this.#options.assertions.assert(context.identity, this.name)
    const deadline = AbortSignal.timeout(this.#options.deadlineMs)
    const signal = kind === 'query' && context.signal !== undefined ? AbortSignal.any([deadline, context.signal]) : deadline
    try {
      const { statusCode, body } = await this.#pool.request({
        path: this.#path, method: 'POST', signal,
        headers: {
          ...context.headers,
          'content-type': 'application/json',
          accept: 'application/graphql-response+json, application/json;q=0.9',
          [requestIdHeader]: context.requestId,
          ...(assertion === undefined ? {} : { [assertionHeader]: assertion }),
        },
        body: sent,
      })
      return this.#answer(statusCode, await body.text())
    } catch (cause) {
      throw context.signal?.aborted === true && kind === 'query' ? gone() : this.#failure(cause)
    }
  }

  #answer(status: number, text: string): Answered {
    let parsed: unknown
    try {
      parsed = JSON.parse(text)
    } catch (cause) {
      throw new SubgraphUnavailable(this.name, `answered ${status} without JSON`, { cause })
    }
    if (!isAnswer(parsed)) throw new SubgraphUnavailable(this.name, `answered ${status} without a GraphQL result`)
    return { text, parsed }
  }

  #failure(cause: unknown): unknown {
    if (cause instanceof SubgraphUnavailable || cause instanceof SwitchboardError) return cause
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
    const connecting = typeof code === 'string' && connectionFailures.has(code)
    return new SubgraphUnavailable(this.name, cause instanceof Error ? cause.message : String(cause), { connecting, cause })
  }
}

function gone(): SwitchboardError {
  return new SwitchboardError('UPSTREAM_UNAVAILABLE', 'The caller has gone.')
}

function taken(answered: Answered): ExecutionResult {
  const { parsed, text } = answered
  answered.parsed = undefined
  return parsed ?? JSON.parse(text) as ExecutionResult
}

/** What undici and the system say when a connection could not be made or broke before an answer. */
const connectionFailures = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_SOCKET'])

function isAnswer(value: unknown): value is ExecutionResult {
  if (typeof value !== 'object' || value === null) return false
  const { data, errors } = value as { data?: unknown; errors?: unknown }
  const hasErrors = Array.isArray(errors) && errors.every((error: unknown) => typeof error === 'object' && error !== null)
  return hasErrors || (errors === undefined && typeof data === 'object' && data !== null)
}
