import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import { errorCodes } from '@switchboard/domain/errors'
import type { Log } from '@switchboard/service-kit/log'

/** What the gateway says itself about an operation that is not right; these codes are Apollo's, clients know them. */
const operationCodes = new Set<unknown>([
  'GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'BAD_USER_INPUT', 'BAD_REQUEST', 'OPERATION_RESOLUTION_FAILURE', 'PERSISTED_QUERY_NOT_SUPPORTED',
])

/** Never shown, whoever set them. */
const privateExtensions = new Set(['code', 'requestId', 'serviceName', 'stacktrace', 'exception', 'response', 'http'])

/** Turns errors into what a client may see of them. */
export interface ErrorShape {
  format(error: unknown, requestId: string | undefined): GraphQLFormattedError
}

/**
 * Errors that leave the gateway carry a code and the request's id. `trusted` says that subgraphs use the table of
 * codes: what is not in it is then masked as INTERNAL, and its cause goes to the log. For other people's subgraphs
 * messages and codes pass through; stack traces never do.
 */
export function createErrorShape(options: { trusted: boolean; log: Log }): ErrorShape {
  return {
    format: (error, requestId) => {
      const known = error instanceof GraphQLError ? error : new GraphQLError(error instanceof Error ? error.message : String(error), { originalError: error instanceof Error ? error : null })
      const code = known.extensions['code']
      const fromSubgraph = known.extensions['serviceName'] !== undefined
      const inTable = typeof code === 'string' && Object.hasOwn(errorCodes, code) && code !== 'INTERNAL'
      const place = {
        ...(known.locations === undefined || fromSubgraph ? {} : { locations: known.locations }),
        ...(known.path === undefined ? {} : { path: known.path }),
      }
      const id = requestId === undefined ? {} : { requestId }
      if (!options.trusted && fromSubgraph) return { message: known.message, ...place, extensions: { ...passed(known.extensions), ...id } }
      if (inTable) return { message: known.message, ...place, extensions: { ...details(known.extensions), code, ...id } }
      if (operationCodes.has(code) && !fromSubgraph) return { message: known.message, ...place, extensions: { code, ...id } }
      if (!options.trusted && code !== undefined) return { message: known.message, ...place, extensions: { code, ...id } }
      options.log.error({ requestId, path: known.path?.join('.'), subgraph: known.extensions['serviceName'], upstreamCode: code, err: causeOf(known) }, 'an error was masked')
      return { message: errorCodes.INTERNAL.text, ...place, extensions: { code: 'INTERNAL', ...id } }
    },
  }
}

/** Details that come with a code of the table: plain values only. */
function details(extensions: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(extensions).filter(([name, value]) => !privateExtensions.has(name) && ['string', 'number', 'boolean'].includes(typeof value)))
}

function passed(extensions: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(extensions).filter(([name]) => !['stacktrace', 'exception', 'response', 'http'].includes(name)))
}

function causeOf(error: GraphQLError): unknown {
  let cause: unknown = error
  while (cause instanceof Error) {
    const next: unknown = cause instanceof GraphQLError ? cause.originalError ?? cause.cause : cause.cause
    if (!(next instanceof Error)) break
    cause = next
  }
  return cause instanceof Error ? cause : { message: error.message }
}
