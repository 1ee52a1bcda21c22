import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { connectCompanyB, type CompanyB } from '../src/client.ts'
import { CompanyBError } from '../src/error.ts'
import { receiptIntents, type BIntent, type SendIntent } from '../src/intent.ts'
import { history } from '../src/operation/history.ts'
import { listHistory, listsOf } from '../src/operation/lists.ts'
import { medium } from '../src/operation/media.ts'
import { peerState, showTyping } from '../src/operation/pair-state.ts'
import { contactsOf, directory, peopleByUid, personByPhone, personByUid } from '../src/operation/people.ts'
import { pollEvents, type CompanyBEvent, type PollPosition } from '../src/operation/poll.ts'
import { checkSid, hello, loginAsTablet } from '../src/operation/session.ts'
import { threadsOf } from '../src/operation/threads.ts'
import { findSent } from '../src/pair/find-sent.ts'
import { mergePair, type KnownPair } from '../src/pair/merge.ts'
import { perform } from '../src/perform.ts'
import { decode } from '../src/text/entities.ts'
import { join } from '../src/text/join.ts'
import { plain } from '../src/text/plain.ts'
import { tagOf } from '../src/text/tag.ts'
import { outgoing } from '../src/translate/outgoing.ts'
import { startStandIn } from './stand-in.ts'

let standIn: Awaited<ReturnType<typeof startStandIn>>
let b: CompanyB
let next = 1_000
/** Two people whom no other test knows. */
let anna = 0
let bruno = 0

beforeAll(async () => {
  standIn = await startStandIn({ THROTTLE_PARTNER: '5000/1', THROTTLE_PARTNER_SEND: '1000/10' })
  b = connectCompanyB({ url: standIn.url, partnerKey: 'key', deadlines: { read: 3_000, write: 700 } })
})
afterAll(async () => {
  await b.close()
  await standIn.stop()
})
beforeEach(async () => {
  // Shadows take the next free uid: leave them room.
  next += 10
  anna = next++
  bruno = next++
  await standIn.faults({})
  await standIn.seed({ users: [
    { uid: anna, phone: `06 11 11 ${anna}`, pin: '1111', name: 'Anna &#128512;' }, { uid: bruno, phone: `0033 6 22 22 ${bruno}`, pin: '2222', name: 'Bruno' },
  ] })
})

const text = (more: Partial<SendIntent> = {}): SendIntent => ({ op: 'send', as: anna, to: bruno, text: 'hi', kind: 'text', time: 1_772_442_972_008, tag: tagOf(`m${anna}`, 1, 1), ...more })
const look = (as = anna) => history(b, { as, with: as === anna ? bruno : anna })
const failure = async (work: Promise<unknown>) => work.then(() => { throw new Error('did not fail') }, (error: unknown) => {
  if (error instanceof CompanyBError) return error
  throw error
})

describe('people', () => {
  test('are found by uid, by phone and in the directory', async () => {
    expect((await peopleByUid(b, [anna, bruno, 999_999])).size).toBe(2)
    expect(await personByUid(b, anna)).toMatchObject({ uid: anna, name: 'Anna 😀', gone: false, picture: null, lastSeen: null, ext: null })
    expect(await personByUid(b, 999_999)).toBeNull()
    expect((await personByPhone(b, `+33 6 11 11 ${anna}`))?.uid).toBe(anna)
    expect(await personByPhone(b, '+33 0 00 00 00 01')).toBeNull()
    const uids: number[] = []
    for await (const people of directory(b)) uids.push(...people.map((person) => person.uid))
    expect(uids).toEqual(expect.arrayContaining([anna, bruno]))
  })
  test('a shadow is made once, whatever was lost, and takes a name and a picture', async () => {
    const intent = { op: 'addUser', ext: `a:${anna}`, name: 'L&#233;a' } as const
    const made = await perform(intent, b)
    expect(await perform(intent, b)).toEqual({ uid: made.uid, existed: true })
    await perform({ op: 'setName', as: made.uid, name: 'L&#233;a M.' }, b)
    await perform({ op: 'setPicture', as: made.uid, picture: 'https://x.example/p.png' }, b)
    expect(await personByUid(b, made.uid)).toMatchObject({ name: 'Léa M.', ext: `a:${anna}`, phone: '', picture: { kind: 'url', url: 'https://x.example/p.png' } })
  })
})

