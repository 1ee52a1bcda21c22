import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { ApolloServer } from '@apollo/server'
import { buildSubgraphSchema, type GraphQLResolverMap } from '@apollo/subgraph'
import type { DocumentNode } from 'graphql'
import { WebSocketServer } from 'ws'
import { assertionHeader, type AssertionVerifier, type Caller } from './assertion.ts'
import { logError, maskError } from './graphql-errors.ts'
import { answerGraphql } from './graphql-http.ts'
import { observeOperations } from './graphql-metrics.ts'
import { serveSocket } from './graphql-socket.ts'
import type { Readiness } from './health.ts'
import { type Address, close, listen, notFound, operational, pathOf } from './http.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'
import { requestIdHeader, requestIdOf } from './request-id.ts'

/** What is known of a request (or of one operation on a socket) before its context is made. */
export interface SubgraphRequest {
  /** Who calls; undefined for an anonymous caller and for the gateway itself. */
  caller: Caller | undefined
  /** Whether the gateway vouches for the request, with a caller or without one (shared streams). */
  trusted: boolean
  requestId: string
  /** A header of the HTTP request, or of the socket's upgrade request. */
  header: (name: string) => string | undefined
}

export interface SubgraphOptions<Context extends object> {
  name: string
  /** One document with the whole SDL, federation `@link` included; see `sdl.ts`. */
  typeDefs: DocumentNode
  resolvers: object
  /** Must be a plain object: Apollo Server copies it, and private fields do not survive that. */
  context: (request: SubgraphRequest) => Context | Promise<Context>
  /** A new context for every event of a subscription, made from the operation's, so that loaders do not outlive an event. */
  perEvent?: (context: Context) => Context
  host: string
  port: number
  log: Log
  metrics: Metrics
  readiness: Readiness
  verifier: AssertionVerifier
  /** Takes requests that are neither GraphQL nor operational; answers true when it took this one. */
  routes?: (request: IncomingMessage, response: ServerResponse) => boolean | Promise<boolean>
  /** Default 4 MiB: entity fetches carry long lists. */
  maxBodyBytes?: number
}

export interface RunningSubgraph extends Address, AsyncDisposable {
  server: Server
  /** Stops taking work, closes sockets with 1001, lets running requests end, then closes. */
  stop: () => Promise<void>
}

/** Apollo Server copies the context, so the id of its request travels on it. */
const requestIdKey = Symbol('request id')

/** Serves a federation subgraph at /graphql over HTTP and graphql-transport-ws, with health and metrics beside it. */
export async function startSubgraph<Context extends object>(options: SubgraphOptions<Context>): Promise<RunningSubgraph> {
  const { log, metrics, readiness, verifier } = options
  const schema = buildSubgraphSchema([{ typeDefs: options.typeDefs, resolvers: options.resolvers as GraphQLResolverMap }])
  const contextOf = async (token: string | undefined, presentedId: unknown, header: SubgraphRequest['header']) => {
    const requestId = requestIdOf(presentedId)
    const context = await options.context({ ...await verifier.inspect(token), requestId, header })
    return Object.assign(context, { [requestIdKey]: requestId })
  }
  const observed = observeOperations(metrics)
  const report = (error: unknown, operation: string | undefined, context: { [requestIdKey]?: string } | undefined) => {
    observed.failed(error)
    logError(log, error, { requestId: context?.[requestIdKey], operation })
  }

  const apollo = new ApolloServer<Context>({
    schema,
    introspection: true, // only the gateway reaches a subgraph
    csrfPrevention: true,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    includeStacktraceInErrorResponses: false,
    formatError: (_formatted, error) => maskError(error),
    logger: log,
    plugins: [observed.plugin, {
      requestDidStart: () => Promise.resolve({
        didEncounterErrors: ({ errors, operationName, contextValue }) => {
          for (const error of errors) report(error, operationName ?? undefined, contextValue)
          return Promise.resolve()
        },
      }),
    }],
  })
  await apollo.start()

  const graphql = (request: IncomingMessage, response: ServerResponse) => {
    const header = headerReader(request)
    answerGraphql(apollo, request, response, {
      maxBodyBytes: options.maxBodyBytes ?? 4 * 1024 * 1024,
      context: () => contextOf(header(assertionHeader), header(requestIdHeader), header),
    }).catch((error: unknown) => { report(error, undefined, undefined) })
  }
  const routed = async (request: IncomingMessage, response: ServerResponse) => {
    try {
      if (options.routes === undefined || !await options.routes(request, response)) notFound(request, response)
    } catch (error) {
      report(error, pathOf(request.url), undefined)
      if (response.headersSent) response.destroy()
      else response.writeHead(500, { 'content-type': 'application/json' }).end('{"error":{"code":"INTERNAL"}}')
    }
  }
  const server = createServer(operational({ readiness, metrics }, (request, response) => {
    if (pathOf(request.url) === '/graphql') graphql(request, response)
    else void routed(request, response)
  }))
  server.keepAliveTimeout = 65_000 // longer than the gateway's pool keeps a connection, so that it never meets a closed one

  const sockets = new WebSocketServer({ noServer: true, maxPayload: 1024 * 1024 })
  const socketServer = serveSocket<Context>(sockets, {
    schema,
    context: (extensions, upgrade) => contextOf(textOf(extensions['assertion']), extensions['requestId'], headerReader(upgrade)),
    perEvent: options.perEvent,
    onError: report,
    onCount: observed.streams,
  })
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (pathOf(request.url) !== '/graphql') return void socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n')
    sockets.handleUpgrade(request, socket, head, (webSocket) => sockets.emit('connection', webSocket, request))
  })

  const address = await listen(server, options)
  log.info({ url: `${address.url}/graphql` }, `${options.name} listens`)
  let stopping: Promise<void> | undefined
  const stop = () => (stopping ??= (async () => {
    readiness.drain()
    await socketServer.dispose()
    await close(server)
    await apollo.stop()
  })())
  return { ...address, server, stop, [Symbol.asyncDispose]: stop }
}

function headerReader(request: IncomingMessage): SubgraphRequest['header'] {
  return (name) => {
    const value = request.headers[name.toLowerCase()]
    return Array.isArray(value) ? value.join(', ') : value
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
