import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import { beforeEach, describe, expect, it } from 'vitest'
import { BEN, expectProblem, LEA, PASSWORD, type Session, type User, type World } from '../world.ts'

const MONTH_MS = 30 * 24 * 3_600_000

export function authSuite(world: () => World): void {
  describe('tokens', () => {
    let w: World
    beforeEach(async () => {
      w = world()
      await w.fresh()
    })
    const refresh = (refreshToken: string) => w.api.call<Session>('refreshSession', { json: { refreshToken } })

    it('signs user and service tokens that verify by kid against the published keys', async () => {
      const { accessToken } = await w.login('lea.martin@EXAMPLE.org', 'ios')
      const keys = createRemoteJWKSet(new URL(`${w.api.url}/.well-known/jwks.json`))
      const user = await jwtVerify(accessToken, keys, { issuer: 'https://auth.company-a.internal', audience: 'company-a', typ: 'at+jwt', algorithms: ['RS256'] })
      expect(user.payload).toMatchObject({ sub: LEA, scope: 'user', client: 'a-ios', sid: expect.any(String), jti: expect.any(String) })
      expect((user.payload.exp ?? 0) - (user.payload.iat ?? 0)).toBe(900)
      const service = await jwtVerify(w.service, keys, { audience: 'company-a' })
      expect(service.payload).toMatchObject({ sub: 'switchboard', client_id: 'switchboard', scope: 'integration' })
      expect(service.payload['sid']).toBeUndefined()
      expect(decodeProtectedHeader(w.service).kid).not.toBe(decodeProtectedHeader(accessToken).kid)
      const jwks = await w.api.call<{ keys: unknown[] }>('getJwks')
      expect(jwks.headers.get('cache-control')).toBe('max-age=300')
      expect(jwks.body.keys).toHaveLength(2)
    })

    it('gives one and the same refusal for a wrong password, an unknown e-mail and no client', async () => {
      const wrong = await w.api.call('login', { json: { email: 'ben@example.org', password: 'no' } })
      const unknown = await w.api.call('login', { json: { email: 'x@example.org', password: PASSWORD } })
      expectProblem(wrong, 401, 'invalid-credentials')
      expect({ ...unknown.body, requestId: 0 }).toEqual({ ...wrong.body, requestId: 0 })
      expectProblem(await w.api.call('issueServiceToken', { json: { grantType: 'client_credentials', clientId: 'switchboard', clientSecret: 'x' } }), 401, 'invalid-credentials')
      expectProblem(await w.api.call('login', { bad: true, json: { email: 'none', password: PASSWORD } }), 422, 'validation')
      expectProblem(await w.api.call('issueServiceToken', { bad: true, json: { clientId: 'switchboard' } }), 422, 'validation')
    })

    it('closes an e-mail after ten failures until 60 s are over, also for the right password', async () => {
      const attempt = (password: string, email = 'ben@example.org') => w.api.call('login', { json: { email, password } })
      const replies = await Promise.all(Array.from({ length: 20 }, () => attempt('wrong')))
      expect(replies.filter((reply) => reply.status === 401)).toHaveLength(10)
      expect(replies.filter((reply) => reply.status === 429)).toHaveLength(10)
      const closed = await attempt(PASSWORD, 'BEN@example.org')
      expectProblem(closed, 429, 'rate-limited')
      expect(Number(closed.headers.get('retry-after'))).toBeLessThanOrEqual(60)
      expect((await attempt(PASSWORD, 'lea.martin@example.org')).status).toBe(200)
      await w.later(60_001)
      expect((await attempt(PASSWORD)).status).toBe(200)
    })

    it('turns refresh tokens over and kills the family of a used one', async () => {
      const first = await w.login('ben@example.org')
      const second = await refresh(first.refreshToken)
      expect(second.body).toMatchObject({ userId: BEN, expiresIn: 900, refreshExpiresIn: 2_592_000 })
      expectProblem(await refresh(first.refreshToken), 401, 'refresh-reused')
      expectProblem(await refresh(second.body.refreshToken), 401, 'refresh-invalid')
      expectProblem(await refresh('rt_unknown'), 401, 'refresh-invalid')
    })

    it('lets a refresh token live 30 days from its own issue', async () => {
      const first = await w.login('ben@example.org')
      await w.later(MONTH_MS - 5_000)
      const second = await refresh(first.refreshToken)
      expect(second.status).toBe(200)
      await w.later(MONTH_MS - 5_000)
      const third = await refresh(second.body.refreshToken)
      expect(third.status).toBe(200)
      await w.later(MONTH_MS + 1_000)
      expectProblem(await refresh(third.body.refreshToken), 401, 'refresh-invalid')
    })

    it('ends the family at logout while access tokens live on until exp', async () => {
      const { accessToken, refreshToken } = await w.login('ben@example.org')
      const logout = () => w.api.call('logout', { json: { refreshToken } })
      expect((await logout()).status).toBe(204)
      expect((await logout()).status).toBe(204)
      expect((await w.api.call('logout', { json: { refreshToken: 'rt_never' } })).status).toBe(204)
      expectProblem(await refresh(refreshToken), 401, 'refresh-invalid')
      const me = () => w.api.call<User>('getMe', { token: accessToken })
      expect((await me()).status).toBe(200)
      await w.later(899_000)
      const late = await me()
      expect([200, 401]).toContain(late.status)
      await w.later(1_500)
      expectProblem(await me(), 401, 'token-expired')
    })

    it('refuses missing, foreign and damaged tokens, and tokens of users that are gone', async () => {
      const { accessToken } = await w.login('ben@example.org')
      expectProblem(await w.api.call('getMe'), 401, 'unauthenticated')
      expectProblem(await w.api.call('getMe', { token: 'x.y.z' }), 401, 'unauthenticated')
      expectProblem(await w.api.call('getMe', { token: `${accessToken.slice(0, -8)}AAAAAAAA` }), 401, 'unauthenticated')
      expectProblem(await w.api.call('getMe', { headers: { authorization: 'Basic abc' } }), 401, 'unauthenticated')
      await w.api.call('resetAll')
      expectProblem(await w.api.call('getMe', { token: accessToken }), 401, 'unauthenticated')
    })

    it('says precisely who may act for whom', async () => {
      const { accessToken } = await w.login('ben@example.org')
      expectProblem(await w.bare('getMe'), 403, 'act-as-required')
      expectProblem(await w.bare('getMe', { actAs: 'nonsense', bad: true }), 403, 'act-as-not-allowed')
      expectProblem(await w.bare('getMe', { actAs: '019a4de1-0001-7a51-9d2b-0000000fffff' }), 403, 'act-as-not-allowed')
      expectProblem(await w.api.call('getMe', { token: accessToken, actAs: BEN }), 403, 'act-as-not-allowed')
      expectProblem(await w.api.call('listEvents', { token: accessToken }), 403, 'scope-required')
      expectProblem(await w.api.call('deleteWebhook', { token: accessToken, params: { name: 'x' } }), 403, 'scope-required')
      expect((await w.bare('getUser', { params: { userId: BEN }, actAs: 'nonsense', bad: true })).status).toBe(200)
      expect((await w.as<User>(LEA, 'getMe')).body.id).toBe(LEA)
    })
  })
}
