import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { createPool } from '@switchboard/prisma/pool'
import { emptyDatabase } from '@switchboard/testkit/database'
import { testRedis } from '@switchboard/testkit/redis'
import { Redis as Client } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bootSystem, type BootOptions } from '../src/boot.ts'
import { isPortTaken } from '../src/port.ts'
import { repositoryRoot } from '../src/processes.ts'
import { readyRecord, readyTable } from '../src/ready-table.ts'

let folder: string
let stub: BootOptions

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'switchboard-boot-'))
  const program = join(folder, 'stub.mjs')
  await writeFile(program, `
    import { createServer } from 'node:http'
    if (process.env.REFUSE) throw new Error('this one refuses')
    createServer((request, response) => response.end(JSON.stringify({ pid: process.pid, env: process.env })))
      .listen(Number(process.env.PORT), process.env.HOST)
    process.on('SIGTERM', () => process.exit(0))
  `)
  const supergraph = join(folder, 'supergraph.graphql')
  const graph = (name: string, port: number) => `@join__graph(name: "${name}", url: "http://127.0.0.1:${port}/graphql")`
  await writeFile(supergraph, `enum join__Graph { USERS ${graph('users', 4001)} MESSAGES ${graph('messages', 4002)} }`)
  const path = relative(repositoryRoot, program)
  stub = {
    dataFolder: join(folder, 'data'), anyPort: true, fsync: false, seed: false, supergraph,
    programs: { users: path, messages: path, worker: path, gateway: path },
  }
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function look(url: string): Promise<{ pid: number; env: Record<string, string> }> {
  const response = await fetch(url, { headers: { connection: 'close' } })
  return (await response.json()) as { pid: number; env: Record<string, string> }
}

describe('a whole system', () => {
  it('runs on its own servers, every process told where the others are', async () => {
    const told: string[] = []
    const system = await bootSystem({ ...stub, gateways: 2, messages: 2, env: { all: { LOG_LEVEL: 'warn' } }, progress: (what) => told.push(what) })
    try {
      expect([...system.processes.keys()].toSorted()).toEqual(['company-a', 'company-b', 'gateway', 'gateway-2', 'messages', 'messages-2', 'users', 'worker'])
      expect(told).toContain('gateway-2 is ready')
      const { env } = await look(system.urls.users)
      expect(env).toMatchObject({ DATABASE_URL: system.urls.database, COMPANY_A_URL: system.urls['company-a'], LOG_LEVEL: 'warn' })

      const pool = createPool(env['DATABASE_URL'] ?? '', { poolSize: 1 })
      expect((await pool.query('SELECT count(*)::int AS n FROM users.person')).rows).toEqual([{ n: 0 }])
      await pool.end()
      const redis = new Client(env['REDIS_URL'] ?? '')
      expect(await redis.ping()).toBe('PONG')
      redis.disconnect()

      const gateway = await look(system.urls.gateway)
      const placed = await readFile(gateway.env['SUPERGRAPH'] ?? '', 'utf8')
      expect(placed).toContain(`${system.urls.users}/graphql`)
      expect(placed).toContain(`${system.urls.messages}/graphql`)
      expect(system.gateways).toHaveLength(2)

      const served = new Set([(await look(system.urls.messages)).pid, (await look(system.urls.messages)).pid])
      expect(served).toEqual(new Set([system.process('messages').pid, system.process('messages-2').pid]))
      await system.process('messages').kill()
      expect((await look(system.urls.messages)).pid).toBe(system.process('messages-2').pid)

      const news = { tookMs: 1234, dataFolder: folder, seeded: true, faults: true }
      const table = readyTable(system, news)
      for (const word of ['gateway-2', 'messages (all)', 'postgres', 'lea.martin@example.org', '__control/faults', '1.2 s']) expect(table).toContain(word)
      expect(JSON.parse(readyRecord(system, news))).toMatchObject({ msg: 'ready', processes: { worker: { url: system.urls.worker } } })
    } finally {
      await system.stop()
    }
    const ports = [...system.processes.values()].map((one) => one.port).concat(system.postgres?.port ?? 0, system.redis?.port ?? 0)
    expect(await Promise.all(ports.map((port) => isPortTaken(port)))).toEqual(ports.map(() => false))
  })

  it('uses the servers it is given', async () => {
    await using database = await emptyDatabase()
    await using redis = await testRedis()
    const system = await bootSystem({ ...stub, dataFolder: join(folder, 'given'), only: ['users'], databaseUrl: database.url, redisUrl: redis.url })
    expect([system.postgres, system.redis]).toEqual([undefined, undefined])
    expect((await look(system.urls.users)).env).toMatchObject({ DATABASE_URL: database.url, REDIS_URL: redis.url })
    await system.stop()
  })

  it('names what cannot start, and stops the rest', async () => {
    const options = { ...stub, dataFolder: join(folder, 'failing'), only: ['users', 'worker'] as const, env: { worker: { REFUSE: '1' } } }
    await expect(bootSystem(options)).rejects.toThrow('worker ended before it was ready: Error: this one refuses')
    await expect(bootSystem({ ...options, databaseUrl: 'postgresql://127.0.0.1:9/nothing' })).rejects.toThrow(/^The database could not be brought up to date: /)
    const second = await bootSystem({ ...options, env: {} })
    await second.stop()
  })
})
