import createClient, { type Client } from 'openapi-fetch'
import { Agent, fetch as undiciFetch, Request as UndiciRequest } from 'undici'
import type { paths } from './generated/api.ts'

/** The typed client of the contract. */
export type Http = Client<paths>

/** The largest answer that is read into memory; 500 events of 8,000 code points stay far below. */
const maxAnswerBytes = 64 * 1024 * 1024

/** A kept-alive connection pool to company A and the typed client over it. */
export type Transport = {
  http: Http
  /** One request over the pool, redirects not followed; also for signed file links. */
  fetch(request: Request): Promise<Response>
  close(): Promise<void>
}

/** Opens the pool. Its own timeouts are off: deadlines are a policy of their own. */
export function transport(baseUrl: string): Transport {
  const agent = new Agent({ connections: 64, pipelining: 1, headersTimeout: 0, bodyTimeout: 0, connect: { timeout: 3_000 }, keepAliveTimeout: 10_000, maxResponseSize: maxAnswerBytes })
  // undici's classes and Node's globals are the same code under two type declarations; the casts only bridge those.
  const fetch = async (request: Request): Promise<Response> =>
    await undiciFetch(request as unknown as UndiciRequest, { dispatcher: agent })
  const http = createClient<paths>({ baseUrl, fetch, Request: UndiciRequest as unknown as typeof Request, redirect: 'manual' })
  return { http, fetch, close: () => agent.destroy() }
}

/** A plain GET of a signed link, to be given to `fetch`. */
export function linkRequest(url: string, signal: AbortSignal): Request {
  return new UndiciRequest(url, { signal, redirect: 'manual' })
}
