import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { renderConversation } from '../src/conversations/conversation-store.ts'
import type { renderMessage } from '../src/messages/message-store.ts'
import type { renderUser } from '../src/users/user-store.ts'
import { readOptions } from '../src/config.ts'
import { startCompanyA, type RunningCompanyA } from '../src/server.ts'
import type { Faults } from '../src/control/fault-dice.ts'
import { type CallOptions, ContractClient, type Reply } from './contract-client.ts'

export type Message = ReturnType<typeof renderMessage>
export type Conversation = ReturnType<typeof renderConversation>
export type User = ReturnType<typeof renderUser>
export interface Event {
  eventId: string
  type: string
  occurredAt: string
  origin: string
  actorId: string | null
  conversationId: string | null
  data: Record<string, unknown>
}
export interface FeedPage {
  events: Event[]
  nextCursor: string
  hasMore: boolean
}
export interface Session {
  accessToken: string
  refreshToken: string
  userId: string
}

export const PASSWORD = 'correct horse 9'
export const HOUR = 3_600_000

/** The n-th id of a family: valid, readable, and ascending with n. */
export const idOf = (n: number, family = 1): string => `019a4de1-${family.toString(16).padStart(4, '0')}-7a51-9d2b-${n.toString(16).padStart(12, '0')}`

export const LEA = idOf(1)
export const BEN = idOf(2)
export const ZOE = idOf(3)
export const SHADOW = idOf(4)
export const NOBODY = idOf(999)

let keys = 0
/** A fresh Idempotency-Key. */
export const freshKey = (): string => `key-${(keys += 1)}`

/** The server under test, its client, and shortcuts for what tests do all the time. */
export class World {
  readonly server: RunningCompanyA
  readonly api: ContractClient
  readonly #folder: string
  service = ''
  tokens: Record<string, string> = {}

  private constructor(server: RunningCompanyA, folder: string) {
    this.server = server
    this.api = new ContractClient(server.url)
    this.#folder = folder
  }

  static async start(variables: Record<string, string> = { FAULTS: '1' }): Promise<World> {
    const folder = mkdtempSync(join(tmpdir(), 'company-a-'))
    const options = readOptions({ CLIENTS: 'switchboard:local-dev-secret,other:other-secret', PORT: '0', DATA_DIR: folder, ...variables })
    return new World(await startCompanyA(options), folder)
  }

  async stop(): Promise<void> {
    await this.server.close()
    rmSync(this.#folder, { recursive: true, force: true })
  }

  /** Empties everything and seeds three people and a shadow user; signs nobody in but the service. */
  async fresh(): Promise<void> {
    await this.api.call('resetAll')
    const users = [
      { id: LEA, email: 'Lea.Martin@example.org', handle: 'lea_m', displayName: 'Léa Martin' },
      { id: BEN, email: 'ben@example.org', handle: 'ben', displayName: 'Ben O’Hara' },
      { id: ZOE, email: 'zoe@example.org', displayName: 'Zoe' },
      { id: SHADOW, displayName: 'Bruno (B)', externalRef: 'b:4711', handle: 'x_bruno' },
    ]
    expect((await this.api.call('seed', { json: { password: PASSWORD, users } })).status).toBe(200)
    this.tokens = {}
    this.service = await this.serviceToken()
  }

  async serviceToken(clientId = 'switchboard', clientSecret = 'local-dev-secret'): Promise<string> {
    const { body } = await this.api.call<{ accessToken: string }>('issueServiceToken', { json: { grantType: 'client_credentials', clientId, clientSecret } })
    return body.accessToken
  }

  async login(email: string, client: 'ios' | 'web' = 'web'): Promise<Session> {
    const reply = await this.api.call<Session>('login', { json: { email, password: PASSWORD, client } })
    expect(reply.status).toBe(200)
    return reply.body
  }

  /** Calls for a user through the service. */
  as<Body = Record<string, unknown>>(actAs: string, operationId: string, options: CallOptions = {}): Promise<Reply<Body>> {
    return this.api.call<Body>(operationId, { token: this.service, actAs, ...options })
  }

  /** Calls with the bare service token. */
  bare<Body = Record<string, unknown>>(operationId: string, options: CallOptions = {}): Promise<Reply<Body>> {
    return this.api.call<Body>(operationId, { token: this.service, ...options })
  }

  async direct(one = LEA, other = BEN): Promise<string> {
    return (await this.as<Conversation>(one, 'createConversation', { key: freshKey(), json: { kind: 'DIRECT', memberIds: [other] } })).body.id
  }

  async group(owner: string, memberIds: string[], title: string | null = null): Promise<string> {
    const reply = await this.as<Conversation>(owner, 'createConversation', { key: freshKey(), json: { kind: 'GROUP', memberIds, title } })
    expect(reply.status).toBe(201)
    return reply.body.id
  }

  send(conversationId: string, sender: string, json: Record<string, unknown> = { kind: 'TEXT', body: 'hello' }, options: CallOptions = {}): Promise<Reply<Message>> {
    return this.as<Message>(sender, 'sendMessage', { key: freshKey(), params: { conversationId }, json, ...options })
  }

  async feed(query: Record<string, string | number> = {}): Promise<FeedPage> {
    return (await this.bare<FeedPage>('listEvents', { query: { limit: 500, ...query } })).body
  }

  faults(json: Faults): Promise<Reply<{ faults: Faults; now: string }>> {
    return this.api.call('setFaults', { json })
  }

  /** Moves the server's clock; faults end by it. Tokens may expire: the service signs in anew. */
  async later(ms: number): Promise<void> {
    await this.faults({ clockAdvanceMs: ms })
    this.service = await this.serviceToken()
  }

  async dump<Row>(entity: string): Promise<Row[]> {
    const { body } = await this.api.call<string>('dump', { query: { entity } })
    return body.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Row)
  }
}

/** Fails unless the answer is that refusal. */
export function expectProblem(reply: Reply<unknown>, status: number, code: string): void {
  expect({ status: reply.status, code: (reply.body as { code?: string }).code }).toEqual({ status, code })
}
