import { BApp } from '@switchboard/testkit/b-app'
import type { Caller } from '@switchboard/service-kit/assertion'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { newcomer, openHouse, password, type House } from './house.ts'

let house: House
let uid = 20_000
beforeAll(async () => { house = await openHouse() })
afterAll(() => house.stop())

const prove = 'mutation ($input: ProveIdentityInput!) { proveIdentity(input: $input) { expiresAt identity { id } } }'
const link = 'mutation { linkAccounts { id aliases identities { id company email phone } } }'
const unlink = 'mutation ($id: ID!) { unlinkAccount(identityId: $id) { id aliases identities { id } } }'
const notices = '{ notices { unread nodes { id kind readAt other { id } identity { id } handle } } }'

interface Linked { id: string; aliases: string[]; identities: { id: string; email: string | null; phone: string | null }[] }
interface Notices { notices: { unread: number; nodes: { id: string; kind: string; readAt: string | null; other: { id: string } | null; identity: { id: string } }[] } }

/** Somebody with an account at each company, signed in with both; `first` says whose person is the elder. */
async function somebody(first: 'A' | 'B' = 'A') {
  const user = newcomer('Twofold')
  uid += 1
  const phone = { phone: `+336${uid}000`.padEnd(12, '0'), pin: '1234' }
  await house.a.control.seed({ password, users: [user] })
  await house.b.control.seed({ users: [{ uid, ...phone, name: 'Zweifach' }] })
  const sessions = first === 'A' ? { a: await house.asA(user), b: await house.asB(phone) } : { b: await house.asB(phone), a: await house.asA(user) }
  const byPin = { input: { b: phone } }
  const bySid = async () => ({ input: { token: { company: 'B', token: (await BApp.login(house.b.url, phone)).sid } } })
  const byPassword = { input: { a: { email: user.email, password } } }
  return { user, phone, a: sessions.a.caller, b: sessions.b.caller, byPin, bySid, byPassword }
}

const refused = (query: string, variables: object, as: Caller) => house.refusal(query, variables as Record<string, unknown>, as)

it('links two accounts proved in one session, tells both, and takes them apart again', async () => {
  const { a, b, byPin } = await somebody()
  expect(await house.get<{ proveIdentity: { identity: { id: string } } }>(prove, byPin, a)).toMatchObject({ proveIdentity: { identity: { id: b.identityId } } })
  const { linkAccounts } = await house.get<{ linkAccounts: Linked }>(link, {}, a)
  expect(linkAccounts).toMatchObject({ id: a.personId, aliases: [b.personId] })
  expect(linkAccounts.identities.map(({ id }) => id)).toEqual([a.identityId, b.identityId])
  expect(linkAccounts.identities[1]?.phone).not.toBeNull()

  // The younger id is an alias, as a query and as an entity.
  expect(await house.get('query ($id: ID!) { user(id: $id) { id } }', { id: b.personId }, a)).toEqual({ user: { id: a.personId } })
  const entity = await house.get<{ _entities: unknown[] }>('query ($of: [_Any!]!) { _entities(representations: $of) { ... on User { id displayName } ... on Identity { user { id } } } }',
    { of: [{ __typename: 'User', id: b.personId }, { __typename: 'Identity', id: b.identityId }] }, 'gateway')
  expect(entity._entities).toEqual([{ id: a.personId, displayName: 'Twofold' }, { user: { id: a.personId } }])

  const told = await house.get<Notices>(notices, {}, a)
  expect(told.notices.nodes.map(({ kind }) => kind)).toEqual(['LINKED', 'LINKED'])
  expect(new Set(told.notices.nodes.map((notice) => notice.other?.id))).toEqual(new Set([a.identityId, b.identityId]))
  const mark = 'mutation ($ids: [ID!]!) { markNoticesRead(ids: $ids) { notices { id readAt } } }'
  const marked = await house.get<{ markNoticesRead: { notices: { readAt: string | null }[] } }>(mark, { ids: [...told.notices.nodes.map(({ id }) => id), 'nonsense'] }, a)
  expect(marked.markNoticesRead.notices.every(({ readAt }) => readAt !== null)).toBe(true)
  expect((await house.get<Notices>(notices, {}, a)).notices.unread).toBe(0)

  const { unlinkAccount } = await house.get<{ unlinkAccount: Linked }>(unlink, { id: b.identityId }, a)
  expect(unlinkAccount).toMatchObject({ id: a.personId, aliases: [], identities: [{ id: a.identityId }] })
  expect(await refused('{ session { id } }', {}, b)).toBe('UNAUTHENTICATED')
  expect(await house.get('query ($id: ID!) { user(id: $id) { id } }', { id: b.personId }, a)).toEqual({ user: { id: b.personId } })
  // The proof of the removed account is void: linking again wants a new one.
  expect(await refused(link, {}, a)).toBe('PROOF_REQUIRED')
  expect((await house.get<Notices>(notices, {}, a)).notices.nodes[0]).toMatchObject({ kind: 'UNLINKED', other: { id: b.identityId } })
})

