import { WebSocket } from 'ws'

/** A client that sends what it likes, and keeps what it hears. */
export interface RawSocket {
  messages: { type: string; id?: string; payload?: unknown }[]
  closed: Promise<{ code: number; reason: string }>
  socket: WebSocket
  send(message: object | string): void
  /** The first message that fits, whenever it comes (within two seconds). */
  hear(fits: (message: { type: string; id?: string }) => boolean): Promise<{ type: string; id?: string; payload?: unknown }>
}

/** Opens a socket; `init` sends connection_init and waits for the acknowledgement. */
export async function openRaw(url: string, init?: Record<string, unknown>, protocol = 'graphql-transport-ws'): Promise<RawSocket> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, protocol)
  const messages: RawSocket['messages'] = []
  socket.on('message', (data: Buffer) => messages.push(JSON.parse(data.toString()) as RawSocket['messages'][number]))
  const closed = new Promise<{ code: number; reason: string }>((resolve) => socket.once('close', (code, reason) => { resolve({ code, reason: reason.toString() }) }))
  await new Promise((resolve, reject) => { socket.once('open', resolve); socket.once('error', reject) })
  const raw: RawSocket = {
    messages, closed, socket,
    send: (message) => { socket.send(typeof message === 'string' ? message : JSON.stringify(message)) },
    hear: async (fits) => {
      for (let waited = 0; waited < 2_000; waited += 5) {
        const found = messages.find(fits)
        if (found !== undefined) return found
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
      throw new Error(`Not heard among ${JSON.stringify(messages)}`)
    },
  }
  if (init !== undefined) {
    raw.send({ type: 'connection_init', payload: init })
    await raw.hear(({ type }) => type === 'connection_ack')
  }
  return raw
}