describe('sessions', () => {
  test('phone and pin are proved by a tablet session that ends at once', async () => {
    expect(await loginAsTablet(b, `06.11.11.${anna}`, '1111', '33')).toEqual({ uid: anna })
    expect((await failure(loginAsTablet(b, `06 11 11 ${anna}`, '9999', '33'))).failure).toMatchObject({ kind: 'refused', err: 3 })
  })
  test('nine equal digits of another country are not enough', async () => {
    expect((await failure(loginAsTablet(b, `+49 6 11 11 ${anna}`, '1111', '33'))).failure).toMatchObject({ kind: 'refused', err: 3 })
  })
  test('a live sid proves its user', async () => {
    const { sid } = await b.ask('login', { phone: `06 11 11 ${anna}`, pin: '1111', dev: 'phone' })
    expect(await checkSid(b, sid)).toMatchObject({ uid: anna, device: 'phone' })
    expect((await failure(checkSid(b, 'abcdefabcdef1234'))).kind).toBe('sessionGone')
  })
  test('hello tells boot and clock', async () => expect(await hello(b)).toMatchObject({ boot: expect.stringMatching(/^[0-9a-f]{8}$/) }))
})

describe('messages', () => {
  test('a text with everything arrives as it left', async () => {
    const first = await perform(text({ text: '&#128512; &amp; &lt;', expiresIn: 60, quote: 'q', replaces: 7 }), b)
    expect(first.id).toBe(1)
    const [row] = (await look()).rows
    expect(row).toMatchObject({ id: 1, from: anna, to: bruno, text: '😀 & <', kind: 'text', status: 'sent', expiresIn: 60, quote: 'q', replaces: 7, damaged: false })
  })
  test('a long canonical text is whole again after split, send and join', async () => {
    const body = `**Ünï** 👨‍👩‍👧‍👦 ${'word & <tag> 中文 '.repeat(120)}`
    const { rows } = outgoing({ canonicalId: `long${anna}`, revision: 1, body })
    for (const row of rows) await perform(text({ text: row.text, tag: row.tag }), b)
    const back = (await look(bruno)).rows.toSorted((x, y) => x.id - y.id).map((row) => row.text)
    expect(back.length).toBeGreaterThan(3)
    expect(join(back)).toBe(plain(body))
    expect(decode(rows[0]?.text ?? '')).toBe(back[0])
  })
  test('status, reactions, deletion and hiding are changes of one later look', async () => {
    for (const n of [1, 2, 3, 4]) await perform(text({ text: `t${n}` }), b)
    const before = mergePair({ top: 0, rows: new Map() }, await look(bruno)).known
    for (const intent of receiptIntents('got', bruno, anna, [1, 2])) await perform(intent, b)
    const [seen] = receiptIntents('seen', bruno, anna, [1])
    expect(seen && await perform(seen, b)).toEqual({ changed: 1 })
    await perform({ op: 'react', as: bruno, with: anna, id: 2, slot: 3 }, b)
    await perform({ op: 'delete', as: anna, with: bruno, id: 3, forAll: true }, b)
    await perform({ op: 'delete', as: bruno, with: anna, id: 4, forAll: false }, b)
    expect(mergePair(before, await look(bruno)).changes).toMatchObject([
      { kind: 'status', id: 1, status: 'seen' }, { kind: 'status', id: 2, status: 'delivered' },
      { kind: 'reaction', id: 2, by: bruno, slot: 3, was: 0 }, { kind: 'deleted', id: 3 }, { kind: 'hidden', id: 4 },
    ])
    expect((await look(anna)).rows.map((row) => row.id)).toEqual([4, 3, 2, 1])
    expect((await failure(perform({ op: 'delete', as: bruno, with: anna, id: 1, forAll: true }, b))).failure).toMatchObject({ kind: 'refused', err: 13 })
  })
  test('10: an archive is found, and later sends belong to the next archive number', async () => {
    for (const n of [1, 2]) await perform(text({ text: `t${n}`, time: n }), b)
    const known: KnownPair = mergePair({ top: 0, rows: new Map() }, await look()).known
    expect(await perform({ op: 'archive', as: bruno, with: anna }, b)).toEqual({ rows: 2 })
    for (const n of [3, 4, 5]) await perform(text({ text: `t${n}`, time: n }), b)
    const merge = mergePair(known, await look())
    expect(merge.archived).toBe(true)
    expect(merge.changes.map((change) => [change.kind, change.id])).toEqual([['new', 1], ['new', 2], ['new', 3]])
  })
  test('who is blocked learns it for good', async () => {
    await perform(text(), b)
    await perform({ op: 'block', as: bruno, with: anna, blocked: true }, b)
    expect((await failure(perform(text(), b))).kind).toBe('blocked')
    await perform({ op: 'block', as: bruno, with: anna, blocked: false }, b)
    await perform(text(), b)
  })
  test('a long history is read whole and in order, threads and contacts tell of it', async () => {
    await standIn.seed({ messages: Array.from({ length: 123 }, (_, i) => ({ fr: anna, to: bruno, txt: `t${i + 1}`, t: 1_000 - i, st: 0 })) })
    const view = await look(bruno)
    expect(view).toMatchObject({ top: 123, coveredFrom: 1, complete: true })
    expect(view.rows.map((row) => row.text)).toEqual(Array.from({ length: 123 }, (_, i) => `t${123 - i}`))
    expect(await threadsOf(b, bruno)).toMatchObject([{ with: anna, top: 123, visible: 123, unseen: 123, last: { text: 't123' } }])
    expect((await contactsOf(b, bruno)).map((person) => person.uid)).toEqual([anna])
    expect(await Promise.all(receiptIntents('seen', bruno, anna, view.rows.map((row) => row.id)).map((intent) => perform(intent, b)))).toEqual([{ changed: 123 }])
  })
  test('typing shows in the peer state', async () => {
    expect(await peerState(b, bruno, anna)).toEqual({ lastTyped: null, lastSeen: null, gone: false })
    await showTyping(b, anna, bruno)
    expect((await peerState(b, bruno, anna)).lastTyped).toBeGreaterThan(0)
  })
})

