import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { handleProtocols, makeServer, type Server as ProtocolServer } from 'graphql-ws'
import { type WebSocket, WebSocketServer } from 'ws'
import { pathOf } from '@switchboard/service-kit/http'
import type { Log } from '@switchboard/service-kit/log'
import { ClientSocket } from './client-socket.ts'
import { closeCodes } from './close-codes.ts'
import type { GatewayMetrics } from './gateway-metrics.ts'
import { type Connection, operationsOver, type SocketOperationParts } from './socket-operations.ts'

export interface WebSocketFrontOptions {
  maxMessageBytes: number
  keepAliveMs: number
  initTimeoutMs: number
  /** Sockets beyond this are refused with 503. */
  maxSockets: number
}

/** The clients' WebSockets. */
export interface WebSocketFront {
  /** Tells every client to connect elsewhere, spread over `spreadMs`, and refuses new sockets from now on. */
  drain(spreadMs: number): Promise<void>
  readonly sockets: number
}

/** Serves graphql-transport-ws on the /graphql of a server. */
export function serveWebSockets(server: Server, parts: SocketOperationParts & { metrics: GatewayMetrics; log: Log }, options: WebSocketFrontOptions): WebSocketFront {
  const protocol: ProtocolServer<Connection> = makeServer<Record<string, unknown>, Connection>({
    ...operationsOver(parts),
    connectionInitWaitTimeout: options.initTimeoutMs,
  })
  const sockets = new WebSocketServer({ noServer: true, maxPayload: options.maxMessageBytes, handleProtocols, perMessageDeflate: false })
  const open = new Set<ClientSocket>()
  let draining = false

  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on('error', () => { stream.destroy() })
    if (pathOf(request.url) !== '/graphql') return refuse(stream, '404 Not Found')
    if (draining || open.size >= options.maxSockets) return refuse(stream, '503 Service Unavailable')
    sockets.handleUpgrade(request, stream, head, (socket) => { serve(socket, request) })
  })

  function serve(socket: WebSocket, request: IncomingMessage): void {
    const client = new ClientSocket(socket)
    const connection: Connection = { client, request, identity: undefined, expiry: undefined }
    const stopPings = client.keepAlive(options.keepAliveMs)
    open.add(client)
    parts.metrics.sockets(1)
    const closed = protocol.opened({
      protocol: client.protocol,
      send: (data) => client.send(data),
      close: (code, reason) => { client.close(code ?? 1000, reason ?? '') },
      onMessage: (handle) => {
        socket.on('message', (data: Buffer) => {
          handle(data.toString('utf8')).catch((err: unknown) => {
            parts.log.warn({ err }, 'a message on a socket could not be handled')
            client.end(closeCodes.InternalError)
          })
        })
      },
    }, connection)
    socket.on('error', (err) => { parts.log.debug({ err }, 'a socket broke') })
    socket.once('close', (code, reason) => {
      stopPings()
      clearTimeout(connection.expiry)
      open.delete(client)
      parts.metrics.sockets(-1)
      if (client.closedWith !== undefined) parts.metrics.closed(client.closedWith)
      closed(code, reason.toString()).catch((err: unknown) => { parts.log.warn({ err }, 'a socket did not end cleanly') })
    })
  }

  return {
    get sockets() { return open.size },
    drain: async (spreadMs) => {
      draining = true
      const leaving = [...open]
      const pause = Math.min(5, spreadMs / Math.max(1, leaving.length))
      let credit = 0
      for (const client of leaving) {
        client.end(closeCodes.ServiceRestart)
        credit += pause
        if (credit >= 10) {
          await sleep(credit)
          credit = 0
        }
      }
      for (let waited = 0; open.size > 0 && waited < 1_000; waited += 20) await sleep(20)
      for (const socket of sockets.clients) socket.terminate()
    },
  }
}

function refuse(stream: Duplex, status: string): void {
  stream.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
}
