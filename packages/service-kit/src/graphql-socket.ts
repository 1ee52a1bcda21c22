import type { IncomingMessage } from 'node:http'
import { type DocumentNode, type ExecutionArgs, execute, type GraphQLError, type GraphQLSchema, parse, validate } from 'graphql'
import type { SubscribePayload } from 'graphql-ws'
import { useServer } from 'graphql-ws/use/ws'
import { LRUCache } from 'lru-cache'
import type { WebSocketServer } from 'ws'
import { isSwitchboardError, SwitchboardError } from '@switchboard/domain/errors'
import { maskError } from './graphql-errors.ts'
import { subscribeWithExtensions } from './graphql-events.ts'

export interface SocketOptions<Context extends object> {
  schema: GraphQLSchema
  /** The context of one operation; may refuse it with a coded error. */
  context: (extensions: Record<string, unknown>, upgrade: IncomingMessage) => Promise<Context>
  /** The context of one event of a subscription, made from the operation's. */
  perEvent: ((context: Context) => Context) | undefined
  onError: (error: unknown, operation: string | undefined, context: Context | undefined) => void
  /** Told how many operations begin (1) and end (-1). */
  onCount: (change: 1 | -1) => void
}

/**
 * Serves graphql-transport-ws on a WebSocketServer. A mistake in one operation (syntax, validation, assertion) is
 * answered with `error` to that operation; the socket and its other operations live on.
 */
export function serveSocket<Context extends object>(server: WebSocketServer, options: SocketOptions<Context>): { dispose: () => Promise<void> | void } {
  const documentOf = documentCache(options.schema)
  const contexts = new WeakMap<SubscribePayload, Context>()
  const open = new Set<SubscribePayload>()
  const mask = (errors: readonly unknown[], payload: SubscribePayload) => errors.map((error) => {
    options.onError(error, payload.operationName ?? undefined, contexts.get(payload))
    return maskError(error)
  })
  const ended = (payload: SubscribePayload) => { if (open.delete(payload)) options.onCount(-1) }
  return useServer({
    execute,
    subscribe: (args) => subscribeWithExtensions(args, options.perEvent === undefined ? undefined : (context) => options.perEvent?.(context as Context)),
    onSubscribe: async (socket, _id, payload): Promise<ExecutionArgs | readonly GraphQLError[]> => {
      try {
        const document = documentOf(payload.query)
        const contextValue = await options.context(payload.extensions ?? {}, socket.extra.request)
        contexts.set(payload, contextValue)
        return { schema: options.schema, document, operationName: payload.operationName ?? null, variableValues: payload.variables ?? null, contextValue }
      } catch (error) {
        return [isSwitchboardError(error) ? error : new SwitchboardError('INTERNAL', undefined, { cause: error })]
      }
    },
    onOperation: (_socket, _id, payload) => {
      open.add(payload)
      options.onCount(1)
    },
    onNext: (_socket, _id, payload, _args, { errors, data, extensions }) => errors === undefined ? undefined : {
      errors: mask(errors.map(asOperationMistake), payload),
      ...(data === undefined ? {} : { data }),
      ...(extensions === undefined ? {} : { extensions }),
    },
    onError: (_socket, _id, payload, errors) => mask(errors, payload),
    onComplete: (_socket, _id, payload) => { ended(payload) },
  }, server)
}

/** Without a path an error speaks of the operation itself, such as a variable that does not fit its type. */
function asOperationMistake(error: GraphQLError): GraphQLError {
  return error.path === undefined ? new SwitchboardError('BAD_INPUT', error.message) : error
}

function documentCache(schema: GraphQLSchema): (query: string) => DocumentNode {
  const known = new LRUCache<string, DocumentNode>({ max: 1_000 })
  return (query) => {
    const kept = known.get(query)
    if (kept !== undefined) return kept
    const document = parseOperation(query)
    const mistakes = validate(schema, document)
    if (mistakes.length > 0) throw new SwitchboardError('BAD_INPUT', mistakes.map((mistake) => mistake.message).join(' '))
    known.set(query, document)
    return document
  }
}

function parseOperation(query: string): DocumentNode {
  try {
    return parse(query, { maxTokens: 20_000 })
  } catch (cause) {
    throw new SwitchboardError('BAD_INPUT', cause instanceof Error ? cause.message : 'The operation is not GraphQL.', { cause })
  }
}
