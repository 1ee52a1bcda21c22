import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createPool } from '@switchboard/prisma/pool'
import { Redis as Client } from 'ioredis'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isPortTaken } from '../src/port.ts'
import { startPostgres } from '../src/postgres.ts'
import { startRedis } from '../src/redis.ts'
import { StartError } from '../src/start-error.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'switchboard-servers-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function ask(url: string, sql: string): Promise<unknown[]> {
  const pool = createPool(url, { poolSize: 1 })
  try {
    return (await pool.query<Record<string, unknown>>(sql)).rows
  } finally {
    await pool.end()
  }
}

async function listening<T>(work: (port: number) => Promise<T>): Promise<T> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  try {
    return await work(typeof address === 'object' && address !== null ? address.port : 0)
  } finally {
    server.close()
  }
}

describe('PostgreSQL', () => {
  it('keeps its data over a stop, a crash and a pid file that names somebody else', async () => {
    const first = await startPostgres({ folder, fsync: false })
    await ask(first.url(), 'CREATE TABLE kept (n int)')
    await ask(first.url(), 'INSERT INTO kept VALUES (7)')
    await first.kill()
    expect(await isPortTaken(first.port)).toBe(false)
    await first.start()
    expect(await ask(first.url(), 'SELECT n FROM kept')).toEqual([{ n: 7 }])
    await first.stop()
    await first.stop()

    await writeFile(join(folder, 'data', 'postmaster.pid'), `${process.pid}\n${join(folder, 'data')}\n`)
    const second = await startPostgres({ folder, fsync: false })
    expect(await ask(second.url(), 'SELECT n FROM kept')).toEqual([{ n: 7 }])
    await second.stop()
  })

  it('keeps its password to itself', async () => {
    const server = await startPostgres({ folder, fsync: false })
    expect((await stat(join(folder, 'password'))).mode & 0o777).toBe(0o600)
    const wrong = server.url().replace(/:[^:@]+@/, ':wrong@')
    await expect(ask(wrong, 'SELECT 1')).rejects.toThrow(/password/)
    await server.stop()
  })

  it('gives the reason of its own log when it does not start', async () => {
    await expect(startPostgres({ folder, fsync: false, maxConnections: -1 })).rejects.toThrow(/^PostgreSQL did not start on port \d+: .*max_connections/)
  })

  it('says in one sentence that its port is taken', async () => {
    const error: unknown = await listening((port) => startPostgres({ folder, port, fsync: false })).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(StartError)
    expect(String(error)).toMatch(/PostgreSQL did not start on port \d+: the port is taken/)
  })
})

describe('Redis', () => {
  it('comes back empty, on the same port', async () => {
    const server = await startRedis({ folder })
    const client = new Client(server.url(), { lazyConnect: true })
    client.on('error', () => undefined)
    await client.set('key', 'value')
    await server.kill()
    await server.start()
    await expect.poll(() => client.get('key').catch(() => 'down'), { timeout: 5_000 }).toBeNull()
    client.disconnect()
    await server.stop()
    expect(await isPortTaken(server.port)).toBe(false)
  })

  it('says in one sentence that its port is taken', async () => {
    await expect(listening((port) => startRedis({ folder, port }))).rejects.toThrow(/^Redis did not start on port \d+: the port is taken/)
  })
})
