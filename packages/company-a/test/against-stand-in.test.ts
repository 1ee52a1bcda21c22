import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { newId } from '@switchboard/domain/ids'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { CompanyA } from '../src/client.ts'
import type { IncomingChange } from '../src/incoming.ts'
import type { AIntent } from '../src/intent.ts'
import { toOutgoing } from '../src/outgoing.ts'
import { perform } from '../src/perform.ts'
import { verifyDelivery, type VerifiedDelivery } from '../src/webhook.ts'
import { hostileText } from './hostile-text.ts'
import { rejection } from './scripted-server.ts'
import { standIn } from './stand-in.ts'

let a: Awaited<ReturnType<typeof standIn>>
let client: CompanyA
const [lea, max, zoe] = [newId(), newId(), newId()]
const as = (actAs: string) => ({ by: 'service', actAs }) as const
const text = (body: string, id: string = newId()) => {
  const out = toOutgoing({ id, body, attachments: [], replyTo: null, threadRoot: null })
  if (!out.ok) throw new Error(out.refusal.code)
  return out
}
const sendIntent = (conversationId: string, body: string, id: string = newId()): AIntent & { op: 'sendMessage' } => {
  const { key, message } = text(body, id)
  return { op: 'sendMessage', actAs: lea, conversationId, key, message }
}
const group = (memberIds: string[] = [max]) => perform({ op: 'createGroup', actAs: lea, key: newId(), memberIds, title: 'Run' }, client)

beforeAll(async () => {
  a = await standIn()
  client = a.client()
  await a.seed({ password: 'pw-for-tests', users: [
    { id: lea, email: 'lea@example.org', handle: 'lea_m', displayName: 'Léa Martin' },
    { id: max, email: 'max@example.org', handle: 'max_p', displayName: 'Max Power' },
    { id: zoe, email: 'zoe@example.org', handle: 'zoe_z', displayName: 'Zoé' },
  ] })
})
afterEach(() => a.faults())
afterAll(() => a?.stop())

describe('sessions', () => {
  it('open, prove themselves, rotate, and end', async () => {
    const session = await client.signIn.login('LEA@example.org', 'pw-for-tests', 'ios')
    expect(await client.userTokens.verify(session.accessToken)).toMatchObject({ userId: lea, sid: expect.any(String) as string })
    const me = await client.profile.get({ by: 'user', token: session.accessToken })
    expect(me).toMatchObject({ id: lea, email: 'lea@example.org', name: 'Léa Martin' })
    expect(await client.profile.update({ by: 'user', token: session.accessToken }, { name: 'Léa M.', avatarUrl: 'https://cdn.example/x.png' })).toMatchObject({ name: 'Léa M.', avatarUrl: 'https://cdn.example/x.png' })
    const next = await client.signIn.refresh(session.refreshToken)
    expect(next.userId).toBe(lea)
    expect(await rejection(client.signIn.refresh(session.refreshToken))).toMatchObject({ failure: { kind: 'unauthenticated', code: 'refresh-reused' } })
    await client.signIn.logout(next.refreshToken)
    expect(await rejection(client.signIn.refresh(next.refreshToken))).toMatchObject({ failure: { kind: 'unauthenticated' } })
    expect(await rejection(client.signIn.login('lea@example.org', 'wrong', 'web'))).toMatchObject({ failure: { kind: 'unauthenticated', code: 'invalid-credentials' } })
  })
})

describe('directory', () => {
  it('pages, searches, and finds by id', async () => {
    const first = await client.directory.page({ limit: 2 })
    expect(first.people).toHaveLength(2)
    const second = await client.directory.page({ limit: 2, ...(first.next === null ? {} : { cursor: first.next }) })
    expect([...first.people, ...second.people].map((person) => person.id)).toEqual(expect.arrayContaining([lea, max, zoe]))
    expect((await client.directory.search('max')).people.map((person) => person.id)).toEqual([max])
    expect(await Promise.all([client.people.load(zoe), client.people.load(newId())])).toMatchObject([{ id: zoe, email: 'zoe@example.org' }, null])
    expect(await client.directory.byId(max)).toMatchObject({ handle: 'max_p' })
    const since = (await client.directory.byId(max)).updatedAt
    expect((await client.directory.page({ updatedSince: since })).people.length).toBeGreaterThan(0)
    expect(await rejection(client.directory.page({ cursor: 'damaged' }))).toMatchObject({ failure: { kind: 'refused', code: 'cursor-invalid' } })
  })

  it('mirrors a person of B as a shadow, once', async () => {
    const shadow = await perform({ op: 'putShadow', ref: 'b:4711', name: 'Bruno (B)', avatarUrl: null }, client)
    expect(shadow).toMatchObject({ shadow: true, shadowOf: 'b:4711', name: 'Bruno (B)' })
    expect((await perform({ op: 'putShadow', ref: 'b:4711', name: 'Bruno', avatarUrl: null }, client)).id).toBe(shadow.id)
    expect(await rejection(perform({ op: 'updateProfile', actAs: shadow.id, changes: { name: 'x' } }, client))).toMatchObject({ failure: { kind: 'refused', code: 'forbidden' } })
    expect(await perform({ op: 'updateProfile', actAs: max, changes: { name: 'Max P.' } }, client)).toMatchObject({ name: 'Max P.' })
  })
})

