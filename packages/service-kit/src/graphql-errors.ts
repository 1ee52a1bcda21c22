import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import { type ErrorCode, errorCodes, isSwitchboardError } from '@switchboard/domain/errors'
import type { Log } from './log.ts'

/** Apollo's codes for mistakes of the one who wrote the operation; they go out as BAD_INPUT with their sentence. */
const operationMistakes = new Set<unknown>(['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'BAD_USER_INPUT', 'BAD_REQUEST', 'OPERATION_RESOLUTION_FAILURE'])

/** The code an error goes out with: its own when it is from the table, else BAD_INPUT or INTERNAL. */
export function codeOfError(error: unknown): ErrorCode {
  for (const link of chain(error)) if (isSwitchboardError(link)) return link.code
  if (!(error instanceof GraphQLError)) return 'INTERNAL'
  return operationMistakes.has(error.extensions['code']) ? 'BAD_INPUT' : 'INTERNAL'
}

/** What a client may see of an error: codes of the table pass with their details, everything else becomes INTERNAL. */
export function maskError(error: unknown): GraphQLFormattedError {
  const code = codeOfError(error)
  const place = error instanceof GraphQLError
    ? { ...(error.locations === undefined ? {} : { locations: error.locations }), ...(error.path === undefined ? {} : { path: error.path }) }
    : {}
  if (code === 'INTERNAL') return { message: errorCodes.INTERNAL.text, ...place, extensions: { code } }
  const known = chain(error).find(isSwitchboardError)
  if (known !== undefined) return { message: known.message, ...place, extensions: { ...known.extensions, code } }
  return { message: error instanceof Error ? error.message : errorCodes[code].text, ...place, extensions: { code } }
}

/** Writes an error and its causes to the log: our own failures as errors, refusals at debug. */
export function logError(log: Log, error: unknown, fields: { requestId?: string | undefined; operation?: string | undefined }): void {
  const code = codeOfError(error)
  const path = error instanceof GraphQLError ? error.path?.join('.') : undefined
  const line = { ...fields, code, path, err: chain(error).at(-1) }
  if (code === 'INTERNAL') log.error(line, 'an operation failed')
  else if (code === 'UPSTREAM_UNAVAILABLE') log.warn(line, 'an operation found a part of the system missing')
  else log.debug(line, 'an operation was refused')
}

/** An error, what it wraps, what that wraps, down to the first cause. */
function chain(error: unknown): unknown[] {
  const links: unknown[] = []
  let link = error
  while (link !== undefined && link !== null && links.length < 8) {
    links.push(link)
    link = link instanceof GraphQLError ? link.originalError ?? link.cause : link instanceof Error ? link.cause : undefined
  }
  return links
}
