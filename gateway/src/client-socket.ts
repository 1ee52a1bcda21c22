import type { WebSocket } from 'ws'
import type { CloseCode } from './close-codes.ts'

/**
 * One WebSocket of a client, as the protocol core wants it. `send` resolves when the bytes have left for the network,
 * so whoever sends in a loop goes at the client's pace.
 */
export class ClientSocket {
  readonly #socket: WebSocket
  #closedWith: number | undefined

  constructor(socket: WebSocket) {
    this.#socket = socket
  }

  get protocol(): string {
    return this.#socket.protocol
  }

  get open(): boolean {
    return this.#socket.readyState === this.#socket.OPEN
  }

  /** The code the gateway closed it with, if it did. */
  get closedWith(): number | undefined {
    return this.#closedWith
  }

  send(data: string): Promise<void> {
    if (this.#socket.readyState !== this.#socket.OPEN) return Promise.resolve()
    return new Promise((resolve) => { this.#socket.send(data, () => { resolve() }) })
  }

  /** The first close wins: what comes later finds it closing. */
  close(code: number, reason: string): void {
    if (this.#closedWith !== undefined) return
    this.#closedWith = code
    this.#socket.close(code, reason)
  }

  end({ code, reason }: CloseCode): void {
    this.close(code, reason)
  }

  /** Pings every `everyMs`; a client that has not answered by the next ping is cut. Returns the way to stop. */
  keepAlive(everyMs: number): () => void {
    let answered = true
    this.#socket.on('pong', () => { answered = true })
    const timer = setInterval(() => {
      if (!answered) return this.#socket.terminate()
      answered = false
      this.#socket.ping()
    }, everyMs)
    return () => { clearInterval(timer) }
  }
}