describe('conversations', () => {
  it('a DIRECT is one for two, whoever asks', async () => {
    const one = await perform({ op: 'createDirect', actAs: lea, key: newId(), peerId: max }, client)
    const same = await perform({ op: 'createDirect', actAs: max, key: newId(), peerId: lea }, client)
    expect(same.id).toBe(one.id)
    expect((await client.conversations.list(as(lea), { order: 'created' })).conversations).toEqual(expect.arrayContaining([expect.objectContaining({ id: one.id, kind: 'DIRECT', peerId: max, role: 'MEMBER' })]))
  })

  it('a GROUP is titled, joined and left; leaving twice is left', async () => {
    const key = newId()
    const create: AIntent & { op: 'createGroup' } = { op: 'createGroup', actAs: lea, key, memberIds: [max], title: 'Run' }
    const made = await perform(create, client)
    expect((await perform(create, client)).id).toBe(made.id)
    const at = { actAs: lea, conversationId: made.id }
    expect(await perform({ op: 'setTitle', ...at, title: 'Trail' }, client)).toMatchObject({ title: 'Trail' })
    expect((await perform({ op: 'addMembers', ...at, personIds: [zoe] }, client)).members.map((member) => member.personId).sort()).toEqual([lea, max, zoe].sort())
    await perform({ op: 'removeMember', ...at, personId: max }, client)
    const leave: AIntent & { op: 'removeMember' } = { op: 'removeMember', actAs: zoe, conversationId: made.id, personId: zoe }
    await perform(leave, client)
    expect(await perform(leave, client)).toBeNull()
    expect((await client.conversations.get(as(lea), made.id)).members).toMatchObject([{ personId: lea, role: 'OWNER' }])
    expect(await rejection(client.conversations.get(as(max), made.id))).toMatchObject({ failure: { kind: 'refused', code: 'not-found' } })
    const system = (await client.messages.list(as(lea), made.id)).messages
    expect(system.map((message) => message.system?.action)).toEqual(['TITLE_CHANGED', 'MEMBER_ADDED', 'MEMBER_REMOVED', 'MEMBER_LEFT'])
  })
})

