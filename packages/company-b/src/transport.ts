import createClient from 'openapi-fetch'
import { Agent, errors } from 'undici'
import { CompanyBError } from './error.ts'
import type { paths } from './generated/api.ts'

export type ApiPath = keyof paths & `/api/${string}`

/** What came back from one try, unread. */
export interface RawAnswer { status: number; text: string }

export interface Transport {
  /** Makes one try. Fails as 'unavailable' when no connection was made, as 'timeout' when the answer never came. */
  post(call: string, path: ApiPath, body: object, signal: AbortSignal): Promise<RawAnswer>
  close(): Promise<void>
}

/** Largest answer that is read: contacts is unpaged, a medium is 204,800 characters. */
const LARGEST_ANSWER = 32 * 1024 * 1024
/** Errors of undici and of the socket before a byte of the request went out. */
const notConnected = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_CLOSED', 'UND_ERR_DESTROYED'])

/** The generated client over a pool of undici's connections. Retries nothing. */
export function openTransport(url: string, connections = 64): Transport {
  const agent = new Agent({ connections, connect: { timeout: 3_000 }, maxResponseSize: LARGEST_ANSWER, headersTimeout: 0, bodyTimeout: 0 })
  const api = createClient<paths>({ baseUrl: url, fetch: (request) => overUndici(agent, request) })
  // One call table serves all paths: `ask` checks each body against the contract, so the path's own type is not needed again.
  const post = api.POST as (path: ApiPath, init: object) => Promise<{ data?: unknown; error?: unknown; response: Response }>
  return {
    async post(call, path, body, signal) {
      try {
        const { data, error, response } = await post(path, { body, signal, parseAs: 'text' })
        const text = data ?? error ?? ''
        return { status: response.status, text: typeof text === 'string' ? text : JSON.stringify(text) }
      } catch (error) {
        throw failed(call, error)
      }
    },
    close: () => agent.destroy(),
  }
}

async function overUndici(agent: Agent, request: Request): Promise<Response> {
  const { origin, pathname } = new URL(request.url)
  const answer = await agent.request({
    origin, path: pathname, method: 'POST', headers: { 'content-type': 'application/json' },
    body: await request.text(), signal: request.signal,
  })
  return new Response(await answer.body.text(), { status: answer.statusCode })
}

function failed(call: string, error: unknown): CompanyBError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
  if (notConnected.has(code)) return new CompanyBError(call, { kind: 'unavailable', reason: code }, error)
  if (error instanceof errors.ResponseExceededMaxSizeError) return new CompanyBError(call, { kind: 'nonsense', reason: 'answer too big' }, error)
  return new CompanyBError(call, { kind: 'timeout', reason: `connection lost (${code})` }, error)
}
