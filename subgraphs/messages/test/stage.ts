import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient, type Client } from 'graphql-ws'
import pg from 'pg'
import WebSocket from 'ws'
import { newId, type Company } from '@switchboard/domain/ids'
import { assertionHeader, createAssertionSigner, type AssertionSigner, type Caller, type Proof } from '@switchboard/service-kit/assertion'
import { createSigningKey, publicJwks } from '@switchboard/service-kit/keys'
import { silentLog } from '@switchboard/service-kit/log'
import { testDatabase } from '@switchboard/testkit/database'
import { testRedis, type TestRedis } from '@switchboard/testkit/redis'
import { wireServer, type MessagesServer } from '../src/wire-server.ts'

/** What the graph answered, of the shape that the test asked for: as loose as JSON.parse. */
export type Json = ReturnType<typeof JSON.parse>

export interface Person { personId: string; identityId: string; company: Company; sessionId: string; caller: Caller }

export interface Answer { data?: Json; errors?: { message: string; extensions: { code: string } }[] }

/** The messages server on a database and a Redis of its own, with people to act as. */
export interface Stage extends AsyncDisposable {
  server: MessagesServer
  pool: pg.Pool
  redis: TestRedis
  databaseUrl: string
  folder: string
  person(company?: Company, options?: { personId?: string; proof?: Proof }): Promise<Person>
  ask(who: Person | undefined, query: string, variables?: Record<string, unknown>): Promise<Answer>
  /** `ask` that must succeed; answers the data. */
  get(who: Person, query: string, variables?: Record<string, unknown>): Promise<Json>
  /** `ask` that must be refused; answers the first code. */
  refused(who: Person | undefined, query: string, variables?: Record<string, unknown>): Promise<string>
  watch(who: Person | undefined, query: string, variables?: Record<string, unknown>): Watch
  another(): Promise<MessagesServer>
}

/** A subscription and what it brought. */
export interface Watch {
  events: Json[]
  extensions: Json[]
  errors: Json[]
  done: boolean
  until(ready: (events: Json[]) => boolean, timeoutMs?: number): Promise<Json[]>
  stop(): void
}

let natives = 0

export async function stage(): Promise<Stage> {
  const database = await testDatabase()
  const redis = await testRedis()
  const folder = await mkdtemp(join(tmpdir(), 'switchboard-messages-'))
  const key = await createSigningKey()
  const signer: AssertionSigner = createAssertionSigner(key.privateJwk)
  await writeFile(join(folder, 'jwks.json'), JSON.stringify(publicJwks([key])))
  for (const name of ['cursor.key', 'file.key']) await writeFile(join(folder, name), randomBytes(32).toString('base64url'))
  const start = () => wireServer({
    HOST: '127.0.0.1', PORT: 0, DATABASE_URL: database.url, REDIS_URL: redis.url, ASSERTION_JWKS: join(folder, 'jwks.json'),
    CURSOR_KEY_FILE: join(folder, 'cursor.key'), FILE_KEY_FILE: join(folder, 'file.key'), PUBLIC_URL: 'http://files.example', DATA_DIR: join(folder, 'files'), POOL_SIZE: 8,
  }, silentLog())
  const servers = [await start()]
  const server = servers[0] as MessagesServer
  const pool = new pg.Pool({ connectionString: database.url, max: 4 })
  pool.on('error', () => undefined)
  const clients: Client[] = []

  const self: Stage = {
    server, pool, redis, databaseUrl: database.url, folder,
    async person(company = 'A', options = {}) {
      const personId = options.personId ?? newId()
      const [identityId, sessionId] = [newId(), newId()]
      natives += 1
      const proof = options.proof ?? (company === 'A' ? 'a-token' : 'b-sid')
      if (options.personId === undefined) await pool.query('INSERT INTO users.person (id) VALUES ($1)', [personId])
      await pool.query(
        'INSERT INTO users.identity (id, person_id, born_person_id, company, native_id, handle, display_name) VALUES ($1, $2, $2, $3, $4, $5, $6)',
        [identityId, personId, company, String(10_000 + natives), `handle${natives}`, `Name ${natives}`])
      await pool.query(
        `INSERT INTO users.session (id, person_id, identity_id, proof, auth_time, expires_at) VALUES ($1, $2, $3, $4, now(), now() + interval '1 day')`,
        [sessionId, personId, identityId, proof])
      return { personId, identityId, company, sessionId, caller: { personId, sessionId, identityId, company, proof, authTime: 1 } }
    },
    async ask(who, query, variables = {}) {
      const headers: Record<string, string> = { 'content-type': 'application/json' }
      if (who) headers[assertionHeader] = await signer.sign(who.caller, 'messages')
      const response = await fetch(`${server.subgraph.url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query, variables }) })
      return await response.json() as Answer
    },
    async get(who, query, variables) {
      const answer = await self.ask(who, query, variables)
      if (answer.errors) throw new Error(JSON.stringify(answer.errors))
      return answer.data
    },
    async refused(who, query, variables) {
      const answer = await self.ask(who, query, variables)
      if (!answer.errors?.[0]) throw new Error(`not refused: ${JSON.stringify(answer)}`)
      return answer.errors[0].extensions.code
    },
    watch(who, query, variables = {}) {
      const client = createClient({ url: `${server.subgraph.url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket, retryAttempts: 0, lazy: true })
      clients.push(client)
      const watch: Watch = {
        events: [], extensions: [], errors: [], done: false, stop: () => undefined,
        async until(ready, timeoutMs = 5_000) {
          const deadline = Date.now() + timeoutMs
          while (!ready(watch.events)) {
            if (Date.now() > deadline) throw new Error(`waited in vain; got ${JSON.stringify(watch.events)} ${JSON.stringify(watch.errors)}`)
            await new Promise((resolve) => setTimeout(resolve, 10))
          }
          return watch.events
        },
      }
      void (who ? signer.sign(who.caller, 'messages') : Promise.resolve(undefined)).then((assertion) => {
        watch.stop = client.subscribe({ query, variables, extensions: assertion === undefined ? {} : { assertion } }, {
          next: (result) => {
            if (result.data) watch.events.push(Object.values(result.data)[0])
            watch.extensions.push(result.extensions)
            if (result.errors) watch.errors.push(...result.errors)
          },
          error: (error) => { watch.errors.push(error); watch.done = true },
          complete: () => { watch.done = true },
        })
      })
      return watch
    },
    async another() {
      const more = await start()
      servers.push(more)
      return more
    },
    async [Symbol.asyncDispose]() {
      for (const client of clients) await client.dispose()
      for (const one of servers) await one[Symbol.asyncDispose]()
      await pool.end()
      await redis.stop()
      await database.drop()
      await rm(folder, { recursive: true, force: true })
    },
  }
  return self
}

export const direct = 'mutation ($u: ID!) { startDirect(userId: $u) { id cursor } }'
export const send = 'mutation ($i: SendMessageInput!) { sendMessage(input: $i) { message { id seq body cursor } scheduled { id sendAt } } }'

let sent = 0
/** Sends a text and answers the message. */
export async function say(on: Stage, who: Person, conversationId: string, body: string, more: Record<string, unknown> = {}): Promise<{ id: string; seq: number; cursor: string }> {
  sent += 1
  return (await on.get(who, send, { i: { conversationId, clientMessageId: `c${sent}`, body, ...more } })).sendMessage.message
}