describe('messages', () => {
  it('are sent, edited, pinned, reacted to, read, and deleted', async () => {
    const { id: conversationId } = await group()
    const sent = await perform(sendIntent(conversationId, 'On **Sunday**?'), client)
    expect(sent).toMatchObject({ already: false, message: { seq: 1, authorId: lea, body: 'On **Sunday**?', revision: 1 } })
    const on = { actAs: lea, conversationId, messageId: sent.message.id }
    expect(await perform({ op: 'editMessage', ...on, body: 'Saturday', expectedRevision: 1 }, client)).toMatchObject({ body: 'Saturday', revision: 2 })
    expect(await rejection(perform({ op: 'editMessage', ...on, body: 'Friday', expectedRevision: 1 }, client))).toMatchObject({ failure: { kind: 'refused', code: 'version-conflict', currentVersion: 2 } })
    expect((await client.messages.edits(as(max), conversationId, on.messageId)).map((edit) => edit.body)).toEqual(['On **Sunday**?', 'Saturday'])
    expect(await perform({ op: 'setPinned', ...on, pinned: true }, client)).toMatchObject({ pinned: true })
    expect(await perform({ op: 'react', ...on, actAs: max, emoji: '👨‍👩‍👧‍👦', on: true }, client)).toEqual([{ emoji: '👨‍👩‍👧‍👦', personIds: [max] }])
    expect(await perform({ op: 'react', ...on, actAs: max, emoji: '👨‍👩‍👧‍👦', on: false }, client)).toEqual([])
    expect(await rejection(perform({ op: 'react', ...on, emoji: 'no', on: true }, client))).toMatchObject({ failure: { code: 'reaction-invalid' } })
    expect(await perform({ op: 'markRead', actAs: max, conversationId, upToSeq: 1 }, client)).toMatchObject({ upToSeq: 1, movedAt: expect.any(String) as string })
    expect(await perform({ op: 'typing', actAs: max, conversationId }, client)).toBeNull()
    expect(await perform({ op: 'deleteMessage', ...on }, client)).toMatchObject({ body: '', deleted: { by: lea } })
    expect(await perform({ op: 'deleteMessage', ...on }, client)).toMatchObject({ body: '' })
    expect(await rejection(client.messages.edits(as(max), conversationId, on.messageId))).toMatchObject({ failure: { kind: 'refused', code: 'message-deleted' } })
  })

  it('are found after and before a seq', async () => {
    const { id: conversationId } = await group()
    for (let n = 1; n <= 5; n += 1) await perform(sendIntent(conversationId, String(n)), client)
    const bodies = async (range: Parameters<CompanyA['messages']['list']>[2]) => (await client.messages.list(as(max), conversationId, range)).messages.map((message) => message.body)
    expect(await bodies({ after: 3 })).toEqual(['4', '5'])
    expect(await bodies({ before: 3, limit: 1 })).toEqual(['2'])
    expect(await client.messages.list(as(max), conversationId, { after: 0, limit: 2 })).toMatchObject({ more: true, lastSeq: 5 })
  })

  it('arrive byte for byte, whatever the text', async () => {
    const { id: conversationId } = await group()
    await fc.assert(fc.asyncProperty(hostileText({ minLength: 1, maxLength: 40 }), async (body) => {
      const { message } = await perform(sendIntent(conversationId, body), client)
      expect((await client.messages.get(as(max), conversationId, message.id)).body).toBe(body)
    }), { numRuns: 40 })
  })

  it('at the limit are taken by both of us, one above by neither', async () => {
    const { id: conversationId } = await group()
    const longest = '👍'.repeat(8_000)
    expect((await perform(sendIntent(conversationId, longest), client)).message.body).toBe(longest)
    const beyond = { ...text('x').message, body: `${longest}x` }
    expect(await rejection(client.messages.send(as(lea), conversationId, newId(), beyond))).toMatchObject({ failure: { kind: 'refused', code: 'body-too-long' } })
    for (const body of ['\u0000', 'a\ud800']) expect(await rejection(client.messages.send(as(lea), conversationId, newId(), { ...beyond, body }))).toMatchObject({ failure: { kind: 'refused' } })
  })
})

describe('exactly once', () => {
  it('survives answers that never come: the repetition gets the first answer', async () => {
    const { id: conversationId } = await group()
    await a.faults({ commitThenTimeoutRate: 1, hangMs: 150 })
    const hasty = a.client({ resilience: { retry: { attempts: 0 } } })
    const intent = sendIntent(conversationId, 'once')
    expect(await rejection(perform(intent, hasty))).toMatchObject({ kind: 'timeout', outcomeUnknown: true })
    await a.faults()
    expect((await perform(intent, client)).message.body).toBe('once')
    expect((await client.messages.list(as(lea), conversationId)).messages).toHaveLength(1)
  })

  it('holds under another key too: a duplicate counts as done', async () => {
    const { id: conversationId } = await group()
    const intent = sendIntent(conversationId, 'once')
    const first = await perform(intent, client)
    expect(await perform({ ...intent, key: newId() }, client)).toMatchObject({ already: true, message: { id: first.message.id } })
    expect(await rejection(perform({ ...intent, message: { ...intent.message, body: 'other' } }, client))).toMatchObject({ failure: { kind: 'refused', code: 'idempotency-key-reused' } })
  })

  it('holds under random errors, with retries inside the call', async () => {
    const { id: conversationId } = await group()
    await a.faults({ commitThenTimeoutRate: 0.2, hangMs: 30, rng: 7 })
    const patient = a.client({ resilience: { retry: { attempts: 9, initialDelayMs: 1, maxDelayMs: 20 }, breaker: { consecutiveFailures: 50 } } })
    const bodies = Array.from({ length: 20 }, (_, n) => `m${n}`)
    for (const body of bodies) await perform(sendIntent(conversationId, body), patient)
    await a.faults()
    expect((await client.messages.list(as(lea), conversationId)).messages.map((message) => message.body)).toEqual(bodies)
  })

  it('an outage is unavailable, and asks for five seconds', async () => {
    await a.faults({ outage: true })
    expect(await rejection(client.directory.byId(lea))).toMatchObject({ kind: 'unavailable', retryAfterMs: 5_000, outcomeUnknown: false })
  })
})

