import { eventually } from '@switchboard/testkit/eventually'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bruno, lea, newcomer, noa, openHouse, password, type House, type Tokens } from './house.ts'

let house: House
let me: Tokens
beforeAll(async () => {
  house = await openHouse()
  me = await house.asA()
})
afterAll(() => house.stop())

const users = 'query ($search: String, $first: Int, $after: String) { users(search: $search, first: $first, after: $after) { nodes { id displayName handle } edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }'
interface Page { users: { nodes: { id: string; displayName: string; handle: string }[]; edges: { cursor: string }[]; pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; endCursor: string | null } } }
const search = async (text: string) => (await house.get<Page>(users, { search: text }, me.caller)).users.nodes.map(({ displayName }) => displayName)

describe('finding people', () => {
  it('finds somebody of A whom nobody synchronised, by the beginning of any word or of the handle', async () => {
    expect(await search('web')).toEqual(['Noa Weber'])
    expect(await search('NOA')).toEqual(['Noa Weber'])
    expect(await search('noa_')).toEqual(['Noa Weber'])
    expect(await search('ebe')).toEqual([])
  })

  it('finds by stored accounts of B, and never by phone or e-mail', async () => {
    await house.directory.syncB()
    expect(await search('bruno')).toEqual(['Bruno D.'])
    expect(await search('zoë')).toEqual(['Zoë'])
    expect(await search('612345678')).toEqual([])
    expect(await search('weber@example.org')).toEqual([])
  })

  it('refuses searches without a word, and takes quotes and operators as text', async () => {
    for (const text of ['x', ' ', '!!', `'; --`, 'a'.repeat(61)]) expect(await house.refusal(users, { search: text }, me.caller), text).toBe('BAD_INPUT')
    expect(await search(`noa' & !weber | (`)).toEqual(['Noa Weber'])
  })

  it('answers from the record while A is down, and quickly when A is slow', async () => {
    await house.a.control.faults({ latencyMs: { p50: 4_000, p99: 4_001 } })
    const began = performance.now()
    expect(await search('stranger')).toEqual([])
    expect(await search('léa')).toEqual(['Léa Martin'])
    expect(performance.now() - began).toBeLessThan(4_000)
    await house.a.control.faults({ outage: true })
    expect(await search('weber')).toEqual(['Noa Weber'])
    await house.a.control.faults({})
    await eventually(async () => (await house.parts.directory.companies.a.directory.byId(lea.id)).id === lea.id, { timeoutMs: 15_000, everyMs: 200 })
  })

  it('pages through everybody, each once', async () => {
    const seen: string[] = []
    let after: string | null = null
    for (let more = true; more;) {
      const page: Page = await house.get<Page>(users, { first: 2, after }, me.caller)
      expect(page.users.pageInfo.hasPreviousPage).toBe(after !== null)
      seen.push(...page.users.nodes.map(({ id }) => id))
      after = page.users.pageInfo.endCursor
      more = page.users.pageInfo.hasNextPage
    }
    expect(seen).toHaveLength(4)
    expect(new Set(seen).size).toBe(4)
    expect(await house.refusal(users, { after: 'nonsense' }, me.caller)).toBe('CURSOR_INVALID')
    expect(await house.refusal(users, { first: 0 }, me.caller)).toBe('BAD_INPUT')
  })

  it('knows people by id, and nobody by anything else', async () => {
    const user = 'query ($id: ID!) { user(id: $id) { displayName isMe createdAt identities { company handle closed profileFidelity { level notes { leg code detail } } } } }'
    const known = await house.asA(noa)
    expect(await house.get(user, { id: known.caller.personId }, me.caller)).toMatchObject({ user: { displayName: 'Noa Weber', isMe: false, identities: [{ company: 'A', handle: noa.handle, closed: false, profileFidelity: { level: 'EXACT', notes: [] } }] } })
    for (const id of [known.caller.identityId, `a:${noa.id}`, `b:${bruno.uid}`, noa.email, bruno.phone, '019a4de1-4600-7a51-9d2b-ffffffffffff', '', "'; DROP TABLE users.person; --", '\u0000']) {
      expect(await house.get(user, { id }, me.caller), id).toEqual({ user: null })
    }
  })
})

describe('what is private', () => {
  it('is shown to its owner only', async () => {
    await house.asA(noa)
    const { users: page } = await house.get<{ users: { nodes: { isMe: boolean; identities: { email: string | null; phone: string | null }[] }[] } }>('{ users { nodes { isMe identities { email phone } } } }', {}, me.caller)
    for (const user of page.nodes) {
      if (user.isMe) expect(user.identities).toEqual([{ email: lea.email, phone: null }])
      else for (const identity of user.identities) expect(identity).toEqual({ email: null, phone: null })
    }
  })

  it('is shown to nobody on a stream that the gateway shares, and entities to nobody without the gateway', async () => {
    const query = 'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Identity { displayName email user { isMe } } } }'
    const of = [{ __typename: 'Identity', id: me.caller.identityId }]
    expect(await house.get(query, { of }, 'gateway')).toEqual({ _entities: [{ displayName: 'Léa Martin', email: null, user: { isMe: false } }] })
    expect(await house.refusal(query, { of })).toBe('UNAUTHENTICATED')
    expect(await house.get(query, { of: [{ __typename: 'Identity', id: 'nonsense' }] }, 'gateway')).toEqual({ _entities: [null] })
  })
})

