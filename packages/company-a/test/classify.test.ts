import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { retryAfterMs } from '../src/classify.ts'
import { companyA } from '../src/client.ts'
import { type CompanyAError, isRefused } from '../src/errors.ts'
import { asLea, conversationId, json, lea, message, problem, rejection, scriptedServer } from './scripted-server.ts'

const once = { resilience: { retry: { attempts: 0 } } }

describe('an answer of A', () => {
  it('that refuses carries the code and what belongs to it', async () => {
    await using server = await scriptedServer((response, request) => {
      if (request.url.startsWith('/v1/events')) return problem(response, 410, 'cursor-expired', { oldestCursor: 'e1_a0' })
      if (request.method === 'PATCH') return problem(response, 409, 'version-conflict', { currentVersion: 4 })
      return problem(response, 409, 'duplicate-client-message-id', { existingId: message.id, errors: [{ pointer: '/clientMessageId', detail: 'used' }] })
    })
    const client = server.client(once)
    expect(await rejection(client.feed.poll({ after: 'x' }))).toMatchObject({ failure: { kind: 'refused', status: 410, code: 'cursor-expired', oldestCursor: 'e1_a0' } })
    expect(await rejection(client.messages.edit(asLea, conversationId, message.id, 'x', 3))).toMatchObject({ failure: { kind: 'refused', code: 'version-conflict', currentVersion: 4 } })
    const duplicate = await rejection(client.messages.send(asLea, conversationId, 'k', { kind: 'TEXT', body: 'x', clientKey: 'u', attachmentIds: [], replyTo: null, threadRoot: null }))
    expect(duplicate).toMatchObject({ failure: { existingId: message.id, detail: '/clientMessageId: used' }, outcomeUnknown: false })
    expect(isRefused(duplicate, 'duplicate-client-message-id')).toBe(true)
    expect(isRefused(duplicate, 'not-found')).toBe(false)
    expect((duplicate as CompanyAError).message).toBe('company A: sendMessage: refused with 409 duplicate-client-message-id (/clientMessageId: used)')
  })

  it.each([
    ['HTML with 200', 200, '<html>hello</html>', 'nonsense'],
    ['nothing with 200', 200, '', 'nonsense'],
    ['another shape', 200, '{"id":7}', 'nonsense'],
    ['an array', 200, '[]', 'nonsense'],
    ['a redirect', 302, '', 'nonsense'],
    ['an HTML 404', 404, '<h1>nginx</h1>', 'nonsense'],
    ['an HTML 502', 502, '<h1>bad gateway</h1>', 'unavailable'],
    ['a bare 429', 429, '', 'throttled'],
    ['a bare 500', 500, '', 'unavailable'],
  ])('%s is %s', async (_name, status, body, kind) => {
    await using server = await scriptedServer((response) => { response.writeHead(status, { 'content-type': 'text/html', location: '/elsewhere' }); response.end(body) })
    expect(await rejection(server.client(once).directory.byId(lea.id))).toMatchObject({ kind, operation: 'getUser' })
    expect(server.received).toHaveLength(1)
  })

  it('that a proxy gave to a write leaves the outcome unknown; A own 503 does not', async () => {
    await using server = await scriptedServer((response) => server.received.length === 1 ? response.writeHead(504).end('<html>') : problem(response, 503, 'overloaded'))
    const client = server.client(once)
    expect(await rejection(client.messages.setPinned(asLea, conversationId, message.id, true))).toMatchObject({ kind: 'unavailable', outcomeUnknown: true })
    expect(await rejection(client.messages.setPinned(asLea, conversationId, message.id, true))).toMatchObject({ kind: 'unavailable', outcomeUnknown: false })
  })

  it('that refuses the service token is asked again once with a new one', async () => {
    await using server = await scriptedServer((response) => server.received.length === 1 ? problem(response, 401, 'token-expired') : json(response, 200, lea))
    await server.client(once).directory.byId(lea.id)
    const used = server.received.map((request) => request.headers.authorization)
    expect(new Set(used).size).toBe(2)
  })

  it('that refuses every service token is unauthenticated after two tries', async () => {
    await using server = await scriptedServer((response) => problem(response, 401, 'unauthenticated'))
    expect(await rejection(server.client(once).directory.byId(lea.id))).toMatchObject({ failure: { kind: 'unauthenticated', code: 'unauthenticated' } })
    expect(server.received).toHaveLength(2)
  })

  it('never comes when nobody listens: nothing was done', async () => {
    const socket = createServer()
    await new Promise<void>((resolve) => socket.listen(0, '127.0.0.1', resolve))
    const port = (socket.address() as AddressInfo).port
    await new Promise((resolve) => socket.close(resolve))
    const client = companyA({ baseUrl: `http://127.0.0.1:${port}`, clientId: 'c', clientSecret: 's', ...once })
    expect(await rejection(client.directory.byId(lea.id))).toMatchObject({ failure: { kind: 'unavailable', reason: 'unreachable', outcomeUnknown: false } })
    await client.close()
  })
})

describe('Retry-After', () => {
  it('is read as seconds or as a date, and passed over otherwise', () => {
    expect(retryAfterMs('3')).toBe(3_000)
    expect(retryAfterMs('Tue, 03 Mar 2026 00:00:10 GMT', Date.parse('2026-03-03T00:00:00Z'))).toBe(10_000)
    expect(retryAfterMs('Tue, 03 Mar 2026 00:00:10 GMT', Date.parse('2026-03-04T00:00:00Z'))).toBe(0)
    expect(retryAfterMs('soon')).toBeUndefined()
    expect(retryAfterMs(null)).toBeUndefined()
  })
})
