import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAssertionSigner, type Caller } from '@switchboard/service-kit/assertion'
import { createSigningKey, writePublicJwks } from '@switchboard/service-kit/keys'
import { silentLog } from '@switchboard/service-kit/log'
import { startCompanyA } from '@switchboard/testkit/company-a'
import { startCompanyB } from '@switchboard/testkit/company-b'
import { testDatabase } from '@switchboard/testkit/database'
import { testRedis } from '@switchboard/testkit/redis'
import { newId } from '@switchboard/domain/ids'
import { createClient } from 'graphql-ws'
import { decodeJwt } from 'jose'
import { WebSocket } from 'ws'
import { createDirectory } from '../src/directory.ts'
import { usersConfig } from '../src/config.ts'
import { wireUsers } from '../src/wire.ts'

export const lea = { id: '019a4de1-4600-7a51-9d2b-3f6a1c0e5b01', email: 'lea.martin@example.org', handle: 'lea_m', displayName: 'Léa Martin' }
export const noa = { id: '019a4de1-4600-7a51-9d2b-3f6a1c0e5b02', email: 'noa.weber@example.org', handle: 'noa', displayName: 'Noa Weber' }
export const bruno = { uid: 4711, phone: '0033 6 12 34 56 78', pin: '4821', name: 'Bruno D.' }
export const zoe = { uid: 388, phone: '06.12.34.56.70', pin: '1234', name: 'Zo&#235;' }
export const password = 'pw-for-tests'

export interface Answer { data: Record<string, unknown> | null; errors?: { message: string; extensions: Record<string, unknown> }[] }

/** What signing in gives, as far as tests use it. */
export interface Tokens { accessToken: string; refreshToken: string; caller: Caller }

export type House = Awaited<ReturnType<typeof openHouse>>

/** The users subgraph with a record, a Redis and both companies of its own. `ask` speaks as the gateway does. */
export async function openHouse() {
  const folder = await mkdtemp(join(tmpdir(), 'users-'))
  const [database, redis, a, b, gatewayKey] = await Promise.all([testDatabase(), testRedis(), startCompanyA(), startCompanyB(), createSigningKey()])
  await writePublicJwks(join(folder, 'assertions.json'), [gatewayKey])
  await a.control.seed({ password, users: [lea, noa] })
  await b.control.seed({ users: [bruno, zoe] })
  const config = usersConfig({
    PORT: '0', DATABASE_URL: database.url, REDIS_URL: redis.url, TOKEN_KEY_FILE: join(folder, 'token-key.json'), ASSERTION_JWKS: join(folder, 'assertions.json'),
    COMPANY_A_URL: a.url, COMPANY_A_CLIENT_ID: a.secrets.clientId, COMPANY_A_CLIENT_SECRET: a.secrets.clientSecret,
    COMPANY_B_URL: b.url, COMPANY_B_PARTNER_KEY: b.partnerKey, USERS_PUBLIC_URL: 'https://users.example', POOL_SIZE: '8',
  })
  const users = await wireUsers(config, silentLog())
  const server = await users.listen()
  const signer = createAssertionSigner(gatewayKey.privateJwk)
  const { pool } = users.parts.directory

  /** One operation; `as` null is anonymous, 'gateway' vouches for nobody in particular. */
  async function ask(query: string, variables: Record<string, unknown> = {}, as: Caller | null | 'gateway' = null, headers: Record<string, string> = {}): Promise<Answer> {
    const assertion: Record<string, string> = as === null ? {} : { 'switchboard-assertion': await signer.sign(as === 'gateway' ? undefined : as, 'users') }
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST', headers: { 'content-type': 'application/json', ...assertion, ...headers }, body: JSON.stringify({ query, variables }),
    })
    return await response.json() as Answer
  }

  /** The data of an operation that must succeed. */
  async function get<T>(query: string, variables: Record<string, unknown> = {}, as: Caller | null | 'gateway' = null): Promise<T> {
    const answer = await ask(query, variables, as)
    if (answer.errors !== undefined) throw new Error(JSON.stringify(answer.errors))
    return answer.data as T
  }

  /** The code of an operation that must fail. */
  async function refusal(query: string, variables: Record<string, unknown> = {}, as: Caller | null | 'gateway' = null, headers: Record<string, string> = {}): Promise<unknown> {
    const answer = await ask(query, variables, as, headers)
    return answer.errors?.[0]?.extensions['code']
  }

  /** Opens a stream and gives what it yields. */
  function watch(query: string, variables: Record<string, unknown>, as: Caller) {
    const client = createClient({ url: `${server.url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket, retryAttempts: 0 })
    const seen: Answer[] = []
    const ended = Promise.withResolvers<unknown>()
    void signer.sign(as, 'users').then((assertion) => client.subscribe({ query, variables, extensions: { assertion } }, {
      next: (event) => { seen.push(event as Answer) },
      error: (error) => { ended.resolve(error) },
      complete: () => { ended.resolve('complete') },
    }))
    return { seen, ended: ended.promise, stop: () => client.dispose() }
  }

  const asA = async (who: { email: string } = lea) => tokens((await get<{ signIn: GraphTokens }>(
    'mutation ($input: SignInWithAInput!) { signIn: signInWithA(input: $input) { accessToken refreshToken } }', { input: { email: who.email, password } })).signIn)
  const asB = async (who: { phone: string; pin: string } = bruno) => tokens((await get<{ signIn: GraphTokens }>(
    'mutation ($input: SignInWithBInput!) { signIn: signInWithB(input: $input) { accessToken refreshToken } }', { input: { phone: who.phone, pin: who.pin } })).signIn)

  async function stop(): Promise<void> {
    for (const step of users.drain) await step.run()
    await Promise.all([a.stop(), b.stop(), redis.stop()])
    await database.drop()
    await rm(folder, { recursive: true, force: true })
  }

  const directory = createDirectory({ ...users.parts.directory, log: silentLog() })
  return { ask, get, refusal, watch, asA, asB, stop, a, b, redis, pool, parts: users.parts, directory, url: server.url, [Symbol.asyncDispose]: stop }
}

interface GraphTokens { accessToken: string; refreshToken: string }

/** The caller that the gateway reads from an access token. */
export function tokens(signIn: GraphTokens): Tokens {
  const claims = decodeJwt<{ sid: string; idn: string; co: 'A' | 'B'; prf: Caller['proof']; auth_time: number }>(signIn.accessToken)
  return { ...signIn, caller: { personId: claims.sub ?? '', sessionId: claims.sid, identityId: claims.idn, company: claims.co, proof: claims.prf, authTime: claims.auth_time } }
}

/** A user of A nobody has seen. */
export function newcomer(name: string): { id: string; email: string; handle: string; displayName: string } {
  const handle = `${name.toLowerCase()}_${newId().slice(-8)}`
  return { id: newId(), email: `${handle}@example.org`, handle, displayName: name }
}
