import { once } from 'node:events'
import { request } from 'node:http'
import { beforeEach, describe, expect, it } from 'vitest'
import { BEN, type Conversation, expectProblem, freshKey, HOUR, idOf, LEA, type Message, NOBODY, type World, ZOE } from '../world.ts'

interface Attachment {
  id: string
  url: string
  urlExpiresAt: string
}

export function messageSuite(world: () => World): void {
  describe('messages', () => {
    let w: World
    let room: string
    beforeEach(async () => {
      w = world()
      await w.fresh()
      room = await w.group(LEA, [BEN])
    })
    const at = (messageId: string) => ({ conversationId: room, messageId })
    const edit = (who: string, messageId: string, json: object, bad = false) => w.as<Message>(who, 'editMessage', { params: at(messageId), json, bad })
    const remove = (who: string, messageId: string) => w.as<Message>(who, 'deleteMessage', { params: at(messageId) })
    const react = (who: string, messageId: string, emoji: string, operation = 'addReaction', bad = false) =>
      w.as<{ reactions: Message['reactions'] }>(who, operation, { params: { ...at(messageId), emoji }, bad })
    const upload = async (who: string, type = 'image/png', name = 'route.png') =>
      (await w.as<Attachment>(who, 'uploadAttachment', { query: { filename: name }, raw: 'bytes of a file', headers: { 'content-type': type } })).body.id
    const types = async () => (await w.feed()).events.map((event) => event.type).slice(1)

    it('numbers messages without a gap, with ids and times that ascend, also under concurrency', async () => {
      const sent = await Promise.all(Array.from({ length: 60 }, (_, n) => w.send(room, n % 2 ? LEA : BEN, { kind: 'TEXT', body: `m${n}` })))
      expect(sent.every((reply) => reply.status === 201)).toBe(true)
      const items = (await w.as<{ items: Message[] }>(LEA, 'listMessages', { params: { conversationId: room }, query: { afterSeq: 0, limit: 100 } })).body.items
      expect(items.map((item) => item.seq)).toEqual(Array.from({ length: 60 }, (_, n) => n + 1))
      expect(items.map((item) => item.id)).toEqual(items.map((item) => item.id).toSorted())
      expect(items.map((item) => item.sentAt)).toEqual(items.map((item) => item.sentAt).toSorted())
      const feed = (await w.feed()).events.filter((event) => event.type === 'message.created').map((event) => (event.data['message'] as Message).seq)
      expect(feed).toEqual(items.map((item) => item.seq))
    })

    it('pages by seq in both directions, always ascending', async () => {
      for (let n = 0; n < 5; n += 1) await w.send(room, LEA)
      const page = async (query: Record<string, number>) => {
        const { body } = await w.as<{ items: Message[]; hasMore: boolean; lastSeq: number }>(BEN, 'listMessages', { params: { conversationId: room }, query })
        expect(body.lastSeq).toBe(5)
        return [body.items.map((item) => item.seq), body.hasMore]
      }
      expect(await page({ limit: 2 })).toEqual([[4, 5], true])
      expect(await page({ limit: 5 })).toEqual([[1, 2, 3, 4, 5], false])
      expect(await page({ afterSeq: 1, limit: 2 })).toEqual([[2, 3], true])
      expect(await page({ afterSeq: 3, limit: 2 })).toEqual([[4, 5], false])
      expect(await page({ beforeSeq: 4, limit: 2 })).toEqual([[2, 3], true])
      expect(await page({ afterSeq: 9 })).toEqual([[], false])
      const bad = (query: Record<string, number>) => w.as(BEN, 'listMessages', { params: { conversationId: room }, query, bad: true })
      expectProblem(await bad({ afterSeq: 1, beforeSeq: 3 }), 422, 'validation')
      expectProblem(await bad({ beforeSeq: 0 }), 422, 'validation')
    })

    it('keeps text byte for byte and counts code points', async () => {
      const body = ' e\u0301 \r\n\t**x** 🏔️ '
      expect((await w.send(room, LEA, { kind: 'TEXT', body })).body.body).toBe(body)
      expect((await w.send(room, LEA, { kind: 'TEXT', body: '😀'.repeat(8_000) })).status).toBe(201)
      expectProblem(await w.send(room, LEA, { kind: 'TEXT', body: '😀'.repeat(8_001) }, { bad: true }), 422, 'body-too-long')
      expectProblem(await w.send(room, LEA, { kind: 'TEXT', body: 'a\0' }), 422, 'invalid-text')
    })

    it('holds each kind to its body and attachments', async () => {
      const [image, text, foreign] = [await upload(LEA), await upload(LEA, 'text/plain'), await upload(BEN)]
      expectProblem(await w.send(room, LEA, { kind: 'TEXT', body: '' }), 422, 'validation')
      expectProblem(await w.send(room, LEA, { kind: 'TEXT', body: 'x', attachmentIds: [image] }), 422, 'validation')
      expectProblem(await w.send(room, LEA, { kind: 'IMAGE', body: '' }), 422, 'validation')
      expectProblem(await w.send(room, LEA, { kind: 'IMAGE', body: '', attachmentIds: [text] }), 422, 'validation')
      expectProblem(await w.send(room, LEA, { kind: 'FILE', body: '', attachmentIds: [foreign] }), 422, 'attachment-invalid')
      expectProblem(await w.send(room, LEA, { kind: 'FILE', body: '', attachmentIds: [NOBODY] }), 422, 'attachment-invalid')
      const sent = (await w.send(room, LEA, { kind: 'FILE', body: 'caption', attachmentIds: [text, image] })).body
      expect(sent.attachments).toMatchObject([{ id: text, contentType: 'text/plain' }, { id: image, filename: 'route.png', sizeBytes: 15 }])
      expect((await w.send(room, LEA, { kind: 'IMAGE', body: '', attachmentIds: [image] })).status).toBe(201)
      expect((await edit(LEA, sent.id, { body: '' })).body.body).toBe('')
    })

    it('ties replies and threads to the same conversation', async () => {
      const root = (await w.send(room, LEA)).body
      const elsewhere = (await w.send(await w.direct(), LEA)).body
      const inThread = (await w.send(room, BEN, { kind: 'TEXT', body: 'in', threadRootId: root.id, replyToId: root.id })).body
      expect(inThread).toMatchObject({ seq: 2, threadRootId: root.id, replyToId: root.id })
      expectProblem(await w.send(room, BEN, { kind: 'TEXT', body: 'x', replyToId: elsewhere.id }), 422, 'reply-target-invalid')
      expectProblem(await w.send(room, BEN, { kind: 'TEXT', body: 'x', threadRootId: inThread.id }), 422, 'thread-root-invalid')
      expectProblem(await w.send(room, BEN, { kind: 'TEXT', body: 'x', threadRootId: elsewhere.id }), 422, 'thread-root-invalid')
      await remove(LEA, root.id)
      expect((await w.send(room, BEN, { kind: 'TEXT', body: 'x', replyToId: root.id })).status).toBe(201)
    })

    it('takes a clientMessageId once per conversation and sender, for ever', async () => {
      const json = { kind: 'TEXT', body: 'once', clientMessageId: 'u-1' }
      const first = (await w.send(room, LEA, json)).body
      const again = await w.send(room, LEA, json)
      expectProblem(again, 409, 'duplicate-client-message-id')
      expect(again.body).toMatchObject({ existingId: first.id })
      expect((await w.send(room, BEN, json)).status).toBe(201)
      expect((await w.send(await w.direct(), LEA, json)).status).toBe(201)
      await remove(LEA, first.id)
      await w.later(48 * HOUR)
      expectProblem(await w.send(room, LEA, json), 409, 'duplicate-client-message-id')
    })

    it('edits by the author only, with versions and the list of old bodies', async () => {
      const { id, sentAt } = (await w.send(room, BEN, { kind: 'TEXT', body: 'one' })).body
      expectProblem(await edit(LEA, id, { body: 'two' }), 403, 'forbidden')
      const edited = (await edit(BEN, id, { body: 'two', expectedVersion: 1 })).body
      expect(edited).toMatchObject({ body: 'two', version: 2, editedAt: expect.any(String) })
      const conflict = await edit(BEN, id, { body: 'three', expectedVersion: 1 })
      expectProblem(conflict, 409, 'version-conflict')
      expect(conflict.body).toMatchObject({ currentVersion: 2 })
      expect((await edit(BEN, id, { body: 'two' })).body).toEqual(edited)
      expect((await edit(BEN, id, { expectedVersion: 2 })).body).toEqual(edited)
      expectProblem(await edit(BEN, id, { body: '' }), 422, 'validation')
      expectProblem(await edit(BEN, id, { body: 'x'.repeat(8_001) }, true), 422, 'body-too-long')
      expectProblem(await edit(BEN, id, {}, true), 422, 'validation')
      expectProblem(await edit(BEN, NOBODY, { body: 'x' }), 404, 'not-found')
      const list = await w.as(LEA, 'listMessageEdits', { params: at(id) })
      expect(list.body).toEqual({ items: [{ version: 1, body: 'one', at: sentAt }, { version: 2, body: 'two', at: edited.editedAt }] })
      expect(await w.dump('edits')).toEqual([{ messageId: id, version: 1, body: 'one', at: sentAt }])
      expect(await types()).toEqual(['message.created', 'message.updated'])
    })

    it('pins by the OWNER of a GROUP or either side of a DIRECT, without a new version', async () => {
      const { id } = (await w.send(room, BEN)).body
      expectProblem(await edit(BEN, id, { pinned: true }), 403, 'forbidden')
      expectProblem(await edit(BEN, id, { pinned: true, body: 'own' }), 403, 'forbidden')
      expectProblem(await edit(LEA, id, { pinned: true, body: 'not own' }), 403, 'forbidden')
      expect((await edit(LEA, id, { pinned: true })).body).toMatchObject({ pinned: true, version: 1, editedAt: null })
      await edit(LEA, id, { pinned: true })
      expect(await types()).toEqual(['message.created', 'message.updated'])
      const direct = await w.direct()
      const sent = (await w.send(direct, LEA)).body
      expect((await w.as<Message>(BEN, 'editMessage', { params: { conversationId: direct, messageId: sent.id }, json: { pinned: true } })).body.pinned).toBe(true)
    })

    it('leaves a tombstone that nothing can change', async () => {
      const image = await upload(BEN)
      const { id } = (await w.send(room, BEN, { kind: 'IMAGE', body: 'look', attachmentIds: [image], clientMessageId: 'c' })).body
      await react(LEA, id, '👍')
      await edit(BEN, id, { body: 'look!' })
      await edit(LEA, id, { pinned: true })
      const other = (await w.send(room, LEA)).body
      expectProblem(await remove(BEN, other.id), 403, 'forbidden')
      const tombstone = (await remove(LEA, id)).body
      expect(tombstone).toMatchObject({ seq: 1, kind: 'IMAGE', body: '', attachments: [], reactions: [], pinned: false, version: 2, deletedBy: LEA, clientMessageId: 'c' })
      expect((await remove(BEN, id)).body).toEqual(tombstone)
      expect((await w.as<Message>(BEN, 'getMessage', { params: at(id) })).body).toEqual(tombstone)
      expectProblem(await edit(BEN, id, { body: 'x' }), 410, 'message-deleted')
      expectProblem(await react(BEN, id, '👍'), 410, 'message-deleted')
      expectProblem(await react(BEN, id, '👍', 'removeReaction'), 410, 'message-deleted')
      expectProblem(await w.as(BEN, 'listMessageEdits', { params: at(id) }), 410, 'message-deleted')
      expect(await w.dump('edits')).toEqual([])
      expect((await types()).filter((type) => type === 'message.deleted')).toHaveLength(1)
      expectProblem(await w.as(LEA, 'getAttachment', { params: { attachmentId: image } }), 404, 'not-found')
    })

    it('keeps SYSTEM messages as they are', async () => {
      await w.as(LEA, 'updateConversation', { params: { conversationId: room }, json: { title: 'Run' } })
      const [note] = (await w.as<{ items: Message[] }>(LEA, 'listMessages', { params: { conversationId: room } })).body.items
      const id = note?.id ?? ''
      expectProblem(await edit(LEA, id, { pinned: true }), 403, 'forbidden')
      expectProblem(await remove(LEA, id), 403, 'forbidden')
      expectProblem(await react(LEA, id, '👍'), 403, 'forbidden')
      expect((await w.as<{ items: unknown[] }>(LEA, 'listMessageEdits', { params: at(id) })).body.items).toHaveLength(1)
    })

    it('orders reactions by first use, compares them byte for byte, and raises events for changes only', async () => {
      const { id } = (await w.send(room, BEN)).body
      await react(LEA, id, '❤')
      await react(BEN, id, '❤️')
      await react(BEN, id, '❤')
      expect((await react(BEN, id, '❤')).body.reactions).toEqual([{ emoji: '❤', userIds: [LEA, BEN] }, { emoji: '❤️', userIds: [BEN] }])
      await react(LEA, id, '👍', 'removeReaction')
      expect((await react(LEA, id, '❤', 'removeReaction')).body.reactions).toEqual([{ emoji: '❤', userIds: [BEN] }, { emoji: '❤️', userIds: [BEN] }])
      await react(BEN, id, '❤', 'removeReaction')
      expect((await react(BEN, id, '❤')).body.reactions.map((reaction) => (reaction as { emoji: string }).emoji)).toEqual(['❤️', '❤'])
      expect(await types()).toEqual(['message.created', 'reaction.added', 'reaction.added', 'reaction.added', 'reaction.removed', 'reaction.removed', 'reaction.added'])
    })

    it('takes exactly one emoji, and 20 different ones of a user', async () => {
      const { id } = (await w.send(room, BEN)).body
      for (const emoji of ['👨‍👩‍👧‍👦', '🇫🇷', '👍🏽', '1️⃣', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', '☺']) expect((await react(LEA, id, emoji)).status, emoji).toBe(200)
      for (const emoji of ['a', '1', '👍👍', '🇫', ':)', '👍 ']) expectProblem(await react(LEA, id, emoji, 'addReaction', true), 422, 'reaction-invalid')
      const raw = await fetch(`${w.api.url}/v1/conversations/${room}/messages/${id}/reactions/%E0%A4%A`, { method: 'PUT', headers: { authorization: `Bearer ${w.service}`, 'x-act-as': LEA } })
      expect(raw.status).toBe(422)
      for (const emoji of ['😀', '😁', '😂', '😃', '😄', '😅', '😆', '😇', '😈', '😉', '😊', '😋', '😌', '😍']) expect((await react(LEA, id, emoji)).status).toBe(200)
      expectProblem(await react(LEA, id, '😎'), 422, 'reaction-limit')
      expect((await react(LEA, id, '😀')).status).toBe(200)
      expect((await react(BEN, id, '😎')).status).toBe(200)
    })

    it('serves uploads to whoever may see them, by URLs that are signed and run out', async () => {
      const bytes = Uint8Array.from({ length: 1_000 }, (_, n) => n % 256)
      const type = { 'content-type': 'image/webp; q="é"'.replace('é', 'e') }
      const uploaded = await w.as<Attachment>(LEA, 'uploadAttachment', { query: { filename: "Ré 'x'.webp" }, raw: bytes, headers: type })
      expect(uploaded).toMatchObject({ status: 201, body: { filename: "Ré 'x'.webp", sizeBytes: 1_000, contentType: 'image/webp; q="e"' } })
      const attachmentId = uploaded.body.id
      const meta = (who: string) => w.as<Attachment>(who, 'getAttachment', { params: { attachmentId } })
      expectProblem(await meta(BEN), 404, 'not-found')
      await w.send(room, LEA, { kind: 'IMAGE', body: '', attachmentIds: [attachmentId] })
      const { url, urlExpiresAt } = (await meta(BEN)).body
      expect(url.startsWith(`${w.api.url}/v1/files/`)).toBe(true)
      expect(Date.parse(urlExpiresAt) - Date.now()).toBeGreaterThan(898_000)
      expectProblem(await meta(ZOE), 404, 'not-found')
      const query = Object.fromEntries(new URL(url).searchParams)
      const get = (changes: object = {}, id = attachmentId, bad = false) => w.api.call('downloadFile', { params: { attachmentId: id }, query: { ...query, ...changes }, bad })
      const file = await get()
      expect([file.status, file.headers.get('content-type'), Buffer.from(file.bytes).equals(Buffer.from(bytes))]).toEqual([200, 'image/webp; q="e"', true])
      expect(file.headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''R%C3%A9%20%27x%27.webp")
      expectProblem(await get({ exp: Number(query['exp']) + 1 }), 403, 'bad-signature')
      expectProblem(await get({ sig: 'zz' }, attachmentId, true), 403, 'bad-signature')
      expectProblem(await get({}, NOBODY), 404, 'not-found')
      await w.later(900_000)
      expectProblem(await get(), 410, 'url-expired')
    })

    it('limits uploads to 1 to 10,485,760 bytes', async () => {
      const put = (raw: Uint8Array, query: Record<string, string> = { filename: 'x' }, bad = false) => w.as(LEA, 'uploadAttachment', { query, raw, bad, headers: { 'content-type': 'a/b' } })
      expect((await put(new Uint8Array(10_485_760))).status).toBe(201)
      expectProblem(await put(new Uint8Array(10_485_761)), 413, 'payload-too-large')
      expectProblem(await put(new Uint8Array(0)), 422, 'validation')
      expectProblem(await put(new Uint8Array(1), {}, true), 422, 'validation')
      expectProblem(await put(new Uint8Array(1), { filename: 'x'.repeat(256) }, true), 422, 'validation')
      expectProblem(await put(new Uint8Array(1), { filename: 'a\0' }), 422, 'invalid-text')
    })

    it('forgets unused uploads after 24 h, and keeps used ones', async () => {
      const [unused, used] = [await upload(LEA), await upload(LEA)]
      await w.send(room, LEA, { kind: 'IMAGE', body: '', attachmentIds: [used] })
      await w.later(24 * HOUR + 1_000)
      expectProblem(await w.as(LEA, 'getAttachment', { params: { attachmentId: unused } }), 404, 'not-found')
      expectProblem(await w.send(room, LEA, { kind: 'IMAGE', body: '', attachmentIds: [unused] }), 422, 'attachment-invalid')
      expect((await w.as(LEA, 'getAttachment', { params: { attachmentId: used } })).status).toBe(200)
      expect(await w.dump('attachments')).toMatchObject([{ id: used, uploaderId: LEA }])
    })
  })

  describe('Idempotency-Key', () => {
    let w: World
    let room: string
    beforeEach(async () => {
      w = world()
      await w.fresh()
      room = await w.direct()
    })
    const send = (key: string, json: object, who = LEA) => w.as<Message>(who, 'sendMessage', { params: { conversationId: room }, key, json })

    it('is required, and must be 1 to 128 visible characters', async () => {
      const json = { kind: 'TEXT', body: 'x' }
      expectProblem(await w.as(LEA, 'sendMessage', { params: { conversationId: room }, json, bad: true }), 422, 'idempotency-key-required')
      expectProblem(await w.as(LEA, 'createConversation', { json: { kind: 'GROUP', memberIds: [] }, bad: true }), 422, 'idempotency-key-required')
      expectProblem(await w.as(LEA, 'sendMessage', { params: { conversationId: room }, json, key: 'k'.repeat(129), bad: true }), 422, 'validation')
    })

    it('replays status and body of then for the same JSON value, whatever its order of members', async () => {
      const first = await send('k', { kind: 'TEXT', body: 'x', replyToId: null })
      expect(first.headers.get('idempotency-replayed')).toBeNull()
      await w.as(LEA, 'deleteMessage', { params: { conversationId: room, messageId: first.body.id } })
      const again = await send('k', { replyToId: null, body: 'x', kind: 'TEXT' })
      expect([again.status, again.body, again.headers.get('idempotency-replayed')]).toEqual([201, first.body, 'true'])
      expectProblem(await send('k', { kind: 'TEXT', body: 'y', replyToId: null }), 409, 'idempotency-key-reused')
      expect((await send('k', { kind: 'TEXT', body: 'x' }, BEN)).status).toBe(201)
      expect((await w.feed()).events.filter((event) => event.type === 'message.created')).toHaveLength(2)
    })

    it('replays also to somebody who is no member any more, before it looks at anything', async () => {
      const group = await w.group(LEA, [BEN])
      const json = { kind: 'TEXT', body: 'x' }
      await w.as(BEN, 'sendMessage', { params: { conversationId: group }, key: 'g', json })
      await w.as(LEA, 'removeMember', { params: { conversationId: group, userId: BEN } })
      expect((await w.as(BEN, 'sendMessage', { params: { conversationId: group }, key: 'g', json })).status).toBe(201)
      expectProblem(await w.as(BEN, 'sendMessage', { params: { conversationId: group }, key: 'h', json }), 404, 'not-found')
    })

    it('records only successes, and for 24 h', async () => {
      const json = { kind: 'TEXT', body: 'x', replyToId: idOf(1, 9) }
      expectProblem(await send('k', json), 422, 'reply-target-invalid')
      await w.api.call('seed', { json: { messages: [{ id: idOf(1, 9), c: room, s: BEN, body: 'target' }] } })
      const first = await send('k', json)
      expect(first.status).toBe(201)
      await w.later(24 * HOUR + 1_000)
      const second = await send('k', json)
      expect([second.status, second.body.id === first.body.id]).toEqual([201, false])
    })

    it('gives concurrent calls with one key one effect', async () => {
      const replies = await Promise.all(Array.from({ length: 12 }, () => send('k', { kind: 'TEXT', body: 'x' })))
      for (const reply of replies) expect(reply.status === 201 || (reply.body as unknown as { code: string }).code === 'idempotency-in-flight').toBe(true)
      expect((await w.as<Conversation>(LEA, 'getConversation', { params: { conversationId: room } })).body.lastSeq).toBe(1)
    })

    it('answers in-flight while the first call with the key still arrives', async () => {
      const json = { kind: 'TEXT', body: 'slow' }
      // "Expect: 100-continue" tells when the server has begun with the call.
      const headers = { authorization: `Bearer ${w.service}`, 'x-act-as': LEA, 'idempotency-key': 'k', expect: '100-continue' }
      const first = request(`${w.api.url}/v1/conversations/${room}/messages`, { method: 'POST', headers })
      first.flushHeaders()
      await once(first, 'continue')
      const second = await send('k', json)
      expectProblem(second, 409, 'idempotency-in-flight')
      expect(second.headers.get('retry-after')).toBe('1')
      first.end(JSON.stringify(json))
      const [{ statusCode }] = (await once(first, 'response')) as [{ statusCode: number }]
      expect(statusCode).toBe(201)
      expect((await send('k', json)).headers.get('idempotency-replayed')).toBe('true')
    })

    it('is free again when the first call never arrived', async () => {
      const headers = { authorization: `Bearer ${w.service}`, 'x-act-as': LEA, 'idempotency-key': 'k', expect: '100-continue' }
      const first = request(`${w.api.url}/v1/conversations/${room}/messages`, { method: 'POST', headers })
      first.on('error', () => undefined)
      first.flushHeaders()
      await once(first, 'continue')
      first.destroy()
      await expect.poll(async () => (await send('k', { kind: 'TEXT', body: 'x' })).status).toBe(201)
    })

    it('covers createConversation, with 200 and 201', async () => {
      const create = (key: string) => w.as<Conversation>(LEA, 'createConversation', { key, json: { kind: 'DIRECT', memberIds: [ZOE] } })
      const [first, other] = [await create('c1'), await create('c2')]
      expect([first.status, other.status]).toEqual([201, 200])
      for (const [key, status] of [['c1', 201], ['c2', 200]] as const) {
        const again = await create(key)
        expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([status, 'true'])
      }
      expectProblem(await w.as(LEA, 'createConversation', { key: 'c1', json: { kind: 'GROUP', memberIds: [] } }), 409, 'idempotency-key-reused')
      expect(freshKey()).toMatch(/^key-/)
    })
  })
}