describe('files', () => {
  it('go up, travel with a message, and come down for a member only', async () => {
    const { id: conversationId } = await group()
    const content = new Uint8Array(70_000).map((_, n) => n % 251)
    const file = await client.attachments.upload(as(lea), { name: 'route ü.png', mediaType: 'image/png', content })
    expect(file).toMatchObject({ name: 'route ü.png', mediaType: 'image/png', bytes: 70_000 })
    const out = toOutgoing({ id: newId(), body: '', attachments: [{ id: file.id, mediaType: file.mediaType }], replyTo: null, threadRoot: null })
    if (!out.ok) throw new Error(out.refusal.code)
    const { message } = await perform({ op: 'sendMessage', actAs: lea, conversationId, key: out.key, message: out.message }, client)
    expect(message).toMatchObject({ kind: 'IMAGE', attachments: [file] })
    const link = await client.attachments.get(as(max), file.id)
    expect(Buffer.from(await client.attachments.download(link)).equals(Buffer.from(content))).toBe(true)
    expect(await rejection(client.attachments.get(as(zoe), file.id))).toMatchObject({ failure: { kind: 'refused' } })
    expect(await rejection(client.attachments.download({ ...link, url: link.url.replace(/sig=./, (sig) => (sig === 'sig=0' ? 'sig=1' : 'sig=0')) }))).toMatchObject({ failure: { kind: 'refused', code: 'bad-signature' } })
  })
})

describe('feed', () => {
  it('tells what happened, in order, with the origin of our own calls', async () => {
    const { next: start } = await client.feed.poll({ after: 'latest' })
    const { id: conversationId } = await group()
    const { message } = await perform(sendIntent(conversationId, 'hi'), client)
    const on = { actAs: max, conversationId, messageId: message.id }
    await perform({ op: 'react', ...on, emoji: '👍', on: true }, client)
    await perform({ op: 'react', ...on, emoji: '👍', on: false }, client)
    await perform({ op: 'markRead', actAs: max, conversationId, upToSeq: 1 }, client)
    await perform({ op: 'editMessage', ...on, actAs: lea, body: 'ho', expectedRevision: null }, client)
    await perform({ op: 'addMembers', actAs: lea, conversationId, personIds: [zoe] }, client)
    await perform({ op: 'removeMember', actAs: lea, conversationId, personId: zoe }, client)
    await perform({ op: 'setTitle', actAs: lea, conversationId, title: 'X' }, client)
    await perform({ op: 'deleteMessage', ...on, actAs: lea }, client)
    await perform({ op: 'updateProfile', actAs: zoe, changes: { name: `Zoé ${newId()}` } }, client)
    const changes = await drain(start, 14)
    expect(changes.map((change) => change.type)).toEqual([
      'conversation-created', 'message-created', 'reaction-added', 'reaction-removed', 'read', 'message-updated',
      'member-added', 'message-created', 'member-removed', 'message-created', 'conversation-updated', 'message-created', 'message-deleted', 'profile',
    ])
    expect(changes.every((change) => change.origin === 'switchboard')).toBe(true)
    expect(changes.map((change) => change.eventId)).toEqual(changes.map((change) => change.eventId).sort())
  })

  it('wakes a waiting poll, and stands still at its end', async () => {
    const { next } = await client.feed.poll({ after: 'latest' })
    expect(await client.feed.poll({ after: next })).toEqual({ changes: [], next, more: false })
    const waiting = client.feed.poll({ after: next, waitSeconds: 10 })
    setTimeout(() => void group(), 100)
    expect((await waiting).changes[0]).toMatchObject({ type: 'conversation-created' })
  })

  async function drain(start: string, count: number): Promise<IncomingChange[]> {
    const changes: IncomingChange[] = []
    let after = start
    while (changes.length < count) {
      const page = await client.feed.poll({ after, waitSeconds: 2, limit: 5 })
      if (page.changes.length === 0) break
      changes.push(...page.changes)
      after = page.next
    }
    return changes
  }
})

describe('webhook', () => {
  it('delivers typing, signed', async () => {
    const secret = 'a-secret-of-at-least-32-characters!'
    let deliver: (delivery: VerifiedDelivery) => void
    const delivered = new Promise<VerifiedDelivery>((resolve) => { deliver = resolve })
    const receiver = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
        response.end()
        const signature = request.headers['a-signature']
        deliver(verifyDelivery({ signature: Array.isArray(signature) ? undefined : signature, body: Buffer.concat(chunks) }, [secret]))
      })
    })
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
    try {
      await client.feed.putWebhook('switchboard', { url: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hooks/a`, secret, topics: ['typing'] })
      const { id: conversationId } = await group()
      await perform({ op: 'typing', actAs: max, conversationId }, client)
      expect(await delivered).toMatchObject({ ok: true, change: { type: 'typing', personId: max, conversationId } })
      await client.feed.deleteWebhook('switchboard')
      await client.feed.deleteWebhook('switchboard')
    } finally {
      receiver.closeAllConnections()
      receiver.close()
    }
  })
})
