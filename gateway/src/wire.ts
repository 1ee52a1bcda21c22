import { createServer } from 'node:http'
import { Readiness } from '@switchboard/service-kit/health'
import { type Address, close, listen, operational } from '@switchboard/service-kit/http'
import { loadOrCreateSigningKey, publicJwks } from '@switchboard/service-kit/keys'
import type { Log } from '@switchboard/service-kit/log'
import { createMetrics, type Metrics } from '@switchboard/service-kit/metrics'
import type { DrainStep } from '@switchboard/service-kit/shutdown'
import { startApollo } from './apollo.ts'
import { type Assertions, createAssertions, noAssertions } from './assertions.ts'
import { createErrorShape } from './errors.ts'
import { CompiledExecutor } from './execution/compiled-executor.ts'
import type { Executor } from './executor.ts'
import type { Federation } from './federation.ts'
import type { GatewayConfig } from './gateway-config.ts'
import { createGatewayMetrics, type GatewayMetrics } from './gateway-metrics.ts'
import { httpFront } from './http-front.ts'
import { createTokenVerifier, type TokenVerifier } from './identity.ts'
import { Planner } from './planning.ts'
import { Preparation } from './preparation.ts'
import { SharedReads } from './shared-reads.ts'
import { type Answered, SubgraphClient } from './subgraph-client.ts'
import { loadSupergraph } from './supergraph.ts'
import { socketUrlOf, UpstreamSocket } from './upstream.ts'
import { serveWebSockets } from './websocket-front.ts'

/** A gateway that runs, and the steps that stop it. */
export interface RunningGateway {
  address: Address
  steps: readonly DrainStep[]
}

/** Joins the gateway's parts and begins to listen. Throws when the supergraph, a key or the port cannot be used. */
export async function startGateway(config: GatewayConfig, log: Log, options: { metrics?: Metrics } = {}): Promise<RunningGateway> {
  const federation = await loadSupergraph(config.SUPERGRAPH, { maxEvaluatedPlans: config.MAX_EVALUATED_PLANS, pathsLimit: config.MAX_PLAN_PATHS })
  const identity = await identityOf(config)
  const processMetrics = options.metrics ?? createMetrics('gateway')
  const metrics = createGatewayMetrics(processMetrics)
  const { clients, upstreams } = connectSubgraphs(config, federation, identity.assertions, metrics)
  const executor: Executor = new CompiledExecutor(federation, clients)
  const planner = new Planner(federation, { cached: config.PLANS_CACHED, observe: (seconds) => { metrics.planned(seconds) } })
  const errors = createErrorShape({ trusted: config.AUTH !== undefined, log })
  const rules = {
    limits: { tokens: config.MAX_TOKENS, depth: config.MAX_DEPTH, aliases: config.MAX_ALIASES, rootFields: config.MAX_ROOT_FIELDS, cost: config.MAX_COST },
    introspection: config.INTROSPECTION, cached: config.PLANS_CACHED,
  }
  const apollo = await startApollo({ federation, planner, executor, errors, rules, landingPage: config.INTROSPECTION, metrics, log })

  const readiness = new Readiness()
  const { tokens } = identity
  const server = createServer(operational({ readiness, metrics: processMetrics }, httpFront({
    apollo, tokens, errors, passHeaders: config.PASS_HEADERS, trustProxy: config.TRUST_PROXY, corsOrigins: config.CORS_ORIGINS,
    maxBodyBytes: config.MAX_BODY_BYTES, assertionJwks: identity.jwks, log,
  })))
  const front = serveWebSockets(server, {
    apollo, schema: federation.apiSchema, preparation: new Preparation(federation.apiSchema, rules), planner, executor, upstreams, tokens, errors,
    passHeaders: config.PASS_HEADERS, trustProxy: config.TRUST_PROXY, bufferedEvents: config.SUBSCRIBER_BUFFER, maxOperationsPerSocket: config.MAX_OPERATIONS_PER_SOCKET, metrics, log,
  }, { maxMessageBytes: config.MAX_BODY_BYTES, keepAliveMs: config.SOCKET_KEEP_ALIVE_MS, initTimeoutMs: config.SOCKET_INIT_MS, maxSockets: config.MAX_SOCKETS })

  const address = await listen(server, { host: config.HOST, port: config.PORT })
  return {
    address,
    steps: [
      { name: 'refuse work', run: () => { readiness.drain() } },
      { name: 'move clients, finish requests', run: () => Promise.all([front.drain(config.DRAIN_SPREAD_MS), close(server, 5_000)]) },
      { name: 'stop the pipeline', run: () => apollo.stop() },
      { name: 'leave the subgraphs', run: () => Promise.all([...[...clients.values()].map((client) => client.close()), ...[...upstreams.values()].map((upstream) => upstream.close())]) },
    ],
  }
}

async function identityOf(config: GatewayConfig): Promise<{ tokens: TokenVerifier | undefined; assertions: Assertions; jwks: string | undefined }> {
  if (config.AUTH === undefined) return { tokens: undefined, assertions: noAssertions, jwks: undefined }
  const key = await loadOrCreateSigningKey(config.AUTH.keyFile)
  const tokens = createTokenVerifier({
    jwks: config.AUTH.jwks, issuer: config.TOKEN_ISSUER, audience: config.TOKEN_AUDIENCE, type: config.TOKEN_TYPE,
    claims: config.ASSERTION_CLAIMS, leewaySeconds: config.TOKEN_LEEWAY_SECONDS,
  })
  return { tokens, assertions: createAssertions(key), jwks: JSON.stringify(publicJwks([key])) }
}

function connectSubgraphs(config: GatewayConfig, federation: Federation, assertions: Assertions, metrics: GatewayMetrics) {
  const clients = new Map<string, SubgraphClient>()
  const upstreams = new Map<string, UpstreamSocket>()
  const shared = config.SHARE_READS ? { sharedReads: new SharedReads<Answered>() } : {}
  for (const { name, url } of federation.subgraphs) {
    clients.set(name, new SubgraphClient({ name, url }, {
      deadlineMs: config.SUBGRAPH_DEADLINE_MS, connectTimeoutMs: config.SUBGRAPH_CONNECT_MS, connections: config.SUBGRAPH_CONNECTIONS,
      maxResponseBytes: config.SUBGRAPH_MAX_RESPONSE_BYTES, breakAfter: config.SUBGRAPH_BREAK_AFTER, breakMs: config.SUBGRAPH_BREAK_MS,
      assertions, ...shared, observe: (subgraph, outcome, seconds) => { metrics.subgraph(subgraph, outcome, seconds) },
    }))
    upstreams.set(name, new UpstreamSocket({ name, url: config.SUBGRAPH_SOCKETS.get(name) ?? socketUrlOf(url) }, {
      assertions, connectTimeoutMs: config.SUBGRAPH_CONNECT_MS, keepAliveMs: config.UPSTREAM_KEEP_ALIVE_MS,
      idleMs: config.UPSTREAM_IDLE_MS, maxEventBytes: config.SUBGRAPH_MAX_RESPONSE_BYTES,
    }))
  }
  return { clients, upstreams }
}
