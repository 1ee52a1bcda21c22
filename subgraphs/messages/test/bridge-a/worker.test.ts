import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createPool } from '@switchboard/prisma/pool'
import { aApp } from '@switchboard/testkit/a-app'
import { startCompanyA, type TestCompanyA } from '@switchboard/testkit/company-a'
import { startCompanyB, type TestCompanyB } from '@switchboard/testkit/company-b'
import { testDatabase, type TestDatabase } from '@switchboard/testkit/database'
import { eventually } from '@switchboard/testkit/eventually'
import { testRedis, type TestRedis } from '@switchboard/testkit/redis'
import { Redis } from 'ioredis'
import type { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bodiesOf, conversationOf } from './say.ts'
import { people } from './world.ts'

const messages = join(import.meta.dirname, '../..')

describe('the worker as a process', () => {
  let database: TestDatabase, redis: TestRedis, a: TestCompanyA, b: TestCompanyB, folder: string, pool: Pool
  const processes = new Set<ChildProcess>()

  beforeAll(async () => {
    ;[database, redis, a, b, folder] = await Promise.all([testDatabase(), testRedis(), startCompanyA(), startCompanyB(), mkdtemp(join(tmpdir(), 'switchboard-worker-'))])
    pool = createPool(database.url)
    await a.control.seed({ password: 'correct horse', users: Object.entries(people).map(([name, { id, email }]) => ({ id, email, displayName: name, handle: name })) })
    await writeFile(join(folder, 'key'), 'k'.repeat(64))
  })
  afterAll(async () => {
    for (const child of processes) child.kill('SIGKILL')
    await pool.end()
    await Promise.all([a.stop(), b.stop(), database.drop(), redis.stop(), rm(folder, { recursive: true, force: true })])
  })

  async function start(): Promise<{ url: string; child: ChildProcess; ended: Promise<number | null> }> {
    const port = await freePort()
    const url = `http://127.0.0.1:${port}`
    const child = spawn(process.execPath, ['src/worker.ts'], {
      cwd: messages, stdio: ['ignore', process.env['WORLD_LOG'] ? 'inherit' : 'ignore', 'inherit'],
      env: {
        ...process.env, PORT: String(port), DATABASE_URL: database.url, REDIS_URL: redis.url, COMPANY_A_URL: a.url, COMPANY_A_CLIENT_ID: a.secrets.clientId,
        COMPANY_A_CLIENT_SECRET: a.secrets.clientSecret, COMPANY_B_URL: b.url, COMPANY_B_PARTNER_KEY: b.partnerKey, PUBLIC_URL: 'http://127.0.0.1:4002',
        WORKER_PUBLIC_URL: url, DATA_DIR: folder, FILE_KEY_FILE: join(folder, 'key'), DUTY_TTL_MS: '1000', DIRECTORY_A_MS: '500',
      },
    })
    processes.add(child)
    const ended = new Promise<number | null>((resolve) => { child.once('exit', resolve) })
    await eventually(async () => (await fetch(`${url}/readyz`)).ok, { timeoutMs: 15_000, everyMs: 100 })
    return { url, child, ended }
  }

  it('works, tells how it does, hands over when it is killed, and stops when asked', async () => {
    const first = await start()
    const app = await aApp(a.url, { email: people.ana.email, password: 'correct horse' })
    await eventually(async () => (await pool.query(`SELECT FROM messages.sync_position WHERE name = 'A:feed'`)).rowCount === 1, { timeoutMs: 10_000 })
    const direct = await app.direct(people.ben.id)
    await app.send(direct.id, 'before the kill')
    const conversationId = await eventually(() => conversationOf(pool, direct.id), { timeoutMs: 10_000 })
    await eventually(async () => (await bodiesOf(pool, conversationId)).length === 1, { timeoutMs: 10_000 })
    const metrics = await (await fetch(`${first.url}/metrics`)).text()
    for (const name of ['outbox_rows', 'bridge_feed_lag_seconds', 'worker_duty_held', 'company_call_duration_seconds']) expect(metrics).toContain(name)
    expect(metrics).toMatch(/worker_duty_held\{duty="ingest:B"[^}]*\} 1/)

    // Whoever signs in sees their own conversations first.
    const { rows: [waiting] } = await pool.query<{ id: string; identityId: string }>(
      `WITH made AS (INSERT INTO messages.conversation (id, kind, birth) VALUES (gen_random_uuid(), 'GROUP', 'WAITING') RETURNING id)
       INSERT INTO messages.member (conversation_id, identity_id) SELECT made.id, i.id FROM made, users.identity i WHERE i.native_id = $1
       RETURNING conversation_id AS id, identity_id AS "identityId"`, [people.ana.id])
    const news = new Redis(redis.url)
    await eventually(async () => {
      await news.publish('switchboard:signed-in', JSON.stringify({ identityId: waiting?.identityId }))
      return (await pool.query('SELECT FROM messages.conversation WHERE id = $1 AND birth_priority = 5', [waiting?.id])).rowCount === 1
    }, { timeoutMs: 5_000, everyMs: 100 })
    news.disconnect()

    const second = await start()
    first.child.kill('SIGKILL')
    await app.send(direct.id, 'after the kill')
    await eventually(async () => (await bodiesOf(pool, conversationId)).length === 2, { timeoutMs: 10_000 })
    expect(await bodiesOf(pool, conversationId)).toEqual(['before the kill', 'after the kill'])
    second.child.kill('SIGTERM')
    expect(await second.ended).toBe(0)
    expect((await pool.query(`SELECT FROM messages.lease WHERE expires_at > now()`)).rowCount).toBe(0)
  })

  it('says in sentences why it cannot start', async () => {
    const child = spawn(process.execPath, ['src/worker.ts'], { cwd: messages, stdio: ['ignore', 'ignore', 'pipe'], env: { PATH: process.env['PATH'] } })
    let text = ''
    child.stderr.on('data', (chunk: Buffer) => { text += chunk.toString() })
    expect(await new Promise((resolve) => { child.once('exit', resolve) })).toBe(1)
    expect(text).toContain('worker cannot start: DATABASE_URL is missing.')
    expect(text).toContain('COMPANY_A_URL')
  })

  it('lets operators list, explain and replay parked rows', async () => {
    const { rows: [row] } = await pool.query<{ id: string }>(
      `INSERT INTO messages.outbox (company, kind, payload, lane, state, last_error) VALUES ('A', 'message.send', '{}', 'lane', 'PARKED', 'A said no') RETURNING id::text`)
    const id = row?.id ?? ''
    const parked = (...args: string[]) => new Promise<{ code: number | null; out: string }>((resolve) => {
      const child = spawn(process.execPath, ['src/parked.ts', ...args], { cwd: messages, env: { PATH: process.env['PATH'], DATABASE_URL: database.url }, stdio: ['ignore', 'pipe', 'ignore'] })
      let out = ''
      child.stdout.on('data', (chunk: Buffer) => { out += chunk.toString() })
      child.once('close', (code) => { resolve({ code, out }) })
    })
    expect(await parked('list', 'A')).toMatchObject({ code: 0, out: expect.stringContaining('A said no') })
    expect(JSON.parse((await parked('explain', id)).out)).toMatchObject({ id, kind: 'message.send', lastError: 'A said no' })
    expect(await parked('replay', id)).toMatchObject({ code: 0 })
    expect((await pool.query('SELECT state FROM messages.outbox WHERE id = $1', [id])).rows).toEqual([{ state: 'PENDING' }])
    expect((await parked('replay', id)).code).toBe(2)
    expect((await parked('what')).code).toBe(2)
  })
})

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => { resolve(typeof address === 'object' && address ? address.port : 0) })
    })
  })
}
