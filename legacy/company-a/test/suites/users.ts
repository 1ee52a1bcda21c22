import { beforeEach, describe, expect, it } from 'vitest'
import { BEN, expectProblem, idOf, LEA, NOBODY, SHADOW, type User, type World, ZOE } from '../world.ts'

interface Page {
  items: User[]
  nextCursor: string | null
}

export function userSuite(world: () => World): void {
  describe('users', () => {
    let w: World
    beforeEach(async () => {
      w = world()
      await w.fresh()
    })
    const list = (query: Record<string, string | number> = {}) => w.bare<Page>('listUsers', { query })
    const idsOf = (page: Page) => page.items.map((user) => user.id)

    it('shows e-mail to the user itself and to the service only', async () => {
      const { accessToken } = await w.login('ben@example.org')
      expect((await w.api.call<User>('getUser', { token: accessToken, params: { userId: BEN } })).body).toMatchObject({ email: 'ben@example.org', emailVerified: true })
      expect((await w.api.call<User>('getUser', { token: accessToken, params: { userId: LEA } })).body).not.toHaveProperty('email')
      expect((await w.bare<User>('getUser', { params: { userId: SHADOW } })).body).toMatchObject({ email: null, emailVerified: false, external: true, externalRef: 'b:4711' })
      const page = (await w.api.call<Page>('listUsers', { token: accessToken })).body
      expect(page.items.filter((user) => 'email' in user).map((user) => user.id)).toEqual([BEN])
      expectProblem(await w.bare('getUser', { params: { userId: NOBODY } }), 404, 'not-found')
      expectProblem(await w.bare('getUser', { params: { userId: 'nonsense' }, bad: true }), 404, 'not-found')
    })

    it('changes a profile, keeps handles unique, and refuses shadows', async () => {
      const change = (json: object, who = LEA, bad = false) => w.as<User>(who, 'updateMe', { json, bad })
      const before = (await w.as<User>(LEA, 'getMe')).body
      expectProblem(await change({ handle: 'ben' }), 409, 'handle-taken')
      const after = (await change({ displayName: 'Léa M.', avatarUrl: 'https://cdn.example.org/a.webp', handle: 'lea_2' })).body
      expect(after).toMatchObject({ displayName: 'Léa M.', handle: 'lea_2', email: 'Lea.Martin@example.org' })
      expect(after.updatedAt > before.updatedAt).toBe(true)
      expect((await change({ displayName: 'Léa M.' })).body.updatedAt).toBe(after.updatedAt)
      expect((await change({ avatarUrl: null })).body.avatarUrl).toBeNull()
      expectProblem(await change({ displayName: 'x' }, SHADOW), 403, 'forbidden')
      expectProblem(await change({}, LEA, true), 422, 'validation')
      expectProblem(await change({ role: 'x' }, LEA, true), 422, 'validation')
      expectProblem(await change({ displayName: 'x'.repeat(81) }, LEA, true), 422, 'validation')
      expectProblem(await change({ displayName: 'a\0b' }), 422, 'invalid-text')
      expectProblem(await w.as(LEA, 'updateMe', { raw: '{"displayName":"\\ud800"}', bad: true }), 422, 'invalid-text')
      expect((await change({ displayName: '🏔️'.repeat(40) })).status).toBe(200)
      const types = (await w.feed()).events.map((event) => event.type)
      expect(types).toEqual(['user.updated', 'user.updated', 'user.updated'])
    })

    it('moves lastSeenAt on own calls only, at most once in 60 s', async () => {
      const seen = async () => (await w.bare<User>('getUser', { params: { userId: BEN } })).body
      await w.as(BEN, 'getMe')
      expect((await seen()).lastSeenAt).toBeNull()
      const { accessToken } = await w.login('ben@example.org')
      const own = () => w.api.call<User>('getMe', { token: accessToken })
      expect((await own()).body.lastSeenAt).not.toBeNull()
      const first = await seen()
      await own()
      expect((await seen()).lastSeenAt).toBe(first.lastSeenAt)
      await w.later(60_001)
      await own()
      const second = await seen()
      expect((second.lastSeenAt ?? '') > (first.lastSeenAt ?? '')).toBe(true)
      expect(second.updatedAt).toBe(first.updatedAt)
      expect((await w.feed()).events).toEqual([])
    })

    it('creates, updates and leaves alone shadow users', async () => {
      const put = (json: object, externalRef = 'b:77', bad = false) => w.bare<User>('putExternalUser', { params: { externalRef }, json, bad })
      const created = await put({ displayName: 'Mia', avatarUrl: 'https://cdn.example.org/m.webp' })
      expect(created.status).toBe(201)
      expect(created.body).toMatchObject({ external: true, externalRef: 'b:77', handle: expect.stringMatching(/^x_[a-z0-9]{12}$/), email: null })
      const same = await put({ displayName: 'Mia' })
      expect([same.status, same.body]).toEqual([200, created.body])
      const changed = await put({ displayName: 'Mia (left)', avatarUrl: null })
      expect(changed.body).toMatchObject({ id: created.body.id, displayName: 'Mia (left)', avatarUrl: null })
      const { events } = await w.feed()
      expect(events.map(({ type, actorId, origin, conversationId }) => ({ type, actorId, origin, conversationId }))).toEqual(
        Array(2).fill({ type: 'user.updated', actorId: null, origin: 'switchboard', conversationId: null }),
      )
      expect(events[1]?.data).toEqual({ user: changed.body })
      expectProblem(await put({ displayName: 'x' }, 'a b', true), 422, 'validation')
      expectProblem(await put({}, 'b:1', true), 422, 'validation')
      const { accessToken } = await w.login('ben@example.org')
      expectProblem(await w.api.call('putExternalUser', { token: accessToken, params: { externalRef: 'b:1' }, json: { displayName: 'x' } }), 403, 'scope-required')
    })

    it('reads by ids in the asked order', async () => {
      const page = (await list({ ids: [ZOE, NOBODY, LEA, ZOE].join(',') })).body
      expect([idsOf(page), page.nextCursor]).toEqual([[ZOE, LEA], null])
      expectProblem(await w.bare('listUsers', { query: { ids: LEA, limit: 5 } }), 422, 'validation')
      expectProblem(await w.bare('listUsers', { query: { ids: 'nonsense' }, bad: true }), 422, 'validation')
      expectProblem(await w.bare('listUsers', { query: { ids: '' }, bad: true }), 422, 'validation')
    })

    it('finds by the start of the handle or of any word, whatever the case', async () => {
      expect(idsOf((await list({ q: 'MAR' })).body)).toEqual([LEA])
      expect(idsOf((await list({ q: 'léa' })).body)).toEqual([LEA])
      expect(idsOf((await list({ q: 'lea_' })).body)).toEqual([LEA])
      expect(idsOf((await list({ q: 'hara' })).body)).toEqual([BEN])
      expect(idsOf((await list({ q: 'artin' })).body)).toEqual([])
      expectProblem(await w.bare('listUsers', { query: { q: 'x' }, bad: true }), 422, 'validation')
      await w.as(LEA, 'updateMe', { json: { displayName: 'Eva' } })
      expect(idsOf((await list({ q: 'mar' })).body)).toEqual([])
      expect(idsOf((await list({ q: 'eva', updatedSince: '2020-01-01T00:00:00.000000Z' })).body)).toEqual([LEA])
    })

    it('pages by id, or by (updatedAt, id) with updatedSince', async () => {
      const users = Array.from({ length: 7 }, (_, n) => ({ id: idOf(n, 2), email: `p${n}@example.org`, displayName: `P${n}` }))
      await w.api.call('seed', { json: { users } })
      const all = async (query: Record<string, string | number>) => {
        const found: string[] = []
        let cursor: string | null = ''
        while (cursor !== null) {
          const page: Page = (await list({ ...query, limit: 3, ...(cursor === '' ? {} : { cursor }) })).body
          found.push(...idsOf(page))
          cursor = page.nextCursor
        }
        return found
      }
      expect(await all({})).toEqual([LEA, BEN, ZOE, SHADOW, ...users.map((user) => user.id)])
      await w.as(LEA, 'updateMe', { json: { displayName: 'Newer' } })
      expect(await all({ updatedSince: '2000-01-01T00:00:00.000000Z' })).toEqual([BEN, ZOE, SHADOW, ...users.map((user) => user.id), LEA])
      const since = (await w.bare<User>('getUser', { params: { userId: LEA } })).body.updatedAt
      expect(await all({ updatedSince: since })).toEqual([LEA])
    })

    it('refuses foreign and damaged cursors, and limits out of range', async () => {
      const { nextCursor } = (await list({ limit: 2 })).body
      const cursor = nextCursor ?? ''
      expectProblem(await w.bare('listUsers', { query: { limit: 2, cursor: `${cursor}x` } }), 422, 'cursor-invalid')
      expectProblem(await w.bare('listUsers', { query: { limit: 2, cursor, q: 'ben' } }), 422, 'cursor-invalid')
      expectProblem(await w.as(LEA, 'listConversations', { query: { limit: 2, cursor } }), 422, 'cursor-invalid')
      for (const limit of [0, 101, 'x', 1.5]) expectProblem(await w.bare('listUsers', { query: { limit }, bad: true }), 422, 'validation')
      expectProblem(await w.bare('listUsers', { query: { updatedSince: '2020-01-01' }, bad: true }), 422, 'validation')
      expect((await w.bare('listUsers', { query: { unknown: 'ignored' } })).status).toBe(200)
    })
  })
}
