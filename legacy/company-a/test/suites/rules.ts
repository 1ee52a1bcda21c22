import { beforeEach, describe, expect, it } from 'vitest'
import { BEN, expectProblem, freshKey, LEA, NOBODY, type World } from '../world.ts'

export function ruleSuite(world: () => World): void {
  describe('common rules', () => {
    let w: World
    beforeEach(async () => {
      w = world()
      await w.fresh()
    })

    it('answers health, and 404 for routes and methods there are not', async () => {
      expect((await w.api.call('getHealth')).body).toMatchObject({ status: 'ok' })
      for (const [method, path] of [['GET', '/nothing'], ['POST', '/v1/users/me'], ['GET', '/v1/conversations/'], ['HEAD', '/healthz']] as const) {
        const reply = await fetch(`${w.api.url}${path}`, { method, headers: { authorization: `Bearer ${w.service}` } })
        expect([reply.status, reply.headers.get('x-request-id') !== null, reply.headers.get('ratelimit') !== null]).toEqual([404, true, true])
      }
    })

    it('lets the first hit win: 401, then scope and act-as, then size, then shape, then the object', async () => {
      const params = { conversationId: NOBODY }
      const bad = { bad: true, params, key: freshKey() }
      const huge = JSON.stringify({ kind: 'TEXT', body: 'x'.repeat(1_048_576) })
      expectProblem(await w.api.call('sendMessage', { ...bad, raw: huge }), 401, 'unauthenticated')
      expectProblem(await w.bare('sendMessage', { ...bad, raw: huge }), 403, 'act-as-required')
      expectProblem(await w.as(LEA, 'sendMessage', { ...bad, raw: huge }), 413, 'payload-too-large')
      expectProblem(await w.as(LEA, 'sendMessage', { ...bad, raw: '{"kind":' }), 422, 'malformed-json')
      expectProblem(await w.as(LEA, 'sendMessage', { ...bad, raw: Uint8Array.from([0x22, 0xff, 0x22]) }), 422, 'malformed-json')
      expectProblem(await w.as(LEA, 'sendMessage', bad), 422, 'malformed-json')
      const shape = await w.as(LEA, 'sendMessage', { ...bad, json: { kind: 'TEXT' } })
      expectProblem(shape, 422, 'validation')
      expect(shape.body).toMatchObject({ errors: [{ pointer: '/body' }] })
      expectProblem(await w.as(LEA, 'sendMessage', { ...bad, json: { kind: 'TEXT', body: 'x', extra: 1 } }), 422, 'validation')
      expectProblem(await w.as(LEA, 'sendMessage', { ...bad, json: { kind: 'TEXT', body: 'x' } }), 404, 'not-found')
      expectProblem(await w.as(LEA, 'getConversation', { params: { conversationId: 'x' }, bad: true }), 404, 'not-found')
    })

    it('ignores unknown properties where the schema does not forbid them', async () => {
      expect((await w.api.call('logout', { json: { refreshToken: 'rt_x', more: 1 } })).status).toBe(204)
    })

    it('refuses a body that turns out to be too large', async () => {
      const stream = new Blob([new Uint8Array(3_000_000).fill(32)]).stream()
      const reply = await fetch(`${w.api.url}/v1/auth/login`, { method: 'POST', body: stream, duplex: 'half' })
      expect([reply.status, reply.headers.get('content-type')]).toEqual([413, 'application/problem+json'])
      expect((await w.api.call('getHealth')).status).toBe(200)
    })

    it('limits a user to 300 calls in fixed windows of 10 s, and says how one stands', async () => {
      const { accessToken } = await w.login('ben@example.org')
      await w.later(10_000 - ((await nowMs(w)) % 10_000))
      const me = () => w.api.call('getMe', { token: accessToken })
      const first = await me()
      expect(first.headers.get('ratelimit')).toMatch(/^"user";r=299;t=\d+$/)
      expect(first.headers.get('ratelimit-policy')).toBe('"user";q=300;w=10')
      const replies = await Promise.all(Array.from({ length: 300 }, me))
      const refused = replies.filter((reply) => reply.status === 429)
      expect(refused).toHaveLength(1)
      expectProblem(refused[0] ?? first, 429, 'rate-limited')
      expect(Number(refused[0]?.headers.get('retry-after'))).toBeLessThanOrEqual(10)
      expect((await w.as(LEA, 'getMe')).headers.get('ratelimit-policy')).toBe('"service";q=5000;w=10')
      await w.later(10_000)
      expect((await me()).status).toBe(200)
    })

    it('limits calls without a token by address, but never downloads and control', async () => {
      await w.later(10_000 - ((await nowMs(w)) % 10_000))
      const replies = await Promise.all(Array.from({ length: 1_001 }, () => fetch(`${w.api.url}/healthz`)))
      expect(replies.filter((reply) => reply.status === 429).length).toBeGreaterThan(0)
      expectProblem(await w.api.call('getHealth'), 429, 'rate-limited')
      expectProblem(await w.api.call('logout', { json: { refreshToken: 'x' } }), 429, 'rate-limited')
      expectProblem(await w.api.call('downloadFile', { params: { attachmentId: NOBODY }, query: { exp: 1, sig: '0'.repeat(64) } }), 404, 'not-found')
      expect((await w.bare('getUser', { params: { userId: BEN } })).status).toBe(200)
      expect((await w.faults({})).status).toBe(200)
    })
  })
}

async function nowMs(w: World): Promise<number> {
  return Date.parse((await w.faults({})).body.now)
}
