import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCompanies } from '@switchboard/companies/companies'
import { newId, type Company } from '@switchboard/domain/ids'
import { createPool } from '@switchboard/prisma/pool'
import { createLog, silentLog } from '@switchboard/service-kit/log'
import { createMetrics } from '@switchboard/service-kit/metrics'
import { bApp, type BApp, type BRow } from '@switchboard/testkit/b-app'
import { startCompanyB, type TestCompanyB } from '@switchboard/testkit/company-b'
import { testDatabase } from '@switchboard/testkit/database'
import { testRedis } from '@switchboard/testkit/redis'
import { createDirectory } from '@switchboard/users/directory'
import { Redis } from 'ioredis'
import type { Pool } from 'pg'
import { diskFileStore } from '../../src/adapters/files/disk-file-store.ts'
import { legB } from '../../src/bridge/b/leg-b.ts'
import type { Tempo } from '../../src/bridge/b/tempo.ts'
import { Bell } from '../../src/bridge/bell.ts'
import { bridgeMetrics } from '../../src/bridge/bridge-metrics.ts'
import { startDuties, type Duties } from '../../src/bridge/duties.ts'
import type { LogEvent } from '../../src/domain/event.ts'
import type { LegParts } from '../../src/ports/leg-parts.ts'

/** Seeded users of B: name → uid and how the old app signs in. */
export const people = {
  bruno: { uid: 1, phone: '06 11 11 11 11', pin: '1111' },
  zoe: { uid: 2, phone: '06 22 22 22 22', pin: '2222' },
  max: { uid: 3, phone: '06 33 33 33 33', pin: '3333' },
} as const

export type Name = keyof typeof people

export interface World {
  b: TestCompanyB
  pool: Pool
  parts: LegParts
  published: LogEvent[]
  typing: { conversationId: string; identityId: string }[]
  /** Begins everything a worker does for B; `tempo` beside the tests' own. */
  work(tempo?: Partial<Tempo>): Duties
  rest(): Promise<void>
  app(name: Name): Promise<BApp>
  identity(name: Name): Promise<string>
  /** Makes a native of A here, without A. */
  personOfA(name: string): Promise<string>
  /** The uid of a person's shadow at B, made when missing. */
  shadow(identityId: string): Promise<number>
  /** Rows of B as its database holds them, between two uids and not archived, ids ascending. */
  rows(one: number, other: number): Promise<(BRow & { ep: number })[]>
  stop(): Promise<void>
}

/** Times of tests: nothing waits longer than it must. */
const quick: Partial<Tempo> = { pollSeconds: 2, pollAgainMs: 50, idleMs: 50, walkMs: 100, scanStepMs: 100, editWaitMs: 700, partsWaitMs: 700, searchAgainMs: 300, scanActiveMs: 60_000 }

/** The real company B, PostgreSQL and Redis, and one worker's duties inside this process. A is not there. */
export async function startWorld(env: Record<string, string> = {}): Promise<World> {
  const [database, redisServer, b, folder] = await Promise.all([
    testDatabase(), testRedis(),
    startCompanyB({ THROTTLE_CALLS: '100000/1', THROTTLE_SEND: '100000/1', THROTTLE_PARTNER: '100000/1', THROTTLE_PARTNER_SEND: '100000/1', ...env }), mkdtemp(join(tmpdir(), 'switchboard-files-'))])
  await b.control.seed({ users: Object.entries(people).map(([name, user]) => ({ ...user, name })) })
  const log = process.env['WORLD_LOG'] ? createLog('world') : silentLog()
  const pool = createPool(database.url, { poolSize: 24 })
  const redis = new Redis(redisServer.url)
  const metrics = createMetrics('test', { defaults: false })
  const companies = createCompanies({
    redis, log, metrics,
    config: {
      COMPANY_A_URL: 'http://127.0.0.1:9', COMPANY_A_CLIENT_ID: 'none', COMPANY_A_CLIENT_SECRET: 'none', COMPANY_A_ISSUER: undefined, COMPANY_A_QUOTA: { count: 500, seconds: 1 },
      COMPANY_B_URL: b.url, COMPANY_B_PARTNER_KEY: b.partnerKey, COMPANY_B_COUNTRY: '33', COMPANY_B_QUOTA: { count: 100_000, seconds: 1 }, COMPANY_B_SEND_QUOTA: { count: 100_000, seconds: 1 },
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
    wake: (company) => { bells[company].ring() }, clientIdAtA: 'none', publicUrl: 'http://127.0.0.1:1',
  }
  let duties: Duties | undefined
  const rest = async () => {
    await duties?.stop()
    duties = undefined
  }
  return {
    b, pool, parts, published, typing, rest,
    work: (tempo = {}) => (duties = startDuties({
      parts, legs: [legB(parts, { filesUrl: 'http://127.0.0.1:4002', tempo: { ...quick, ...tempo } })], bells, metrics: bridge, ttlMs: 2_000, people: { syncAMs: 3_600_000, syncBMs: 60_000, mirrorMs: 3_600_000 },
    })),
    app: (name) => bApp(b.url, people[name]),
    identity: async (name) => {
      const identity = await directory.ensureIdentity('B', String(people[name].uid))
      if (!identity) throw new Error(`${name} is not in the directory`)
      return identity.id
    },
    personOfA: async (name) => {
      const [personId, id, nativeId] = [newId(), newId(), newId()]
      await pool.query('INSERT INTO users.person (id) VALUES ($1)', [personId])
      await pool.query(
        `INSERT INTO users.identity (id, person_id, born_person_id, company, native_id, handle, display_name) VALUES ($1, $2, $2, 'A', $3, $4, $5)`,
        [id, personId, nativeId, name, name])
      return id
    },
    shadow: async (identityId) => Number((await directory.ensureShadow(identityId)).nativeId),
    rows: async (one, other) => {
      const pair = `${Math.min(one, other)}:${Math.max(one, other)}`
      const all = await b.control.dump<BRow & { pair: string; ep: number }>('msgs')
      const mine = all.filter((row) => row.pair === pair)
      const pairs = await b.control.dump<{ pair: string; ep: number }>('pairs')
      const ep = pairs.find((row) => row.pair === pair)?.ep ?? 0
      return mine.filter((row) => row.ep === ep).toSorted((x, y) => x.id - y.id)
    },
    stop: async () => {
      await rest()
      await companies.close()
      redis.disconnect()
      await pool.end()
      await Promise.all([b.stop(), database.drop(), redisServer.stop(), rm(folder, { recursive: true, force: true })])
    },
  }
}

/** The conversation of two identities, once there is one. */
export async function directBetween(pool: Pool, one: string, other: string): Promise<string | undefined> {
  const { rows } = await pool.query<{ id: string }>(`SELECT id FROM messages.conversation WHERE direct_key = $1`, [one < other ? `${one}:${other}` : `${other}:${one}`])
  return rows[0]?.id
}

/** Rows that still have to go out to B, or stand parked. */
export async function openRows(pool: Pool): Promise<{ kind: string; state: string; lastError: string | null }[]> {
  const { rows } = await pool.query(`SELECT kind, state, last_error AS "lastError" FROM messages.outbox WHERE company = 'B' AND state NOT IN ('SENT', 'DROPPED') ORDER BY id`)
  return rows
}
