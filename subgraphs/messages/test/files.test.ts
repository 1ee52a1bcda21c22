import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import sharp from 'sharp'
import { eventually } from '@switchboard/testkit/eventually'
import { createFileLinks } from '../src/files/file-links.ts'
import { makePublicLink } from '../src/adapters/postgres/public-link.ts'
import { direct, send, stage, type Json, type Person, type Stage } from './stage.ts'

let on: Stage
let ann: Person
let bob: Person
let eve: Person
let c: string
beforeAll(async () => {
  on = await stage()
  ann = await on.person('A')
  bob = await on.person('B')
  eve = await on.person('B')
  c = (await on.get(ann, direct, { u: bob.personId })).startDirect.id
})
afterAll(() => on[Symbol.asyncDispose]())

const here = (url: string) => url.replace('http://files.example', on.server.subgraph.url)
const create = 'mutation ($i: CreateUploadInput!) { createUpload(input: $i) { attachment { id state url contentType } uploadUrl expiresAt } }'
const put = (url: string, bytes: Uint8Array | string) => fetch(here(url), { method: 'PUT', body: typeof bytes === 'string' ? bytes : Buffer.from(bytes) })
async function upload(who: Person, filename: string, bytes: Uint8Array | string) {
  const { createUpload } = await on.get(who, create, { i: { filename, sizeBytes: Buffer.byteLength(bytes) } })
  return { id: createUpload.attachment.id as string, url: createUpload.uploadUrl as string, response: await put(createUpload.uploadUrl, bytes) }
}
const attach = async (who: Person, ids: string[], more: object = {}) => (await on.get(who,
  'mutation ($i: SendMessageInput!) { sendMessage(input: $i) { message { id kind attachments { id filename contentType sizeBytes sha256 state url } extension { __typename } } } }',
  { i: { conversationId: c, clientMessageId: `f${ids[0]}`, attachmentIds: ids, ...more } })).sendMessage.message
const png = () => sharp({ create: { width: 3, height: 2, channels: 3, background: 'red' } }).png().toBuffer()

