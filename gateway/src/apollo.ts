import { ApolloServer, type ApolloServerPlugin } from '@apollo/server'
import { ApolloServerPluginLandingPageDisabled, ApolloServerPluginUsageReportingDisabled } from '@apollo/server/plugin/disabled'
import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default'
import { type DocumentNode, type ExecutionResult, getOperationAST, GraphQLError } from 'graphql'
import Negotiator from 'negotiator'
import type { Log } from '@switchboard/service-kit/log'
import type { ErrorShape } from './errors.ts'
import type { Executor } from './executor.ts'
import type { Federation } from './federation.ts'
import type { GatewayMetrics } from './gateway-metrics.ts'
import { hashOf, type Planner } from './planning.ts'
import { extraRules, parseOptions, type PreparationRules, variableErrors } from './preparation.ts'
import { type RequestContext, requestScope } from './request.ts'

export interface ApolloParts {
  federation: Federation
  planner: Planner
  executor: Executor
  errors: ErrorShape
  rules: PreparationRules
  landingPage: boolean
  metrics: GatewayMetrics
  log: Log
}

/** Apollo Server over our planner and executor: the GraphQL pipeline of queries and mutations. Started already. */
export async function startApollo(parts: ApolloParts): Promise<ApolloServer<RequestContext>> {
  const server = new ApolloServer<RequestContext>({
    gateway: gatewayOf(parts),
    introspection: parts.rules.introspection,
    validationRules: extraRules(parts.rules),
    parseOptions: parseOptions(parts.rules.limits),
    formatError: (_formatted, error) => parts.errors.format(unwrapped(error), requestScope.getStore()?.requestId),
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    logger: { debug: (line: string) => { parts.log.debug(line) }, info: (line: string) => { parts.log.debug(line) }, warn: (line: string) => { parts.log.warn(line) }, error: (line: string) => { parts.log.error(line) } },
    plugins: [
      parts.landingPage ? ApolloServerPluginLandingPageLocalDefault() : ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      statusByMediaType,
      observed(parts.metrics),
    ],
  })
  await server.start()
  return server
}

/** The part of Apollo's gateway interface that Apollo Server calls. */
function gatewayOf({ federation, planner, executor }: ApolloParts) {
  return {
    load: () => Promise.resolve({
      schema: federation.apiSchema,
      executor: async (request: GatewayRequest): Promise<ExecutionResult> => {
        const operationName = request.request.operationName ?? undefined
        const definition = getOperationAST(request.document, operationName)
        if (definition === null || definition === undefined) return { errors: [new GraphQLError('The document does not say which of its operations is meant.')] }
        if (definition.operation === 'subscription') return { errors: [new GraphQLError('Subscriptions are served over WebSocket (graphql-transport-ws) on this path.', { extensions: { code: 'BAD_REQUEST' } })] }
        const variables = request.request.variables ?? {}
        const errors = variableErrors(federation.apiSchema, definition, variables)
        if (errors.length > 0) return { errors }
        const operation = planner.plan({ document: request.document, definition, operationName, hash: request.queryHash ?? hashOf(request.source ?? '') }, variables)
        return executor.execute({ operation, variables, context: request.context as RequestContext })
      },
    }),
    onSchemaLoadOrUpdate: (tell: (schema: { apiSchema: Federation['apiSchema']; coreSupergraphSdl: string }) => void) => {
      tell({ apiSchema: federation.apiSchema, coreSupergraphSdl: '' })
      return () => undefined
    },
    stop: () => Promise.resolve(),
  }
}

interface GatewayRequest {
  document: DocumentNode
  queryHash?: string
  source?: string
  request: { operationName?: string | null; variables?: Record<string, unknown> }
  /** What was given as `contextValue`; Apollo's interface leaves its type open. */
  context: object
}

/** Apollo wraps what its pipeline throws; an error with a code of its own is meant as it is. */
function unwrapped(error: unknown): unknown {
  return error instanceof GraphQLError && error.originalError instanceof GraphQLError && error.extensions['code'] === error.originalError.extensions['code'] ? error.originalError : error
}

/** Mistakes in the operation, answered 200 under application/json and 400 under application/graphql-response+json. */
const operationMistakes = new Set<unknown>(['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'BAD_USER_INPUT'])

/** GraphQL over HTTP, section 6.4: Apollo Server answers these with 400 under either media type. */
const statusByMediaType: ApolloServerPlugin<RequestContext> = {
  requestDidStart: () => Promise.resolve({
    willSendResponse: ({ request, response, errors }) => {
      if (request.http === undefined || !(errors ?? []).some((error) => operationMistakes.has(error.extensions['code']))) return Promise.resolve()
      const accept = request.http.headers.get('accept')
      const type = accept === undefined ? 'application/json' : new Negotiator({ headers: { accept } }).mediaType(['application/json', 'application/graphql-response+json'])
      if (type === 'application/json') response.http.status = 200
      return Promise.resolve()
    },
  }),
}

function observed(metrics: GatewayMetrics): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: () => {
      const started = performance.now()
      return Promise.resolve({
        willSendResponse: ({ operation, operationName, response }) => {
          const errors = response.body.kind === 'single' ? response.body.singleResult.errors ?? [] : []
          metrics.operation(operation?.operation ?? 'invalid', operationName ?? undefined, errors, (performance.now() - started) / 1000)
          return Promise.resolve()
        },
      })
    },
  }
}