test('media are put, sent and read; an unknown one is null', async () => {
  const { link, until } = await perform({ op: 'mediaPut', as: anna, mime: 'image/png', base64: Buffer.from('picture').toString('base64') }, b)
  expect(until).toBeGreaterThan(Date.now())
  await perform(text({ text: 'look', kind: 'image', link }), b)
  expect((await look()).rows[0]).toMatchObject({ kind: 'image', text: 'look', link })
  expect((await medium(b, link))?.bytes.toString()).toBe('picture')
  expect(await medium(b, 'm-0000000000')).toBeNull()
})

test('lists are made, edited, posted to and dropped', async () => {
  const { listId } = await perform({ op: 'listNew', as: anna, name: 'Climbers', members: [bruno] }, b)
  const carl = next++
  await standIn.seed({ users: [{ uid: carl, phone: `07${carl}`, name: 'Carl' }] })
  expect((await perform({ op: 'listEdit', as: anna, listId, add: [carl], name: 'Cl&amp;mb' }, b)).members?.toSorted((x, y) => x - y)).toEqual([bruno, carl])
  expect(await perform({ op: 'listPost', as: anna, listId, text: 'Sunday', kind: 'text', time: 7, tag: 'u1' }, b)).toEqual({ postId: 1, copies: 2, skipped: [] })
  expect(await listsOf(b, anna)).toMatchObject([{ listId, name: 'Cl&mb', posts: 1 }])
  expect(await listHistory(b, anna, listId)).toMatchObject([{ postId: 1, text: 'Sunday', copies: 2, tag: 'u1' }])
  expect((await look(bruno)).rows[0]).toMatchObject({ listId, text: 'Sunday' })
  expect((await perform({ op: 'listEdit', as: anna, listId, remove: [carl] }, b)).members).toEqual([bruno])
  await perform({ op: 'listEdit', as: anna, listId, drop: true }, b)
  expect(await listsOf(b, anna)).toEqual([])
})

