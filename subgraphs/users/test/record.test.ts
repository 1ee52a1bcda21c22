import fc from 'fast-check'
import { Redis } from 'ioredis'
import pg from 'pg'
import { eventually } from '@switchboard/testkit/eventually'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { link, unlink } from '../src/adapters/postgres/links.ts'
import { isSwitchboardError } from '@switchboard/domain/errors'
import { newcomer, openHouse, password, tokens, type House, type Tokens } from './house.ts'

let house: House
beforeAll(async () => { house = await openHouse() })
afterAll(() => house.stop())

async function seedPeople(count: number, uid: number) {
  const users = Array.from({ length: count }, () => newcomer('Somebody'))
  const phones = Array.from({ length: count }, (_, at) => ({ uid: uid + at, phone: `+336${uid + at}0000`, pin: '1234', name: 'Quelqu\'un' }))
  await house.a.control.seed({ password, users })
  await house.b.control.seed({ users: phones })
  return { a: await Promise.all(users.map((user) => house.asA(user))), b: await Promise.all(phones.map((phone) => house.asB(phone))), users, phones }
}

it('never gives a person two accounts of one company', async () => {
  const { a: [one], users: [, other] } = await seedPeople(2, 3_000)
  await house.get('mutation ($input: ProveIdentityInput!) { proveIdentity(input: $input) { expiresAt } }', { input: { a: { email: other?.email, password } } }, one?.caller)
  expect(await house.refusal('mutation { linkAccounts { id } }', {}, one?.caller ?? null)).toBe('CONFLICT')
})

it('keeps the owner of every id through any order of linking and unlinking', async () => {
  const { a, b } = await seedPeople(2, 3_100)
  const all = [...a, ...b].map(({ caller }) => caller)
  const ids = all.map(({ identityId }) => identityId)
  const step = fc.record({ links: fc.boolean(), one: fc.nat(3), other: fc.nat(3) })
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
    for (const { links, one, other } of steps) {
      const [from, to] = [ids[one] ?? '', ids[other] ?? '']
      await (links ? link(house.parts.prisma, from, to) : unlink(house.parts.prisma, from, from)).catch((error: unknown) => {
        if (!isSwitchboardError(error) || !['CONFLICT', 'NOT_FOUND'].includes(error.code)) throw error
      })
      const { rows } = await house.pool.query<{ id: string; company: string; person: string; born: string; root: string | null; alias: string | null }>(
        `SELECT i.id, i.company::text, i.person_id AS person, i.born_person_id AS born, p.linked_to AS root, o.linked_to AS alias
           FROM users.identity i JOIN users.person p ON p.id = i.person_id JOIN users.person o ON o.id = i.born_person_id WHERE i.id = ANY($1)`, [ids])
      for (const row of rows) {
        expect(row.born).toBe(all.find(({ identityId }) => identityId === row.id)?.personId)
        expect(row.root).toBeNull()
        expect(row.alias).toBe(row.person === row.born ? null : row.person)
      }
      expect(new Set(rows.map(({ person, company }) => person + company)).size).toBe(4)
    }
  }), { numRuns: 12 })
})

it('takes only the newest refresh token, whatever is presented in whatever order, and nothing after an old one', async () => {
  const user = newcomer('Rotating')
  await house.a.control.seed({ password, users: [user] })
  await fc.assert(fc.asyncProperty(fc.array(fc.nat(3), { minLength: 1, maxLength: 7 }), async (picks) => {
    const issued = [await house.asA(user)]
    let alive = true
    for (const pick of picks) {
      const back = Math.min(pick, issued.length - 1)
      const answer = await house.ask('mutation ($token: String!) { refreshSession(refreshToken: $token) { accessToken refreshToken } }', { token: issued.at(-1 - back)?.refreshToken })
      alive &&= back === 0
      expect(answer.errors?.[0]?.extensions['code']).toBe(alive ? undefined : 'UNAUTHENTICATED')
      if (alive) issued.push(tokens((answer.data as { refreshSession: Tokens }).refreshSession))
    }
  }), { numRuns: 8 })
})

it('reads a page of people with as few statements as one of them', async () => {
  const { a } = await seedPeople(5, 3_300)
  const query = vi.spyOn(pg.Client.prototype, 'query')
  const statements = async (first: number) => {
    query.mockClear()
    await house.get('query ($first: Int) { users(first: $first) { nodes { displayName aliases presence { state } identities { email user { id } } } } }', { first }, a[0]?.caller)
    return query.mock.calls.length
  }
  expect(await statements(10)).toBe(await statements(1))
  expect(await statements(10)).toBeLessThanOrEqual(12)
  query.mockRestore()
})

it('tells who signed in, so that their history is fetched first', async () => {
  const redis = new Redis(house.redis.url)
  const heard: unknown[] = []
  redis.on('message', (_topic, text: string) => { heard.push(JSON.parse(text)) })
  await redis.subscribe('switchboard:signed-in')
  const { caller } = await house.asA()
  await eventually(() => heard.length === 1)
  expect(heard).toEqual([{ identityId: caller.identityId }])
  redis.disconnect()
})

it('lets many sign in from one address at once, and doubles each further closing of the door', async () => {
  const { phones } = await seedPeople(6, 3_400)
  const signIn = 'mutation ($input: SignInWithBInput!) { signInWithB(input: $input) { accessToken } }'
  const from = { 'x-client-ip': '203.0.113.9' }
  const answers = await Promise.all([...phones, ...phones].map(({ phone, pin }) => house.refusal(signIn, { input: { phone, pin } }, null, from)))
  expect(answers).toEqual(Array(12).fill(undefined))

  const guess = async () => (await house.ask(signIn, { input: { phone: phones[0]?.phone, pin: '0000' } })).errors?.[0]?.extensions
  const redis = new Redis(house.redis.url)
  for (const seconds of [900, 1_800, 3_600]) {
    const codes = (await Promise.all(Array.from({ length: 12 }, guess))).map((refused) => refused?.['code'])
    expect(codes.filter((code) => code === 'INVALID_CREDENTIALS')).toHaveLength(5)
    expect((await guess())?.['retryAfterSeconds']).toSatisfy((left: number) => left > seconds - 60 && left <= seconds)
    // The time passes, for B's own throttle (ten wrong pins in 60 s) as well.
    await house.b.control.advance(61_000)
    await redis.del(...await redis.keys('switchboard:attempts:phone:*'))
  }
  redis.disconnect()
})
