import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startRedis, type Redis } from '@switchboard/local/redis'
import { Redis as Client } from 'ioredis'

export interface TestRedis {
  url: string
  /** The server behind it, to kill and start again in tests of faults; none with REDIS_URL. */
  server: Redis | undefined
  stop(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * A Redis of the caller's own, so channels are separate too (logical databases share them); about
 * 30 ms. With REDIS_URL set, a logical database of that server, emptied: keys are separate, channels not.
 */
export async function testRedis(): Promise<TestRedis> {
  const given = process.env['REDIS_URL']
  if (given !== undefined && given !== '') return logicalDatabase(given)
  const folder = await mkdtemp(join(tmpdir(), 'switchboard-redis-'))
  const server = await startRedis({ folder })
  const stop = async () => {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
  return { url: server.url(), server, stop, [Symbol.asyncDispose]: stop }
}

/** A server has sixteen logical databases: eight in turn for each of two workers. */
const PER_WORKER = 8
let taken = 0

async function logicalDatabase(given: string): Promise<TestRedis> {
  const url = new URL(given)
  const worker = Number(process.env['VITEST_POOL_ID'] ?? '1') % 2
  url.pathname = `/${worker * PER_WORKER + (taken++ % PER_WORKER)}`
  const client = new Client(url.href)
  await client.flushdb()
  await client.quit()
  const stop = () => Promise.resolve()
  return { url: url.href, server: undefined, stop, [Symbol.asyncDispose]: stop }
}