it('wants proofs of both sides under five minutes old, one of them more than a pin', async () => {
  const { a, byPin, byPassword } = await somebody()
  expect(await refused(link, {}, a)).toBe('PROOF_REQUIRED')
  await house.get(prove, byPin, a)
  await house.pool.query(`UPDATE users.session_proof SET at = at - interval '5 minutes' WHERE session_id = $1 AND identity_id = $2`, [a.sessionId, a.identityId])
  expect(await refused(link, {}, a)).toBe('PROOF_REQUIRED')
  await house.get(prove, byPassword, a)
  expect(await refused(link, {}, a)).toBeUndefined()

  // Two pins link nothing.
  const other = await somebody()
  await house.get(prove, byPin, other.b)
  expect(await refused(link, {}, other.b)).toBe('PROOF_REQUIRED')
})

it('refuses proofs that are wrong, doubled or missing, and accounts of nobody', async () => {
  const { a, byPin, user } = await somebody()
  expect(await refused(prove, { input: { a: { email: user.email, password: 'wrong' } } }, a)).toBe('INVALID_CREDENTIALS')
  expect(await refused(prove, { input: {} }, a)).toBe('BAD_INPUT')
  expect(await refused(prove, { input: { ...byPin.input, a: { email: user.email, password } } }, a)).toBe('BAD_INPUT')
  expect(await refused(unlink, { id: a.identityId }, a)).toBe('NOT_FOUND')
  expect(await refused(link, {}, a)).toBe('PROOF_REQUIRED')
})

it('shows a session proved by pin alone nothing of the other side', async () => {
  const { a, b, byPin } = await somebody()
  await house.get(prove, byPin, a)
  await house.get(link, {}, a)
  const mine = await house.get<{ me: Linked }>('{ me { id identities { id email phone } } }', {}, b)
  expect(mine.me.identities).toEqual([{ id: b.identityId, email: null, phone: expect.any(String) as string }])
  // A stranger sees both, as everybody does, and what is private of neither.
  const stranger = await house.get<{ user: Linked }>('query ($id: ID!) { user(id: $id) { identities { id email phone } } }', { id: a.personId }, (await somebody()).b)
  expect(stranger.user.identities).toEqual([{ id: a.identityId, email: null, phone: null }, { id: b.identityId, email: null, phone: null }])
  const told = await house.get<Notices>(notices, {}, b)
  expect(told.notices.nodes.map(({ identity }) => identity.id)).toEqual([b.identityId])
  expect(told.notices.nodes[0]?.other).toBeNull()
  expect(await refused(unlink, { id: b.identityId }, b)).toBe('PROOF_REQUIRED')
  await house.get('mutation { signOut(everywhere: true) }', {}, b)
  expect(await refused('{ session { id } }', {}, a)).toBeUndefined()
})

it('keeps the elder id whoever asks, and gives it back when the elder account leaves', async () => {
  const { a, b, bySid } = await somebody('B')
  await house.get(prove, await bySid(), a)
  const { linkAccounts } = await house.get<{ linkAccounts: Linked }>(link, {}, a)
  expect(linkAccounts).toMatchObject({ id: b.personId, aliases: [a.personId] })
  await house.get(unlink, { id: b.identityId }, a)
  const { rows } = await house.pool.query('SELECT id, person_id, born_person_id FROM users.identity WHERE id = ANY($1) ORDER BY id', [[a.identityId, b.identityId]])
  for (const row of rows as { person_id: string; born_person_id: string }[]) expect(row.person_id).toBe(row.born_person_id)
  // The caller's own token named the elder person: it must sign in again.
  expect(await refused('{ session { id } }', {}, a)).toBe('UNAUTHENTICATED')
})

it('links one way only when both ask at once', async () => {
  const { a, b, byPin, byPassword } = await somebody()
  await Promise.all([house.get(prove, byPin, a), house.get(prove, byPassword, b)])
  const answers = await Promise.all([house.ask(link, {}, a), house.ask(link, {}, b)])
  expect(answers.map(({ data }) => (data as { linkAccounts: Linked } | null)?.linkAccounts.id)).toEqual([a.personId, a.personId])
  const { rows } = await house.pool.query('SELECT count(*)::int AS told FROM users.notice WHERE identity_id = $1', [a.identityId])
  expect(rows).toEqual([{ told: 1 }])
})
