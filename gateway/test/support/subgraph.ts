import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import { buildSubgraphSchema } from '@apollo/subgraph'
import { type DocumentNode, execute, type ExecutionResult, parse, validate } from 'graphql'
import { useServer } from 'graphql-ws/use/ws'
import { WebSocketServer } from 'ws'
import { listen } from '@switchboard/service-kit/http'

/** By type and field; @apollo/subgraph exports no type that fits `subscribe` beside `__resolveReference`. */
type Resolvers = Record<string, Record<string, unknown>>

const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@external", "@requires", "@provides", "@override", "@shareable", "@interfaceObject", "@inaccessible"])\n'

/** What a resolver of a test subgraph gets. */
export interface TestContext {
  headers: IncomingHttpHeaders
  /** Of a subscribe message. */
  extensions: Record<string, unknown>
}

export interface Seen {
  headers: IncomingHttpHeaders
  body: { query: string; variables?: Record<string, unknown> }
}

export interface TestSubgraph {
  name: string
  url: string
  typeDefs: DocumentNode
  /** Requests over HTTP, in order. */
  seen: Seen[]
  /** Extensions of subscribe messages, in order. */
  subscribed: Record<string, unknown>[]
  /** Sockets open now, and how many there ever were. */
  sockets: { open: number; ever: number }
  /** What to do before answering; may answer by itself, or cut the connection. */
  before: ((seen: Seen) => Promise<{ status: number; text: string } | 'cut' | undefined>) | undefined
  /** Cuts every socket, as a crash does. */
  cutSockets(): void
  stop(): Promise<void>
}

/** Runs a subgraph like a stranger's: graphql-js over HTTP and graphql-transport-ws on one path. */
export async function runSubgraph(name: string, sdl: string, resolvers: Resolvers, port = 0): Promise<TestSubgraph> {
  const typeDefs = parse(link + sdl)
  const schema = buildSubgraphSchema([{ typeDefs, resolvers: resolvers as never }])
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      void (async () => {
        const body = JSON.parse(Buffer.concat(chunks).toString()) as Seen['body'] & { operationName?: string }
        const seen = { headers: request.headers, body }
        subgraph.seen.push(seen)
        const early = await subgraph.before?.(seen)
        if (early === 'cut') return void request.socket.destroy()
        if (early !== undefined) return void response.writeHead(early.status).end(early.text)
        const document = parse(body.query)
        const errors = validate(schema, document)
        const contextValue: TestContext = { headers: request.headers, extensions: {} }
        const result: ExecutionResult = errors.length > 0 ? { errors } : await execute({ schema, document, variableValues: body.variables ?? null, operationName: body.operationName ?? null, contextValue })
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(result))
      })()
    })
  })
  const sockets = new WebSocketServer({ server, path: '/graphql' })
  sockets.on('connection', (socket) => {
    subgraph.sockets.open += 1
    subgraph.sockets.ever += 1
    socket.on('close', () => { subgraph.sockets.open -= 1 })
  })
  const protocol = useServer({
    schema,
    context: (_socket, _id, payload): TestContext => {
      subgraph.subscribed.push(payload.extensions ?? {})
      return { headers: {}, extensions: payload.extensions ?? {} }
    },
    // Events may carry extensions, as our own subgraphs' do.
    onNext: (_socket, _id, _payload, args, result) => {
      const { rootValue } = args
      void rootValue
      const live = findLive(result.data)
      return live === undefined ? undefined : { data: result.data ?? null, extensions: { live } }
    },
  }, sockets, 60_000)
  const { url } = await listen(server, { host: '127.0.0.1', port })
  const subgraph: TestSubgraph = {
    name, url: `${url}/graphql`, typeDefs, seen: [], subscribed: [], sockets: { open: 0, ever: 0 }, before: undefined,
    cutSockets: () => { for (const socket of sockets.clients) socket.terminate() },
    stop: async () => {
      for (const socket of sockets.clients) socket.terminate()
      await protocol.dispose()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return subgraph
}

/** The test schema's way to say that an event carries extensions: a field `live` in the event. */
function findLive(data: Record<string, unknown> | null | undefined): unknown {
  const [event] = Object.values(data ?? {})
  return typeof event === 'object' && event !== null && 'live' in event ? event.live : undefined
}