test('everything that happens comes by the poll, in canonical words', async () => {
  let position: PollPosition | null = null
  const start = await pollEvents(b, position)
  position = start.position
  await perform(text({ text: 'caf&#128512;' }), b)
  for (const intent of receiptIntents('seen', bruno, anna, [1])) await perform(intent, b)
  await perform({ op: 'react', as: bruno, with: anna, id: 1, slot: 2 }, b)
  await perform({ op: 'delete', as: anna, with: bruno, id: 1, forAll: true }, b)
  await showTyping(b, anna, bruno)
  await perform({ op: 'setName', as: anna, name: '&amp;nna' }, b)
  const { listId } = await perform({ op: 'listNew', as: anna, name: 'L', members: [bruno] }, b)
  const events: CompanyBEvent[] = []
  for (let i = 0; i < 20 && events.length < 7; i++) {
    const polled = await pollEvents(b, position, { waitSeconds: 1 })
    expect(polled.reset).toBe(false)
    events.push(...polled.events)
    position = polled.position
  }
  const pair = { low: anna, high: bruno }
  expect(events).toMatchObject([
    { kind: 'message', pair, row: { id: 1, text: 'caf😀' } }, { kind: 'status', pair, ids: [1], status: 'seen', by: bruno }, { kind: 'reaction', pair, id: 1, by: bruno, slot: 2 },
    { kind: 'deleted', pair, id: 1, forAll: true, by: anna }, { kind: 'typing', pair, by: anna }, { kind: 'name', uid: anna, name: '&nna' }, { kind: 'list', listId, change: 'new', by: anna, postId: null },
  ])
})

describe('faults', () => {
  test('9: stored but not answered is a timeout, and the row is found by tag and sender, also when deleted since', async () => {
    await standIn.faults({ commitThenTimeoutRate: 1, hangMs: 2_000 })
    expect((await failure(perform(text(), b))).kind).toBe('timeout')
    await standIn.faults({ commitThenTimeoutRate: 1, hangMs: 10 })
    const frozen = JSON.parse(JSON.stringify(text({ tag: tagOf(`other${anna}`, 1, 1) }))) as BIntent
    const error = await failure(perform(frozen, b))
    expect([error.kind, error.outcomeUnknown]).toEqual(['timeout', true])
    await standIn.faults({})
    await perform({ op: 'delete', as: anna, with: bruno, id: 2, forAll: true }, b)
    const { rows } = await look()
    expect(findSent(rows, { tag: text().tag, fromUid: anna }).map((row) => row.id)).toEqual([1])
    expect(findSent(rows, { tag: tagOf(`other${anna}`, 1, 1), fromUid: anna })).toMatchObject([{ id: 2, kind: 'deleted', text: '' }])
  })
  test('a shadow asked for twice because the answer was lost is one shadow', async () => {
    const patient = connectCompanyB({ url: standIn.url, partnerKey: 'key', retry: { attempts: 6, baseMs: 5 } })
    await standIn.faults({ commitThenTimeoutRate: 0.9, hangMs: 5, rng: 3 })
    const { uid } = await perform({ op: 'addUser', ext: `a:lost${anna}`, name: 'x' }, patient)
    await standIn.faults({})
    expect((await standIn.dump('users')).filter((user) => user.ext === `a:lost${anna}`).map((user) => user.uid)).toEqual([uid])
    await patient.close()
  })
  test('reads and states come through overload and errors', async () => {
    const patient = connectCompanyB({ url: standIn.url, partnerKey: 'key', retry: { attempts: 8, baseMs: 5 }, breaker: { threshold: 0.95 } })
    await perform(text(), b)
    await standIn.faults({ errorRate: 0.3, rng: 5 })
    for (let slot = 1; slot <= 6; slot++) await perform({ op: 'react', as: bruno, with: anna, id: 1, slot }, patient)
    expect((await history(patient, { as: bruno, with: anna })).rows[0]?.reactions).toEqual({ [bruno]: 6 })
    await patient.close()
  })
  test('an outage is unavailable, and nothing was done', async () => {
    await standIn.faults({ outage: true })
    const error = await failure(perform(text(), b))
    expect([error.kind, error.outcomeUnknown]).toEqual(['unavailable', false])
    await standIn.faults({})
    expect((await look()).rows).toEqual([])
  })
})
