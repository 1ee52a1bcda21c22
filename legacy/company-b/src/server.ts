import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Api } from './api.ts'
import { Backend } from './backend.ts'
import { Control } from './control.ts'
import { Refusal } from './refusal.ts'
import { DEFAULT_LIMITS, type Limits } from './throttle.ts'

export interface CompanyBOptions {
  /** Folder of the database; made when missing. */
  readonly dataDir: string
  /** 0 (default) takes a free port. */
  readonly port?: number
  /** Default 127.0.0.1. */
  readonly host?: string
  readonly partnerKeys?: readonly string[]
  /** Calling code that a leading 0 of a phone stands for; default 33. */
  readonly country?: string
  /** Serve /__control? Default false. */
  readonly faults?: boolean
  /** Throttles that differ from the contract's defaults. */
  readonly throttle?: Partial<Limits>
}

export interface CompanyB {
  readonly url: string
  readonly port: number
  readonly boot: string
  /** Ends held polls and sockets, closes the database. */
  close(): Promise<void>
}

/** Longer than any client keeps a socket idle, so that it is never the server that closes first. */
const KEEP_ALIVE_MS = 75_000

/** Starts company B; ready when the promise resolves. */
export async function startCompanyB(options: CompanyBOptions): Promise<CompanyB> {
  const host = options.host ?? '127.0.0.1'
  const backend = new Backend({
    dataDir: options.dataDir,
    partnerKeys: options.partnerKeys ?? [],
    country: options.country ?? '33',
    limits: { ...DEFAULT_LIMITS, ...options.throttle },
  })
  const api = new Api(backend)
  const control = new Control(backend, options.faults ?? false)
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    route(api, control, request, response).catch((cause: unknown) => {
      if (!request.destroyed) console.error(JSON.stringify({ level: 'error', msg: 'request failed', cause: String(cause) }))
      response.destroy()
    })
  })
  try {
    server.listen(options.port ?? 0, host)
    await once(server, 'listening')
  } catch (cause) {
    backend.close()
    throw cause
  }
  backend.timers.start()
  const { port } = server.address() as AddressInfo
  const close = async () => {
    const closed = once(server, 'close')
    server.close()
    api.close()
    backend.stop()
    // Held polls were just answered: let those answers leave before the sockets go.
    setImmediate(() => setImmediate(() => server.closeAllConnections()))
    await closed
    backend.close()
  }
  return { url: `http://${host}:${port}`, port, boot: backend.boot, close }
}

async function route(api: Api, control: Control, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = request.url ?? '/'
  const end = path.indexOf('?')
  const name = end === -1 ? path : path.slice(0, end)
  if (name.startsWith('/api/') || name === '/api') return api.serve(name.slice('/api/'.length), request, response)
  if (name.startsWith('/__control')) return control.serve(new URL(path, 'http://company-b'), request, response)
  const alive = name === '/healthz' || name === '/readyz'
  response.writeHead(alive ? 200 : 404, { 'content-type': 'application/json' }).end(alive ? '{"ok":1}' : new Refusal(1).frame())
}
