import type { IncomingMessage } from 'node:http'
import type { ApolloServer } from '@apollo/server'
import { type ExecutionArgs, type ExecutionResult, type FormattedExecutionResult, GraphQLError, type GraphQLSchema } from 'graphql'
import type { Context, ServerOptions } from 'graphql-ws'
import { isSwitchboardError, SwitchboardError } from '@switchboard/domain/errors'
import { requestIdHeader, requestIdOf } from '@switchboard/service-kit/request-id'
import type { ClientSocket } from './client-socket.ts'
import { closeCodes } from './close-codes.ts'
import type { ErrorShape } from './errors.ts'
import type { Executor } from './executor.ts'
import type { GatewayMetrics } from './gateway-metrics.ts'
import type { Identity, TokenVerifier } from './identity.ts'
import type { Operation, PlannedOperation, Planner } from './planning.ts'
import type { Preparation } from './preparation.ts'
import { passedOn, type RequestContext, requestScope } from './request.ts'
import { Subscription, SubscriptionEnded } from './subscription.ts'
import type { UpstreamSocket } from './upstream.ts'

/** What is known of one socket. */
export interface Connection {
  client: ClientSocket
  request: IncomingMessage
  identity: Identity | undefined
  expiry: NodeJS.Timeout | undefined
}

export interface SocketOperationParts {
  apollo: ApolloServer<RequestContext>
  schema: GraphQLSchema
  preparation: Preparation
  planner: Planner
  executor: Executor
  upstreams: ReadonlyMap<string, UpstreamSocket>
  tokens: TokenVerifier | undefined
  errors: ErrorShape
  passHeaders: readonly string[]
  trustProxy: boolean
  bufferedEvents: number
  maxOperationsPerSocket: number
  metrics: GatewayMetrics
}

/** One operation on a socket, from its subscribe message on. */
interface Work {
  operation: Operation
  /** For a subscription only; Apollo's pipeline asks for the plan of the others. */
  planned: PlannedOperation | undefined
  query: string
  variables: Record<string, unknown>
  context: RequestContext
  client: ClientSocket
}

type Hooks = Pick<ServerOptions<Record<string, unknown>, Connection>, 'onConnect' | 'onSubscribe' | 'execute' | 'subscribe' | 'onOperation' | 'onNext' | 'onError' | 'onComplete'>
type SocketContext = Context<Record<string, unknown>, Connection>

/**
 * What happens to the messages of a socket. Whatever is wrong with one operation is answered with `error` to that
 * operation; the socket and its other operations live on. A token that is not good, or no longer, closes the socket.
 */
export function operationsOver(parts: SocketOperationParts): Hooks {
  const requestIds = new WeakMap<object, string>()
  const streams = new WeakSet<object>()
  const shape = (errors: readonly GraphQLError[], payload: object) => errors.flatMap(causesOf).map((error) => parts.errors.format(error, requestIds.get(payload)))

  return {
    onConnect: (socket) => admit(socket, parts.tokens),

    onSubscribe: (socket, _id, payload): ExecutionArgs | readonly GraphQLError[] => {
      const requestId = requestIdOf(payload.extensions?.[requestIdHeader])
      requestIds.set(payload, requestId)
      if (Object.keys(socket.subscriptions).length > parts.maxOperationsPerSocket) return [new SwitchboardError('RATE_LIMITED', 'Too many operations are open on this socket.')]
      const variables = payload.variables ?? {}
      const operation = parts.preparation.prepare({ query: payload.query, operationName: payload.operationName ?? undefined, variables })
      if (!('document' in operation)) return operation
      const { client, request, identity } = socket.extra
      const context: RequestContext = { requestId, identity, headers: passedOn(parts, request), signal: undefined }
      const planned = operation.definition.operation === 'subscription' ? planOrErrors(parts.planner, operation, variables) : undefined
      if (Array.isArray(planned)) return planned
      const contextValue: Work = { operation, planned, query: payload.query, variables, context, client }
      return { schema: parts.schema, document: operation.document, operationName: payload.operationName ?? null, variableValues: variables, contextValue }
    },

    execute: async (args): Promise<ExecutionResult> => {
      const { query, variables, operation, context } = args.contextValue as Work
      const { body } = await requestScope.run(context, () => parts.apollo.executeOperation(
        { query, variables, ...(operation.operationName === undefined ? {} : { operationName: operation.operationName }) },
        { contextValue: context },
      ))
      if (body.kind !== 'single') throw new Error('Incremental delivery is not offered here.')
      return body.singleResult as ExecutionResult
    },

    subscribe: (args) => {
      const { planned, variables, context, client } = args.contextValue as Work
      if (planned === undefined) throw new Error('Only a subscription is subscribed to.')
      return new Subscription(
        { operation: planned, variables, context },
        { executor: parts.executor, upstreams: parts.upstreams, bufferedEvents: parts.bufferedEvents, onTooSlow: () => { client.end(closeCodes.SubscriberTooSlow) } },
      )
    },

    onOperation: (_socket, _id, payload, _args, result) => {
      if (!(result instanceof Subscription)) return
      streams.add(payload)
      parts.metrics.subscriptions(1)
    },

    onNext: (_socket, _id, payload, _args, result) => {
      // Apollo's pipeline has shaped the errors of queries and mutations already; the protocol core would do so again.
      if (!streams.has(payload)) return result as FormattedExecutionResult
      parts.metrics.event()
      const { errors, data = null, extensions } = result
      return { data, ...(errors === undefined ? {} : { errors: shape(errors, payload) }), ...(extensions === undefined ? {} : { extensions }) }
    },

    onError: (_socket, _id, payload, errors) => shape(errors, payload),

    onComplete: (_socket, _id, payload) => {
      if (streams.delete(payload)) parts.metrics.subscriptions(-1)
    },
  }
}

/** Verifies the token of `connection_init`, and sees to it that the socket closes when the token expires. */
async function admit(socket: SocketContext, tokens: TokenVerifier | undefined): Promise<boolean> {
  if (tokens === undefined) return true
  const presented = socket.connectionParams?.['authorization']
  try {
    const identity = await tokens.verify(typeof presented === 'string' ? presented : presented === undefined || presented === null ? undefined : 'not a string')
    const connection = socket.extra
    connection.identity = identity
    if (identity !== undefined && connection.client.open) {
      connection.expiry = setTimeout(() => { connection.client.end(closeCodes.TokenExpired) }, Math.min(identity.expiresAt - Date.now(), 2 ** 31 - 1))
    }
    return true
  } catch (error) {
    const code = isSwitchboardError(error) ? error.code : undefined
    socket.extra.client.end(code === 'TOKEN_EXPIRED' ? closeCodes.TokenExpired : code === 'UPSTREAM_UNAVAILABLE' ? closeCodes.TryAgainLater : closeCodes.TokenInvalid)
    return false
  }
}

/** An operation that cannot be planned is answered like one that is not valid. */
function planOrErrors(planner: Planner, operation: Operation, variables: Record<string, unknown>): PlannedOperation | GraphQLError[] {
  try {
    const planned = planner.plan(operation, variables)
    return planned.subscription === undefined ? [new SwitchboardError('BAD_INPUT', 'Nothing is left to subscribe to.')] : planned
  } catch (error) {
    return [error instanceof GraphQLError ? error : new SwitchboardError('INTERNAL', undefined, { cause: error })]
  }
}

/** A stream that ends with several errors is thrown as one. */
function causesOf(error: GraphQLError): readonly GraphQLError[] {
  const cause = error.originalError
  if (cause instanceof SubscriptionEnded) return cause.errors
  return cause instanceof GraphQLError ? [cause] : [error]
}