describe('files', () => {
  it('go up once by a signed link, get their type from their content, and come down for members only', async () => {
    const picture = await png()
    const { id, url, response } = await upload(ann, 'holiday "1"é.exe', picture)
    const sha256 = createHash('sha256').update(picture).digest('hex')
    expect(response.status).toBe(201)
    expect(await response.json()).toEqual({ id, contentType: 'image/png', sizeBytes: picture.length, sha256 })
    expect((await put(url, picture)).status).toBe(409)
    const message = await attach(ann, [id])
    expect(message).toMatchObject({ kind: 'IMAGE', attachments: [{ id, contentType: 'image/png', sizeBytes: picture.length, sha256, state: 'STORED' }] })
    expect((await attach(ann, [id])).id).toBe(message.id)
    const seen = (await on.get(bob, 'query ($m: ID!) { message(id: $m) { attachments { url } } }', { m: message.id })).message.attachments[0].url
    const got = await fetch(here(seen))
    expect(Buffer.from(await got.arrayBuffer()).equals(picture)).toBe(true)
    expect(Object.fromEntries(['content-type', 'content-disposition', 'x-content-type-options', 'content-security-policy'].map((name) => [name, got.headers.get(name)]))).toEqual({
      'content-type': 'image/png', 'content-disposition': "attachment; filename*=UTF-8''holiday%20%221%22%C3%A9.exe", 'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox" })
    expect((await fetch(here(seen), { method: 'HEAD' })).headers.get('content-length')).toBe(String(picture.length))
    expect((await fetch(here(seen.replace(/sig=./, 'sig=_')))).status).toBe(403)
    expect((await fetch(here(seen.replace(bob.identityId, ann.identityId)))).status).toBe(403)
    expect((await fetch(here(seen), { method: 'POST' })).status).toBe(422)
    await on.pool.query('UPDATE messages.member SET left_at = now() WHERE conversation_id = $1 AND identity_id = $2', [c, bob.identityId])
    expect((await fetch(here(seen))).status).toBe(404)
    await on.pool.query('UPDATE messages.member SET left_at = NULL WHERE conversation_id = $1 AND identity_id = $2', [c, bob.identityId])
    expect((await fetch(here(seen))).status).toBe(200)
  })

  it('end for everyone with their message, public links too', async () => {
    const { id } = await upload(ann, 'note.txt', 'hello')
    const message = await attach(ann, [id], { body: 'caption' })
    expect(message.kind).toBe('FILE')
    const former = await makePublicLink(on.pool, id, bob.identityId)
    const token = await makePublicLink(on.pool, id, bob.identityId)
    const link = on.server.services.links.publicUrl(token)
    expect(await (await fetch(here(link))).text()).toBe('hello')
    expect((await fetch(here(on.server.services.links.publicUrl(former)))).status).toBe(404)
    const direct = message.attachments[0].url
    await on.get(ann, 'mutation ($m: ID!) { deleteMessage(id: $m) { id } }', { m: message.id })
    expect((await fetch(here(link))).status).toBe(410)
    expect([404, 410]).toContain((await fetch(here(direct))).status)
    const { rows } = await on.pool.query('SELECT storage_key FROM messages.attachment WHERE id = $1', [id])
    await eventually(async () => (await on.server.services.files.read(rows[0].storage_key)) === undefined)
  })

  it('are refused when they are programs, bombs, empty or larger than promised', async () => {
    const exe = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)])
    const bomb = await sharp({ create: { width: 9_000, height: 9_000, channels: 3, background: 'white' } }).png({ compressionLevel: 9 }).toBuffer()
    const torn = (await png()).subarray(0, 20)
    for (const bytes of [exe, Buffer.from('\x7fELF\x02\x01\x01'.padEnd(64, '\0'), 'latin1'), bomb, torn]) {
      const { id, response } = await upload(ann, 'a.png', bytes)
      expect([bytes.length, response.status]).toEqual([bytes.length, 415])
      expect(await on.refused(ann, send, { i: { conversationId: c, clientMessageId: id, attachmentIds: [id] } })).toBe('BAD_INPUT')
    }
    const { createUpload } = await on.get(ann, create, { i: { filename: 'a', sizeBytes: 5 } })
    expect((await put(createUpload.uploadUrl, '123456')).status).toBe(413)
    const chunked = await fetch(here(createUpload.uploadUrl), { method: 'PUT', duplex: 'half', body: new ReadableStream({ start: (to) => { to.enqueue(new TextEncoder().encode('123456789')); to.close() } }) })
    expect(chunked.status).toBe(413)
    expect((await put(createUpload.uploadUrl, '12345')).status).toBe(201)
    expect(await on.refused(ann, create, { i: { filename: 'a', sizeBytes: 10_485_761 } })).toBe('FILE_TOO_LARGE')
    for (const bad of [{ filename: 'a/b', sizeBytes: 1 }, { filename: 'a', sizeBytes: 0 }]) expect(await on.refused(ann, create, { i: bad })).toBe('BAD_INPUT')
  })

  it('never reach a browser as something it runs', async () => {
    for (const [name, bytes] of [['x.svg', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'], ['x.html', '<!doctype html><p>hi'], ['x.xml', '<?xml version="1.0"?><a/>'], ['x.txt', 'say <b>hi'], ['x.sh', '#!/bin/sh'], ['x.bin', '\0\0\0zz']] as const) {
      expect([name, (await (await upload(ann, name, bytes)).response.json() as Json).contentType]).toEqual([name, 'application/octet-stream'])
    }
    expect((await (await upload(ann, 'x.html', 'plain words, 1 < 2')).response.json() as Json).contentType).toBe('text/plain')
  })

  it('belong to who uploaded them', async () => {
    const { id } = await upload(ann, 'mine.txt', 'mine')
    expect(await on.refused(bob, send, { i: { conversationId: c, clientMessageId: 'steal', attachmentIds: [id] } })).toBe('BAD_INPUT')
    const voice = await attach(ann, [id], { voice: true })
    expect(voice).toMatchObject({ kind: 'FILE', extension: { __typename: 'Voice' } })
    const links = createFileLinks(Buffer.from(await import('node:fs/promises').then((fs) => fs.readFile(`${on.folder}/file.key`, 'utf8'))), 'http://files.example')
    expect((await fetch(here(links.sign({ verb: 'get', id, viewerId: eve.identityId }).url))).status).toBe(404)
    expect((await fetch(here(links.sign({ verb: 'get', id, viewerId: bob.identityId }, Date.now() - 16 * 60_000).url))).status).toBe(410)
    expect((await fetch(here('http://files.example/files/nothing'))).status).toBe(404)
    expect((await fetch(here('http://files.example/l/AAAAAAAAAAAAAAAAAAAAAA'))).status).toBe(404)
    expect((await fetch(here('http://files.example/elsewhere'))).status).toBe(404)
  })
})
