import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aApp, type AApp } from '../src/a-app.ts'
import { bApp, type BApp } from '../src/b-app.ts'
import { rowsOf } from '../src/b-text.ts'
import { startCompanyA, type TestCompanyA } from '../src/company-a.ts'
import { startCompanyB, type TestCompanyB } from '../src/company-b.ts'

const LEA = '019a4de1-4600-7a51-9d2b-3f6a1c0e5b01'
const MAX = '019a4de1-4600-7a51-9d2b-3f6a1c0e5b02'

describe('company A’s app', () => {
  let company: TestCompanyA
  let lea: AApp
  beforeAll(async () => {
    company = await startCompanyA()
    await company.control.seed({
      password: 'pw',
      users: [
        { id: LEA, email: 'lea@example.org', displayName: 'Lea' },
        { id: MAX, email: 'max@example.org', displayName: 'Max' },
      ],
    })
    lea = await aApp(company.url, { email: 'lea@example.org', password: 'pw' })
  })
  afterAll(() => company.stop())

  it('sends, edits, reacts, reads and deletes', async () => {
    const conversation = await lea.direct(MAX)
    const max = await aApp(company.url, { email: 'max@example.org', password: 'pw' })
    const sent = await lea.send(conversation.id, 'hello')
    await lea.edit(sent, 'hello there', sent.version)
    await max.react(sent, '👍')
    await max.read(conversation.id, sent.seq)
    await max.typing(conversation.id)
    const [seen] = await max.messages(conversation.id)
    expect(seen).toMatchObject({ body: 'hello there', version: 2, reactions: [{ emoji: '👍', userIds: [MAX] }] })
    await max.unreact(sent, '👍')
    await lea.pin(sent)
    await lea.delete(sent)
    expect((await lea.messages(conversation.id))[0]).toMatchObject({ body: '', deletedBy: LEA })
    expect((await max.conversations()).map((one) => one.id)).toContain(conversation.id)
  })

  it('makes groups and changes them', async () => {
    const group = await lea.group('Run', [])
    await lea.add(group.id, [MAX])
    await lea.rename(group.id, 'Walk')
    await lea.remove(group.id, MAX)
    expect(await lea.conversation(group.id)).toMatchObject({ title: 'Walk' })
    await lea.leave(group.id)
    expect(await lea.search('Max')).toMatchObject([{ id: MAX }])
  })

  it('uploads', async () => {
    const file = await lea.upload('a.txt', 'text/plain', new TextEncoder().encode('words'))
    const conversation = await lea.direct(MAX)
    const sent = await lea.send(conversation.id, '', { kind: 'FILE', attachmentIds: [file.id] })
    expect(sent.attachments).toMatchObject([{ filename: 'a.txt', sizeBytes: 5 }])
  })

  it('meets the faults it is given, and a clock that moves', async () => {
    await company.control.faults({ outage: true })
    await expect(lea.conversations()).rejects.toMatchObject({ status: 503, code: 'unavailable' })
    await company.control.calm()
    await company.control.advance(16 * 60_000)
    await expect(lea.conversations()).rejects.toMatchObject({ status: 401, code: 'token-expired' })
    expect(await company.control.dump('users')).toHaveLength(2)
    await company.control.reset()
    expect(await company.control.dump('users')).toEqual([])
  })
})

describe('company B’s app', () => {
  let company: TestCompanyB
  let bruno: BApp
  let zoe: BApp
  beforeAll(async () => {
    company = await startCompanyB({ THROTTLE_CALLS: '1000/1', THROTTLE_SEND: '1000/1' })
    await company.control.seed({
      users: [
        { uid: 1, phone: '06 11 11 11 11', pin: '1111', name: 'Bruno' },
        { uid: 2, phone: '06 22 22 22 22', pin: '2222', name: 'Zo&#235;' },
      ],
    })
    bruno = await bApp(company.url, { phone: '0611111111', pin: '1111' })
    zoe = await bApp(company.url, { phone: '0622222222', pin: '2222' })
  })
  afterAll(() => company.stop())

  it('sends in ISO-8859-1 and entities', async () => {
    const [id] = await bruno.send(2, 'Café 😀 <&>')
    expect(await zoe.history(1)).toMatchObject([{ id, fr: 1, txt: 'Café &#128512; &lt;&amp;&gt;' }])
  })

  it('splits what is long, and every row fits', async () => {
    const text = 'éè&😀 '.repeat(150)
    const ids = await bruno.send(2, text)
    const rows = (await zoe.history(1)).filter((row) => ids.includes(row.id))
    expect(rows.length).toBeGreaterThan(1)
    expect(rows.map((row) => row.txt)).toEqual(rowsOf(text))
    expect(new Set(rows.map((row) => row.t)).size).toBe(1)
    expect(rows.every((row) => row.tag === undefined && row.txt.length <= 470)).toBe(true)
    expect(() => rowsOf('€'.repeat(1_000))).toThrow(RangeError)
  })

  it('edits by deleting and sending anew, and quotes by copying', async () => {
    const [id = 0] = await bruno.send(2, 'first')
    const [edited] = await bruno.edit(2, id, 'second')
    const [answer] = await zoe.quote(1, 'second', 'yes')
    const rows = new Map((await zoe.history(1)).map((row) => [row.id, row]))
    expect(rows.get(id)).toMatchObject({ typ: 5, txt: '' })
    expect(rows.get(edited ?? 0)).toMatchObject({ txt: 'second', ref: { id } })
    expect(rows.get(answer ?? 0)).toMatchObject({ txt: 'yes', q: 'second' })
  })

  it('reacts, sees, blocks, posts to lists and archives', async () => {
    const [id = 0] = await bruno.send(2, 'look')
    await zoe.got(1, [id])
    await zoe.seen(1, [id])
    await zoe.react(1, id, 2)
    await zoe.typing(1)
    await zoe.rename('Zoe')
    expect((await bruno.history(2)).at(-1)).toMatchObject({ st: 2, r: { 2: 2 } })
    await zoe.hide(1, id)
    const link = await bruno.upload('image/png', new Uint8Array([1, 2, 3]))
    await bruno.row(2, '', { typ: 1, link })
    const lid = await bruno.newList('Climbers', [2])
    expect(await bruno.post(lid, 'Sunday')).toMatchObject({ n: 1, skip: [] })
    await zoe.block(1)
    await expect(bruno.send(2, 'hello?')).rejects.toMatchObject({ code: '17' })
    await zoe.block(1, false)
    expect(await bruno.threads()).toHaveLength(1)
    await bruno.archive(2)
    expect(await bruno.history(2)).toEqual([])
  })

  it('survives a crash of the company, its session does not', async () => {
    await company.process.kill()
    await expect(bruno.threads()).rejects.toThrow()
    await company.process.start()
    await expect(bruno.threads()).rejects.toMatchObject({ code: '5' })
    expect(await company.control.dump('users')).toHaveLength(2)
  })
})
