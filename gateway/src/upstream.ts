import type { ExecutionResult, GraphQLFormattedError } from 'graphql'
import { type Client, createClient } from 'graphql-ws'
import { WebSocket } from 'ws'
import { requestIdHeader } from '@switchboard/service-kit/request-id'
import type { Assertions } from './assertions.ts'
import type { RequestContext } from './request.ts'

/** What comes back from a subgraph's subscription. Exactly one of `failed`, `lost`, `ended` comes last. */
export interface UpstreamSink {
  next(event: ExecutionResult): void
  /** The subgraph refused the operation or ended it with errors. */
  failed(errors: readonly GraphQLFormattedError[]): void
  /** The socket was lost, or could not be opened. */
  lost(reason: unknown): void
  ended(): void
}

export interface UpstreamOptions {
  assertions: Assertions
  /** How long connecting and being acknowledged may take together, in two equal parts. */
  connectTimeoutMs: number
  /** A ping is sent after this much silence; a subgraph that does not answer within the same time again is lost. */
  keepAliveMs: number
  /** The socket is kept this long after its last subscription. */
  idleMs: number
  maxEventBytes: number
}

export interface UpstreamRequest {
  query: string
  variables: Readonly<Record<string, unknown>>
  operationName: string | undefined
}

/** The one graphql-transport-ws socket to a subgraph, shared by all subscriptions on it. */
export class UpstreamSocket {
  readonly name: string
  readonly #client: Client
  readonly #assertions: Assertions

  constructor(subgraph: { name: string; url: string }, options: UpstreamOptions) {
    this.name = subgraph.name
    this.#assertions = options.assertions
    this.#client = connectTo(subgraph.url, options)
  }

  /** Opens a subscription; the returned function closes it at once, after which the sink hears nothing more. */
  open(request: UpstreamRequest, context: RequestContext, sink: UpstreamSink): () => void {
    let closed = false
    let dispose = () => { closed = true }
    const once = (tell: () => void) => {
      if (closed) return
      closed = true
      tell()
    }
    this.#assertions.assert(context.identity, this.name).then((assertion) => {
      if (closed) return
      const stop = this.#client.subscribe({
        query: request.query,
        variables: { ...request.variables },
        operationName: request.operationName ?? null,
        extensions: { ...(assertion === undefined ? {} : { assertion }), [requestIdHeader]: context.requestId },
      }, {
        next: (event) => { if (!closed) sink.next(event as ExecutionResult) },
        error: (error) => { once(() => { if (isErrorList(error)) sink.failed(error); else sink.lost(error) }) },
        complete: () => { once(() => { sink.ended() }) },
      })
      dispose = () => {
        closed = true
        stop()
      }
    }).catch((reason: unknown) => { once(() => { sink.lost(reason) }) })
    return () => { dispose() }
  }

  async close(): Promise<void> {
    await this.#client.dispose()
  }
}

/** `http://h:p/graphql` becomes `ws://h:p/graphql`. */
export function socketUrlOf(url: string): string {
  return url.replace(/^http/, 'ws')
}

function connectTo(url: string, options: UpstreamOptions): Client {
  let pending: NodeJS.Timeout | undefined
  const client = createClient({
    url,
    webSocketImpl: socketClass(options),
    lazy: true,
    lazyCloseTimeout: options.idleMs,
    connectionAckWaitTimeout: options.connectTimeoutMs,
    keepAlive: options.keepAliveMs,
    retryAttempts: 0,
    on: {
      ping: (received) => { if (!received) pending = setTimeout(() => { client.terminate() }, options.keepAliveMs) },
      pong: (received) => { if (received) clearTimeout(pending) },
      closed: () => { clearTimeout(pending) },
    },
  })
  return client
}

function socketClass(options: UpstreamOptions): new (address: string | URL, protocols?: string | string[]) => WebSocket {
  return class extends WebSocket {
    constructor(address: string | URL, protocols?: string | string[]) {
      super(address, protocols, { handshakeTimeout: options.connectTimeoutMs, maxPayload: options.maxEventBytes, perMessageDeflate: false })
    }
  }
}

function isErrorList(value: unknown): value is readonly GraphQLFormattedError[] {
  return Array.isArray(value)
}
