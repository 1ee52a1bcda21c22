import type { RequestListener, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Readiness, respondHealth, respondReadiness } from './health.ts'
import type { Metrics } from './metrics.ts'

/** Answers what operators ask (/healthz, /readyz, /metrics) and hands every other request to `next`. */
export function operational(parts: { readiness: Readiness; metrics: Metrics }, next: RequestListener = notFound): RequestListener {
  return (request, response) => {
    switch (pathOf(request.url)) {
      case '/healthz': return respondHealth(request, response)
      case '/readyz': return void respondReadiness(parts.readiness, response)
      case '/metrics': return void parts.metrics.respond(request, response).catch(() => response.writeHead(500).end())
      default: return next(request, response)
    }
  }
}

/** The path of a request's target, without its query. */
export function pathOf(target: string | undefined): string {
  const path = target ?? '/'
  const query = path.indexOf('?')
  return query === -1 ? path : path.slice(0, query)
}

/** Answers 404 with a coded body. */
export const notFound: RequestListener = (_request, response) => {
  response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":{"code":"NOT_FOUND","message":"Not found."}}')
}

export interface Address {
  host: string
  port: number
  /** `http://host:port` */
  url: string
}

/** A server cannot listen where it was told to; the message says why in one sentence. */
export class ListenError extends Error {
  override readonly name = 'ListenError'
}

/** Starts listening; port 0 takes a free one. Throws a ListenError. */
export function listen(server: Server, where: { host: string; port: number }): Promise<Address> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException) => { reject(new ListenError(explain(error, where), { cause: error })) }
    server.once('error', failed)
    server.listen(where.port, where.host, () => {
      server.off('error', failed)
      const { port } = server.address() as AddressInfo
      resolve({ host: where.host, port, url: `http://${where.host.includes(':') ? `[${where.host}]` : where.host}:${port}` })
    })
  })
}

function explain(error: NodeJS.ErrnoException, where: { host: string; port: number }): string {
  switch (error.code) {
    case 'EADDRINUSE': return `Port ${where.port} on ${where.host} is already in use: stop the program that holds it or set PORT to a free one.`
    case 'EACCES': return `Port ${where.port} needs rights that this process does not have: set PORT to one above 1023.`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND': return `${where.host} is not an address of this machine: set HOST to one that is.`
    default: return `Cannot listen on ${where.host}:${where.port}: ${error.message}.`
  }
}

/** Stops a server: no new connections, idle ones closed, running requests given `graceMs`, then cut. */
export function close(server: Server, graceMs = 5_000): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => { server.closeAllConnections() }, graceMs)
    server.close(() => {
      clearTimeout(cut)
      resolve()
    })
    server.closeIdleConnections()
  })
}
