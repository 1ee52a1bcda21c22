import type { IncomingMessage, ServerResponse } from 'node:http'
import { type ApolloServer, type BaseContext, HeaderMap } from '@apollo/server'
import { errorCodes, isSwitchboardError, SwitchboardError } from '@switchboard/domain/errors'

/**
 * Answers one GraphQL request over HTTP through Apollo Server. `context` may refuse the request with a coded error,
 * which is answered as a GraphQL error with the code's HTTP status. Bodies above `maxBodyBytes` are refused unread.
 */
export async function answerGraphql<Context extends BaseContext>(
  apollo: ApolloServer<Context>,
  request: IncomingMessage,
  response: ServerResponse,
  options: { maxBodyBytes: number; context: () => Promise<Context> },
): Promise<void> {
  try {
    const body = request.method === 'POST' ? await readJson(request, options.maxBodyBytes) : undefined
    const context = await options.context()
    const answer = await apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: { method: request.method ?? 'GET', headers: headersOf(request), search: new URL(request.url ?? '/', 'http://subgraph').search, body },
      context: () => Promise.resolve(context),
    })
    if (answer.body.kind !== 'complete') throw new Error('Incremental delivery is not offered here.')
    response.writeHead(answer.status ?? 200, Object.fromEntries(answer.headers)).end(answer.body.string)
  } catch (error) {
    refuse(response, isSwitchboardError(error) ? error : new SwitchboardError('INTERNAL'))
    if (!isSwitchboardError(error)) throw error
  }
}

function refuse(response: ServerResponse, error: SwitchboardError): void {
  if (response.headersSent) return void response.destroy()
  const body = JSON.stringify({ errors: [{ message: error.message, extensions: error.extensions }] })
  response.writeHead(errorCodes[error.code].http, { 'content-type': 'application/json; charset=utf-8', connection: 'close' }).end(body)
}

function headersOf(request: IncomingMessage): HeaderMap {
  const headers = new HeaderMap()
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value)
  }
  return headers
}

async function readJson(request: IncomingMessage, maxBytes: number): Promise<unknown> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > maxBytes) throw new SwitchboardError('BAD_INPUT', `The request is larger than ${maxBytes} bytes.`)
    chunks.push(chunk)
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch (cause) {
    throw new SwitchboardError('BAD_INPUT', 'The request is not JSON.', { cause })
  }
}
