import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Seen { path: string; body: Record<string, unknown> }
type Reply = { status?: number; text: string; afterMs?: number } | 'hang' | 'cut'

/** A server that answers whatever a test wants, to see what the client makes of it. */
export async function crookedServer(answer: (seen: Seen, number: number) => Reply | object) {
  const seen: Seen[] = []
  const server = createServer((request, response) => { void respond(request, response) })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo

  async function respond(request: IncomingMessage, response: ServerResponse) {
    let text = ''
    for await (const chunk of request) text += String(chunk)
    const one: Seen = { path: request.url ?? '', body: JSON.parse(text) as Record<string, unknown> }
    if (one.path === '/api/partner/login') {
      response.end(JSON.stringify({ ok: 1, sid: `sid${seen.filter((s) => s.path === one.path).length}`, ttl: 1800 }))
      seen.push(one)
      return
    }
    const reply = answer(one, seen.filter((s) => s.path === one.path).length)
    seen.push(one)
    if (reply === 'hang') return
    if (reply === 'cut') return void response.destroy()
    if (!('text' in reply)) return void response.end(JSON.stringify(reply))
    if (typeof reply.text === 'string') response.writeHead('status' in reply && typeof reply.status === 'number' ? reply.status : 200).end(reply.text)
  }

  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    calls: (path: string) => seen.filter((one) => one.path === path),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
