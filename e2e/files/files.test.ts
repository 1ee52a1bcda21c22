import { deflateSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '@switchboard/testkit/eventually'
import { openWorld, type World } from '../world.ts'

let world: World
beforeAll(async () => { world = await openWorld() }, 120_000)
afterAll(async () => { await world.close() })

const within = { timeoutMs: 30_000, everyMs: 150 }

test('an image goes from the graph to the old apps of both companies, and back by a signed link', async () => {
  await using lea = await world.graphA('lea')
  await using bruno = await world.graphB('bruno')
  const brunoOld = await world.oldB('bruno')
  const { startDirect } = await lea.run<{ startDirect: { id: string } }>('mutation ($userId: ID!) { startDirect(userId: $userId) { id } }', { userId: bruno.userId })
  const bytes = png(32, 32)
  const { createUpload } = await lea.run<{ createUpload: { uploadUrl: string; attachment: { id: string; state: string } } }>(
    'mutation ($input: CreateUploadInput!) { createUpload(input: $input) { uploadUrl attachment { id state } } }', { input: { filename: 'lake.png', sizeBytes: bytes.length } })
  expect(createUpload.attachment.state).toBe('PENDING')
  const put = await fetch(createUpload.uploadUrl, { method: 'PUT', body: bytes })
  expect(put.status).toBeLessThan(300)
  await lea.run('mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id } } }',
    { input: { conversationId: startDirect.id, clientMessageId: 'f-1', body: 'The lake', attachmentIds: [createUpload.attachment.id] } })

  const row = await eventually(async () => {
    for (const thread of await brunoOld.threads()) {
      const found = (await brunoOld.history(thread.with)).find(({ typ }) => typ === 1)
      if (found) return found
    }
    return undefined
  }, within)
  const medium = await brunoOld.call<{ mime: string; b64: string }>('media/get', { link: row.link })
  expect(medium.mime).toBe('image/png')
  expect(Buffer.from(medium.b64, 'base64').equals(bytes)).toBe(true)

  const seen = await bruno.run<{ conversation: { lastMessage: { kind: string; body: string; attachments: { url: string; contentType: string; filename: string }[] } } }>(
    'query ($id: ID!) { conversation(id: $id) { lastMessage { kind body attachments { url contentType filename } } } }', { id: startDirect.id })
  expect(seen.conversation.lastMessage).toMatchObject({ kind: 'IMAGE', body: 'The lake', attachments: [{ contentType: 'image/png', filename: 'lake.png' }] })
  const download = await fetch(seen.conversation.lastMessage.attachments[0]?.url ?? '')
  expect(download.headers.get('content-disposition')).toContain('attachment')
  expect(download.headers.get('x-content-type-options')).toBe('nosniff')
  expect(Buffer.from(await download.arrayBuffer()).equals(bytes)).toBe(true)
})

/** A small grey PNG, made by the specification. */
function png(width: number, height: number): Buffer<ArrayBuffer> {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data])
    const whole = Buffer.alloc(body.length + 8)
    whole.writeUInt32BE(data.length, 0)
    body.copy(whole, 4)
    whole.writeUInt32BE(crc(body), body.length + 4)
    return whole
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header[8] = 8
  const rows = Buffer.alloc((width + 1) * height, 128)
  for (let row = 0; row < height; row += 1) rows[row * (width + 1)] = 0
  return Buffer.from(Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]))
}

function crc(bytes: Buffer): number {
  let value = 0xffffffff
  for (const byte of bytes) {
    value ^= byte
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  }
  return (value ^ 0xffffffff) >>> 0
}
