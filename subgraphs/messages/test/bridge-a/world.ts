import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCompanies } from '@switchboard/companies/companies'
import { newId, type Company } from '@switchboard/domain/ids'
import { createPool } from '@switchboard/prisma/pool'
import { createLog, silentLog } from '@switchboard/service-kit/log'
import { createMetrics } from '@switchboard/service-kit/metrics'
import { aApp, type AApp } from '@switchboard/testkit/a-app'
import { startCompanyA, type TestCompanyA } from '@switchboard/testkit/company-a'
import { testDatabase } from '@switchboard/testkit/database'
import { testRedis } from '@switchboard/testkit/redis'
import { createDirectory } from '@switchboard/users/directory'
import { Redis } from 'ioredis'
import type { Pool } from 'pg'
import { diskFileStore } from '../../src/adapters/files/disk-file-store.ts'
import { legA } from '../../src/bridge/a/leg-a.ts'
import { Bell } from '../../src/bridge/bell.ts'
import { bridgeMetrics } from '../../src/bridge/bridge-metrics.ts'
import { startDuties, type Duties } from '../../src/bridge/duties.ts'
import type { LogEvent } from '../../src/domain/event.ts'
import type { LegParts } from '../../src/ports/leg-parts.ts'

/** Seeded users of A: name → id and how the old app signs in. */
export const people = {
  ana: { id: '019a4de1-4600-7a51-9d2b-3f6a1c0e5b01', email: 'ana@a.test' },
  ben: { id: '019a4de1-4600-7a51-9d2b-3f6a1c0e5b02', email: 'ben@a.test' },
  cleo: { id: '019a4de1-4600-7a51-9d2b-3f6a1c0e5b03', email: 'cleo@a.test' },
} as const

export type Name = keyof typeof people

export interface World {
  a: TestCompanyA
  pool: Pool
  parts: LegParts
  /** Published after commit, in order. */
  published: LogEvent[]
  typing: { conversationId: string; identityId: string }[]
  /** Begins everything a worker does for A; several at once are several workers. */
  work(): Duties
  /** Ends all workers. */
  rest(): Promise<void>
  app(name: Name): Promise<AApp>
  /** Our identity of a user of A, once the directory has it. */
  identity(name: Name): Promise<string>
  /** Makes a native of B here, without B. */
  personOfB(name: string): Promise<string>
  stop(): Promise<void>
}

let uid = 100

/** The real company A, PostgreSQL and Redis, and one worker's duties inside this process. B is not there. */
export async function startWorld(): Promise<World> {
  const [database, redisServer, a, folder] = await Promise.all([
    testDatabase(), testRedis(), startCompanyA({ RATE_SERVICE: '1000000/10', RATE_USER: '100000/10', RATE_ANON: '100000/10' }), mkdtemp(join(tmpdir(), 'switchboard-files-'))])
  await a.control.seed({ password: 'correct horse', users: Object.entries(people).map(([name, { id, email }]) => ({ id, email, emailVerified: true, displayName: name, handle: name })) })
  const log = process.env['WORLD_LOG'] ? createLog('world') : silentLog()
  const pool = createPool(database.url, { poolSize: 24 })
  const redis = new Redis(redisServer.url)
  const metrics = createMetrics('test', { defaults: false })
  const companies = createCompanies({
    redis, log, metrics,
    config: {
      COMPANY_A_URL: a.url, COMPANY_A_CLIENT_ID: a.secrets.clientId, COMPANY_A_CLIENT_SECRET: a.secrets.clientSecret, COMPANY_A_ISSUER: undefined,
      COMPANY_A_QUOTA: { count: 1_000_000, seconds: 10 }, COMPANY_B_URL: 'http://127.0.0.1:9', COMPANY_B_PARTNER_KEY: 'none', COMPANY_B_COUNTRY: '33',
      COMPANY_B_QUOTA: { count: 500, seconds: 1 }, COMPANY_B_SEND_QUOTA: { count: 100, seconds: 10 },
    },
  })
  const directory = createDirectory({ pool, companies, log, avatarBaseUrl: 'http://127.0.0.1:4001' })
  const published: LogEvent[] = []
  const typing: World['typing'] = []
  const bells: Record<Company, Bell> = { A: new Bell(), B: new Bell() }
  const bridge = bridgeMetrics(metrics, pool)
  const parts: LegParts = {
    pool, log, companies, directory, files: diskFileStore(folder), counts: bridge.counts,
    live: {
      events: (events) => { published.push(...events) }, delivery: () => undefined, inbox: () => undefined,
      typing: (conversationId, identityId) => { typing.push({ conversationId, identityId }) },
    },
    wake: (company) => { bells[company].ring() }, clientIdAtA: a.secrets.clientId, publicUrl: 'http://127.0.0.1:1',
  }
  const workers = new Set<Duties>()
  const rest = async () => {
    await Promise.all([...workers].map((worker) => worker.stop()))
    workers.clear()
  }
  return {
    a, pool, parts, published, typing, rest,
    work: () => {
      const worker = startDuties({
        parts, legs: [legA(parts)], bells, metrics: bridge, ttlMs: 1_000, people: { syncAMs: 500, syncBMs: 60_000, mirrorMs: 60_000 },
      })
      workers.add(worker)
      return worker
    },
    app: (name) => aApp(a.url, { email: people[name].email, password: 'correct horse' }),
    identity: async (name) => {
      const identity = await directory.ensureIdentity('A', people[name].id)
      if (!identity) throw new Error(`${name} is not in the directory`)
      return identity.id
    },
    personOfB: async (name) => {
      const [personId, id] = [newId(), newId()]
      await pool.query('INSERT INTO users.person (id) VALUES ($1)', [personId])
      uid += 1
      await pool.query(
        `INSERT INTO users.identity (id, person_id, born_person_id, company, native_id, handle, display_name) VALUES ($1, $2, $2, 'B', $3, $4, $5)`,
        [id, personId, String(uid), `b${uid}`, name])
      return id
    },
    stop: async () => {
      await rest()
      await companies.close()
      redis.disconnect()
      await pool.end()
      await Promise.all([a.stop(), database.drop(), redisServer.stop(), rm(folder, { recursive: true, force: true })])
    },
  }
}
