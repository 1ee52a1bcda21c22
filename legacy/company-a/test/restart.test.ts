import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readOptions } from '../src/config.ts'
import { ContractClient } from './contract-client.ts'
import { BEN, type Conversation, expectProblem, type FeedPage, HOUR, LEA, type Message, PASSWORD, type Session } from './world.ts'

const MAIN = new URL('../src/main.ts', import.meta.url).pathname

/** A real process on one data folder, started again and again. */
class Program {
  readonly #folder = mkdtempSync(join(tmpdir(), 'company-a-restart-'))
  #child: ChildProcess | undefined
  api = new ContractClient('')

  async start(variables: Record<string, string> = { FAULTS: '1' }): Promise<void> {
    const child = spawn(process.execPath, [MAIN], {
      env: { PATH: process.env['PATH'], PORT: '0', DATA_DIR: this.#folder, CLIENTS: 'switchboard:local-dev-secret', NODE_NO_WARNINGS: '1', ...variables },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    this.#child = child
    const [line] = (await once(child.stdout, 'data')) as [Buffer]
    const ready = JSON.parse(line.toString()) as { ready: boolean; url: string }
    expect(ready.ready).toBe(true)
    this.api = new ContractClient(ready.url)
  }

  /** Ends the process and answers how it ended. */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
    if (!this.#child || this.#child.exitCode !== null) return null
    const exited = once(this.#child, 'exit')
    this.#child.kill(signal)
    const [code] = (await exited) as [number | null]
    this.#child = undefined
    return code
  }

  async clean(): Promise<void> {
    await this.end('SIGKILL')
    rmSync(this.#folder, { recursive: true, force: true })
  }

  async token(): Promise<string> {
    const json = { grantType: 'client_credentials', clientId: 'switchboard', clientSecret: 'local-dev-secret' }
    return (await this.api.call<{ accessToken: string }>('issueServiceToken', { json })).body.accessToken
  }

  async seed(): Promise<void> {
    const users = [{ id: LEA, email: 'lea@example.org', displayName: 'Léa' }, { id: BEN, email: 'ben@example.org', displayName: 'Ben' }]
    await this.api.call('seed', { json: { password: PASSWORD, users } })
  }

  async dump<Row>(entity: string): Promise<Row[]> {
    const { body } = await this.api.call<string>('dump', { query: { entity } })
    return body.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Row)
  }
}

describe('the program', () => {
  let program: Program
  beforeEach(() => {
    program = new Program()
  })
  afterEach(() => program.clean())

  it('keeps everything that it answered over kill -9, in the middle of a load', async () => {
    await program.start()
    await program.seed()
    const token = await program.token()
    const { body: room } = await program.api.call<Conversation>('createConversation', { token, actAs: LEA, key: 'c', json: { kind: 'DIRECT', memberIds: [BEN] } })
    const answered: Message[] = []
    const sender = async (lane: number) => {
      for (let n = 0; ; n += 1) {
        const json = { kind: 'TEXT', body: `${lane}/${n}`, clientMessageId: `c-${lane}-${n}` }
        const reply = await program.api.call<Message>('sendMessage', { token, actAs: LEA, key: `k-${lane}-${n}`, params: { conversationId: room.id }, json })
        if (reply.status === 201) answered.push(reply.body)
      }
    }
    const lanes = Promise.allSettled(Array.from({ length: 8 }, (_, lane) => sender(lane)))
    await expect.poll(() => answered.length, { interval: 10, timeout: 10_000 }).toBeGreaterThan(100)
    await program.end('SIGKILL')
    await lanes
    await program.start()
    const kept = await program.dump<Message>('messages')
    const byId = new Map(kept.map((message) => [message.id, message]))
    for (const message of answered) expect(byId.get(message.id)).toEqual(message)
    expect(kept.map((message) => message.seq)).toEqual(kept.map((_, index) => index + 1))
    const events = await program.dump<{ eventId: string; type: string }>('events')
    expect(events.filter((event) => event.type === 'message.created')).toHaveLength(kept.length)
    // The old token, the old keys, the old answers and ids that go on ascending.
    const again = await program.api.call<Message>('sendMessage', {
      token, actAs: LEA, key: 'k-0-0', params: { conversationId: room.id }, json: { kind: 'TEXT', body: '0/0', clientMessageId: 'c-0-0' },
    })
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 'true'])
    await program.api.call('sendMessage', { token, actAs: BEN, key: 'after', params: { conversationId: room.id }, json: { kind: 'TEXT', body: 'x' } })
    const ids = (await program.dump<{ eventId: string }>('events')).map((event) => event.eventId)
    expect(ids).toEqual(ids.toSorted())
  })

  it('keeps keys, sessions, cursors, deliveries and the moved clock, but no faults and no counters', async () => {
    await program.start()
    await program.seed()
    await program.api.call('setFaults', { json: { clockAdvanceMs: 5 * HOUR, outage: true } })
    await program.end('SIGKILL')
    await program.start()
    const now = Date.parse((await program.api.call<{ now: string }>('getHealth')).body.now)
    expect(now - Date.now()).toBeGreaterThan(4.9 * HOUR)
    const keys = (await program.api.call('getJwks')).body
    const token = await program.token()
    const { body: session } = await program.api.call<Session>('login', { json: { email: 'ben@example.org', password: PASSWORD } })
    await program.api.call('refreshSession', { json: { refreshToken: session.refreshToken } })
    const hook = { url: 'http://127.0.0.1:9/none', secret: 's'.repeat(32), types: ['message.created', 'typing'] }
    await program.api.call('putWebhook', { token, params: { name: 'w' }, json: hook })
    const { body: room } = await program.api.call<Conversation>('createConversation', { token, actAs: LEA, key: 'c', json: { kind: 'GROUP', memberIds: [BEN] } })
    await program.api.call('sendMessage', { token, actAs: LEA, key: 's', params: { conversationId: room.id }, json: { kind: 'TEXT', body: 'x' } })
    const { body: feed } = await program.api.call<FeedPage>('listEvents', { token })
    expect(await program.end('SIGTERM')).toBe(0)
    await program.start()
    expect((await program.api.call('getJwks')).body).toEqual(keys)
    expect((await program.api.call('getMe', { token: session.accessToken })).status).toBe(200)
    expectProblem(await program.api.call('refreshSession', { json: { refreshToken: session.refreshToken } }), 401, 'refresh-reused')
    expect((await program.api.call<FeedPage>('listEvents', { token, query: { after: feed.nextCursor } })).body.events).toEqual([])
    expect(await program.dump('webhooks')).toMatchObject([{ name: 'w', clientId: 'switchboard' }])
    expect(await program.dump('deliveries')).toMatchObject([{ state: 'PENDING', webhook: 'w' }])
  })

  it('answers waiting polls and lets go of held answers when asked to stop', async () => {
    await program.start()
    await program.seed()
    const token = await program.token()
    const waiting = program.api.call<FeedPage>('listEvents', { token, query: { wait: 30 } })
    await program.api.call('setFaults', { json: { commitThenTimeoutRate: 1, hangMs: 60_000 } })
    const held = program.api.call('putExternalUser', { token, params: { externalRef: 'b:1' }, json: { displayName: 'B' } }).then(() => 'answered', () => 'nothing')
    expect((await waiting).body.events).toHaveLength(1)
    const beganMs = performance.now()
    expect(await program.end('SIGTERM')).toBe(0)
    expect(performance.now() - beganMs).toBeLessThan(4_000)
    expect(await held).toBe('nothing')
    await program.start()
    expect(await program.dump('users')).toHaveLength(3)
  })

  it('has no control without FAULTS=1, and takes quotas, issuer and public URL from the environment', async () => {
    await program.start({ FAULTS: '1' })
    await program.seed()
    await program.end('SIGTERM')
    await program.start({ RATE_SERVICE: '3/60', PUBLIC_URL: 'https://api.example.org/', ISSUER: 'https://issuer.example.org' })
    for (const id of ['setFaults', 'resetAll', 'seed', 'dump']) {
      expectProblem(await program.api.call(id, { ...(id === 'dump' ? {} : { json: {} }), bad: true, query: { entity: 'users' } }), 404, 'not-found')
    }
    const token = await program.token()
    expect(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())).toMatchObject({ iss: 'https://issuer.example.org' })
    const upload = await program.api.call<{ id: string }>('uploadAttachment', { token, actAs: LEA, query: { filename: 'x' }, raw: 'x' })
    const { body } = await program.api.call<{ url: string }>('getAttachment', { token, actAs: LEA, params: { attachmentId: upload.body.id } })
    expect(body.url.startsWith('https://api.example.org/v1/files/')).toBe(true)
    await program.api.call('getMe', { token, actAs: LEA })
    expectProblem(await program.api.call('getMe', { token, actAs: LEA }), 429, 'rate-limited')
  })

  it('is ready within 5 s with 100,000 messages', async () => {
    await program.start()
    await program.seed()
    const room = '019a4de1-0005-7a51-9d2b-000000000001'
    await program.api.call('seed', { json: { conversations: [{ id: room, kind: 'DIRECT', members: [LEA, BEN] }] } })
    for (let batch = 0; batch < 10; batch += 1) {
      const messages = Array.from({ length: 10_000 }, (_, n) => ({ id: `019a4de1-0006-7a51-9d2b-${String(batch * 10_000 + n).padStart(12, '0')}`, c: room, s: LEA, body: 'x' }))
      expect((await program.api.call('seed', { json: { messages } })).status).toBe(200)
    }
    await program.end('SIGKILL')
    const beganMs = performance.now()
    await program.start()
    expect((await program.api.call('getHealth')).status).toBe(200)
    expect(performance.now() - beganMs).toBeLessThan(5_000)
  })
})

describe('configuration', () => {
  it('names everything that is wrong at once', () => {
    expect(() => readOptions({ PORT: 'x', CLIENTS: 'none', RATE_USER: '5', FAULTS: 'maybe' })).toThrow(/PORT.*CLIENTS.*FAULTS.*RATE_USER/)
  })

  it('has the defaults of the contract', () => {
    expect(readOptions({})).toMatchObject({
      port: 4101, host: '127.0.0.1', issuer: 'https://auth.company-a.internal', faults: false,
      rates: { user: { limit: 300, windowS: 10 }, service: { limit: 5_000, windowS: 10 }, anon: { limit: 1_000, windowS: 10 } },
    })
  })
})