describe('changing the own profile', () => {
  const update = 'mutation ($input: UpdateProfileInput!) { updateProfile(input: $input) { displayName avatarUrl handle } }'

  it('is accepted at once, also while the company is down, and brought there later', async () => {
    const app = newcomer('Before')
    await house.a.control.seed({ password, users: [app] })
    const { caller } = await house.asA(app)
    await house.a.control.faults({ outage: true })
    const changed = { displayName: 'After 🙂', avatarUrl: 'https://pictures.example/after.png', handle: `${app.handle}x` }
    expect(await house.get(update, { input: changed }, caller)).toEqual({ updateProfile: changed })
    await house.a.control.faults({})
    await eventually(async () => {
      await house.pool.query('UPDATE users.identity SET mirror_due_at = now() WHERE mirror_due_at IS NOT NULL')
      await house.directory.mirrorDue(100)
      const dump = await house.a.control.dump<{ id: string }>('users')
      expect(dump.find(({ id }) => id === app.id)).toMatchObject(changed)
      return true
    }, { timeoutMs: 15_000, everyMs: 200 })
    expect(await house.get(update, { input: { avatarUrl: null } }, caller)).toMatchObject({ updateProfile: { displayName: 'After 🙂', avatarUrl: null } })
  })

  it('refuses what A could not hold, other people\'s handles, and handles at B', async () => {
    const invalid = [{}, { displayName: ' ' }, { displayName: 'a\u0000b' }, { handle: 'No' }, { avatarUrl: 'ftp://x.example/y' }]
    for (const input of invalid) expect(await house.refusal(update, { input }, me.caller), JSON.stringify(input)).toBe('BAD_INPUT')
    expect(await house.refusal(update, { input: { displayName: 'é'.repeat(81) } }, me.caller)).toBe('TEXT_TOO_LONG')
    expect(await house.refusal(update, { input: { avatarUrl: `https://x.example/${'y'.repeat(500)}` } }, me.caller)).toBe('TEXT_TOO_LONG')
    expect(await house.refusal(update, { input: { handle: 'noa' } }, me.caller)).toBe('CONFLICT')
    expect(await house.refusal(update, { input: { handle: 'bruno' } }, (await house.asB()).caller)).toBe('BAD_INPUT')
  })

  it('gives a handle back that somebody unknown here has at the company, and says so', async () => {
    const { caller } = await house.asA(noa)
    const unseen = newcomer('Unseen')
    await house.a.control.seed({ password, users: [unseen] })
    await house.get(update, { input: { handle: unseen.handle } }, caller)
    await eventually(async () => {
      await house.directory.mirrorDue(100)
      const { me: now } = await house.get<{ me: { handle: string } }>('{ me { handle } }', {}, caller)
      return now.handle === noa.handle
    })
    expect(await house.get('{ notices { nodes { kind handle other { id } } } }', {}, caller)).toEqual({ notices: { nodes: [{ kind: 'HANDLE_TAKEN', handle: unseen.handle, other: null }] } })
  })
})

it('serves pictures that B keeps as bytes, by their own type and to be shown only', async () => {
  const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
  await house.b.control.seed({ users: [{ uid: 55, phone: '+33655000000', name: 'Painted', pic: png }, { uid: 56, phone: '+33656000000', name: 'Scripted', pic: Buffer.from('<svg onload="alert(1)"/>').toString('base64') }] })
  await house.directory.syncB()
  const avatarOf = async (name: string) => (await house.get<{ users: { nodes: { avatarUrl: string | null }[] } }>('query ($search: String!) { users(search: $search) { nodes { avatarUrl } } }', { search: name }, me.caller)).users.nodes[0]?.avatarUrl
  const url = new URL(await avatarOf('painted') ?? '')
  expect(url.origin).toBe('https://users.example')
  const response = await fetch(`${house.url}${url.pathname}`)
  expect(Object.fromEntries(response.headers)).toMatchObject({ 'content-type': 'image/png', 'x-content-type-options': 'nosniff', 'content-security-policy': expect.stringContaining('sandbox') as string })
  expect(Buffer.from(await response.arrayBuffer()).toString('base64')).toBe(png)
  expect(await avatarOf('scripted')).toBeNull()
  expect((await fetch(`${house.url}/avatars/${'0'.repeat(64)}`)).status).toBe(404)
})
