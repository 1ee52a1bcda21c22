import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '@switchboard/testkit/eventually'
import type { AApp } from '@switchboard/testkit/a-app'
import type { BApp } from '@switchboard/testkit/b-app'
import { openWorld, type World } from '../world.ts'

let world: World
let omar: AApp
let karim: BApp
beforeAll(async () => {
  world = await openWorld()
  omar = await world.oldA('omar')
  karim = await world.oldB('karim')
}, 120_000)
afterAll(async () => { await world.close() })

const within = { timeoutMs: 30_000, everyMs: 100 }

test('two people who never open the new client find each other and talk through their old back-ends alone', async () => {
  // Omar finds Karim in A's own search: his shadow is there.
  const shadow = await eventually(async () => (await omar.search('Karim')).find(({ externalRef }) => externalRef === `b:${karim.uid}`), within)
  const chat = await omar.direct(shadow.id)
  const first = await omar.send(chat.id, 'Are you on *Android*?')

  const thread = await eventually(async () => (await karim.threads()).find(({ last }) => last.txt === 'Are you on Android?'), within)
  await karim.seen(thread.with, [thread.last.id])
  const [answerId] = await karim.quote(thread.with, 'Are you on Android?', 'Yes & you?')
  expect(answerId).toBe(thread.last.id + 1)

  const answer = await eventually(async () => (await omar.messages(chat.id)).find(({ senderId }) => senderId === shadow.id), within)
  expect(answer).toMatchObject({ body: 'Yes & you?', replyToId: first.id })
  await eventually(async () => (await omar.conversation(chat.id)).members?.find(({ userId }) => userId === shadow.id)?.lastReadSeq === first.seq, within)
})

test('edits, reactions and deletes cross both ways', async () => {
  const [shadow] = await omar.search('Karim')
  const chat = await omar.direct(shadow?.id ?? '')
  const message = await omar.send(chat.id, 'Meet at nine')
  const row = await eventually(async () => {
    for (const thread of await karim.threads()) {
      const found = (await karim.history(thread.with)).find(({ txt }) => txt === 'Meet at nine')
      if (found) return { ...found, with: thread.with }
    }
    return undefined
  }, within)

  await omar.edit(message, 'Meet at ten')
  const edited = await eventually(async () => (await karim.history(row.with)).find(({ txt, typ }) => txt === 'Meet at ten' && typ === 0), within)
  expect(edited.ref).toEqual({ id: row.id })

  await karim.react(row.with, edited.id, 2)
  await eventually(async () => (await omar.messages(chat.id)).find(({ id }) => id === message.id)?.reactions.some(({ emoji }) => emoji === '❤️'), within)

  const [own] = await karim.send(row.with, 'See you thre')
  const mine = await eventually(async () => (await omar.messages(chat.id)).find(({ body }) => body === 'See you thre'), within)
  await karim.edit(row.with, own ?? 0, 'See you there')
  await eventually(async () => {
    const now = (await omar.messages(chat.id)).find(({ id }) => id === mine.id)
    return now?.body === 'See you there' && now.version === 2
  }, within)

  await omar.delete(message)
  await eventually(async () => (await karim.history(row.with)).filter(({ txt }) => txt === 'Meet at ten').length === 0, within)
  expect((await omar.messages(chat.id)).filter(({ body }) => body === 'See you there')).toHaveLength(1)
})

test('a long text of the B app arrives as one message, a long text of A as numbered parts', async () => {
  const [shadow] = await omar.search('Karim')
  const chat = await omar.direct(shadow?.id ?? '')
  const long = Array.from({ length: 180 }, (_, word) => `word${word}`).join(' ')
  const [thread] = await karim.threads()
  await karim.send(thread?.with ?? 0, long)
  await eventually(async () => (await omar.messages(chat.id)).some(({ body }) => body === long), within)

  await omar.send(chat.id, `${long} back`)
  const parts = await eventually(async () => {
    const rows = (await karim.history(thread?.with ?? 0)).filter(({ fr, txt }) => fr !== karim.uid && /^\(\d\/\d\) /.test(txt))
    return rows.length === Number(rows[0]?.txt[3]) ? rows : undefined
  }, within)
  expect(parts.map(({ txt }) => txt.slice(6)).join('')).toBe(`${long} back`)
})
