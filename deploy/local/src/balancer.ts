import { connect, createServer, type Socket } from 'node:net'
import { StartError } from './start-error.ts'

export interface Balancer {
  url: string
  close(): Promise<void>
}

/**
 * Spreads TCP connections over servers in turn; one that does not answer is passed over. It stands here
 * for the load balancer of a real installation, so that two messages servers have one address.
 */
export async function startBalancer(port: number, targets: readonly number[]): Promise<Balancer> {
  const open = new Set<Socket>()
  let next = 0

  const join = (client: Socket, tries: number) => {
    if (tries === 0 || client.destroyed) return void client.destroy()
    const target = targets[next++ % targets.length] ?? port
    const upstream = connect(target, '127.0.0.1')
    const retry = () => join(client, tries - 1)
    upstream.once('error', retry)
    upstream.once('connect', () => {
      upstream.off('error', retry)
      open.add(upstream)
      for (const [one, other] of [[client, upstream], [upstream, client]] as const) {
        one.on('error', () => other.destroy())
        one.on('close', () => {
          open.delete(one)
          other.destroy()
        })
      }
      client.pipe(upstream).pipe(client)
    })
  }

  const server = createServer({ pauseOnConnect: true, noDelay: true }, (client) => {
    open.add(client)
    client.on('error', () => undefined)
    join(client, targets.length)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(new StartError(`The balancer cannot listen on port ${port}: ${error.message}`)))
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of open) socket.destroy()
      }),
  }
}
