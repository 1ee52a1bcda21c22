import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { type ApolloServer, HeaderMap } from '@apollo/server'
import { errorCodes, isSwitchboardError, SwitchboardError } from '@switchboard/domain/errors'
import { pathOf } from '@switchboard/service-kit/http'
import type { Log } from '@switchboard/service-kit/log'
import { requestIdHeader, requestIdOf } from '@switchboard/service-kit/request-id'
import type { ErrorShape } from './errors.ts'
import type { TokenVerifier } from './identity.ts'
import { passedOn, type RequestContext, requestScope } from './request.ts'

export interface HttpFrontParts {
  apollo: ApolloServer<RequestContext>
  /** Undefined when identity is off. */
  tokens: TokenVerifier | undefined
  errors: ErrorShape
  passHeaders: readonly string[]
  trustProxy: boolean
  /** Origins whose pages may call; `*` for any. */
  corsOrigins: readonly string[]
  maxBodyBytes: number
  /** The JWKS document of the assertions' key. */
  assertionJwks: string | undefined
  log: Log
}

/** Serves GraphQL at /graphql and the assertions' public key at /.well-known/assertion-jwks.json. */
export function httpFront(parts: HttpFrontParts): RequestListener {
  return (request, response) => {
    switch (pathOf(request.url)) {
      case '/graphql': return void serve(parts, request, response)
      case '/.well-known/assertion-jwks.json':
        if (parts.assertionJwks === undefined) break
        return void response.writeHead(200, { 'content-type': 'application/jwk-set+json', 'cache-control': 'public, max-age=60' }).end(parts.assertionJwks)
    }
    response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":{"code":"NOT_FOUND","message":"Not found."}}')
  }
}

async function serve(parts: HttpFrontParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const requestId = requestIdOf(request.headers[requestIdHeader])
  response.setHeader(requestIdHeader, requestId)
  if (allowOrigin(parts.corsOrigins, request, response)) return
  try {
    await answer(parts, request, response, requestId)
  } catch (error) {
    refuse(parts, response, error, requestId)
  }
}

async function answer(parts: HttpFrontParts, request: IncomingMessage, response: ServerResponse, requestId: string): Promise<void> {
  const gone = new AbortController()
  response.once('close', () => { if (!response.writableFinished) gone.abort() })
  const body = request.method === 'POST' ? await readBody(request, parts.maxBodyBytes) : undefined
  const identity = await parts.tokens?.verify(request.headers.authorization)
  const context: RequestContext = { requestId, identity, headers: passedOn(parts, request), signal: gone.signal }
  const result = await requestScope.run(context, () => parts.apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: { method: request.method ?? 'GET', headers: headersOf(request), search: searchOf(request), body },
    context: () => Promise.resolve(context),
  }))
  if (result.body.kind !== 'complete') throw new Error('Incremental delivery is not offered here.')
  response.writeHead(result.status ?? 200, Object.fromEntries(result.headers)).end(result.body.string)
}

function refuse(parts: HttpFrontParts, response: ServerResponse, error: unknown, requestId: string): void {
  if (response.headersSent) return void response.destroy()
  const shown = parts.errors.format(error, requestId)
  const status = error instanceof BodyError ? error.status : isSwitchboardError(error) ? errorCodes[error.code].http : 500
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
    ...(error instanceof BodyError ? { connection: 'close' } : {}),
  }).end(JSON.stringify({ errors: [shown] }))
}

/** The body of a request is none that can be read. */
class BodyError extends SwitchboardError {
  readonly status: number

  constructor(status: number, message: string) {
    super('BAD_INPUT', message)
    this.status = status
  }
}

async function readBody(request: IncomingMessage, maxBytes: number): Promise<unknown> {
  const type = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase()
  if (type !== 'application/json' && !(type?.endsWith('+json') ?? false)) throw new BodyError(415, 'The body must be application/json.')
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > maxBytes) throw new BodyError(413, `The body is larger than ${maxBytes} bytes.`)
    chunks.push(chunk)
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown
  } catch {
    throw new BodyError(400, 'The body is not JSON.')
  }
}

function searchOf(request: IncomingMessage): string {
  const target = request.url ?? ''
  const query = target.indexOf('?')
  return query === -1 ? '' : target.slice(query)
}

function headersOf(request: IncomingMessage): HeaderMap {
  const headers = new HeaderMap()
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value)
  }
  return headers
}

/** Sets the CORS headers for an allowed origin; true when the request was a preflight and is answered. */
function allowOrigin(origins: readonly string[], request: IncomingMessage, response: ServerResponse): boolean {
  const { origin } = request.headers
  if (origin !== undefined && (origins.includes('*') || origins.includes(origin))) {
    response.setHeader('access-control-allow-origin', origin)
    response.setHeader('access-control-expose-headers', requestIdHeader)
    response.setHeader('vary', 'origin')
  }
  if (request.method !== 'OPTIONS') return false
  response.writeHead(204, {
    'access-control-allow-methods': 'GET, POST',
    'access-control-allow-headers': `authorization, content-type, apollo-require-preflight, ${requestIdHeader}`,
    'access-control-max-age': '600',
  }).end()
  return true
}
