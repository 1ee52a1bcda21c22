import { describe, expect, test } from 'vitest'
import { connectCompanyB, type CompanyBOptions } from '../src/client.ts'
import { CompanyBError, isCompanyBError } from '../src/error.ts'
import { history } from '../src/operation/history.ts'
import { directory, peopleLoader } from '../src/operation/people.ts'
import { pollEvents } from '../src/operation/poll.ts'
import { checkSid, hello } from '../src/operation/session.ts'
import { threadsOf } from '../src/operation/threads.ts'
import { perform } from '../src/perform.ts'
import type { SendIntent } from '../src/intent.ts'
import { memorySid } from '../src/sid.ts'
import { crookedServer } from './crooked.ts'

const fast: Partial<CompanyBOptions> = { partnerKey: 'k', retry: { baseMs: 5, capMs: 2_000 }, deadlines: { read: 150, write: 150, media: 150, poll: 150 } }
const client = (url: string, more: Partial<CompanyBOptions> = {}) => connectCompanyB({ url, ...fast, ...more })
const failure = async (work: Promise<unknown>) => work.then(() => { throw new Error('did not fail') }, (error: unknown) => {
  if (error instanceof CompanyBError) return error
  throw error
})
const sending: SendIntent = { op: 'send', as: 1, to: 2, text: 'x', kind: 'text', time: 5, tag: 'u' }
const err = (number: number, msg: string, more = {}) => ({ ok: 0, err: number, msg, ...more })
const row = (id: number, t = id) => ({ id, fr: 1, to: 2, t, txt: 'x', typ: 0, st: 0 })

describe('what B answers becomes a typed failure', () => {
  test.each([
    [{ status: 502, text: '<html><h1>502 Bad Gateway</h1></html>' }, 'unavailable', false],
    [{ status: 413, text: '<html>413</html>' }, 'refused', false],
    [{ status: 504, text: '<html>' }, 'timeout', true],
    [{ status: 500, text: '{}' }, 'nonsense', true],
    [{ text: '{"ok":1,' }, 'nonsense', true],
    [{ text: '<html>hello</html>' }, 'nonsense', true],
    [{ text: '{"ok":1,"id":"7"}' }, 'nonsense', true],
    [err(9, 'not found'), 'refused', false],
    [err(17, 'peer does not accept'), 'blocked', false],
    [err(17, 'slow down (7s)'), 'throttled', false],
    [err(23, 'internal'), 'unavailable', false],
    ['hang', 'timeout', true],
    ['cut', 'timeout', true],
  ] as const)('%j is %s, outcome unknown: %s', async (reply, kind, unknown) => {
    await using server = await crookedServer(() => reply)
    const b = client(server.url)
    const error = await failure(perform(sending, b))
    expect([error.kind, error.outcomeUnknown]).toEqual([kind, unknown])
    expect(error.message).toContain('send')
    expect(server.calls('/api/send')).toHaveLength(1)
    await b.close()
  })
  test('a throttle tells how long to wait', async () => {
    await using server = await crookedServer(() => err(17, 'slow down (7s)'))
    const b = client(server.url)
    expect((await failure(perform(sending, b))).failure).toEqual({ kind: 'throttled', retryAfterMs: 7_000 })
    await b.close()
  })
  test('no server at all is unavailable, not unknown', async () => {
    const b = client('http://127.0.0.1:1')
    const error = await failure(b.ask('send', { to: 2, txt: 'x' }, { sid: 's' }))
    expect([error.kind, error.outcomeUnknown]).toEqual(['unavailable', false])
    await b.close()
  })
})

describe('tries', () => {
  test('a read is repeated until it succeeds', async () => {
    await using server = await crookedServer((_, number) => number < 2 ? { status: 502, text: '<html>' } : { ok: 1, boot: 'b', now: 5, ver: '1' })
    const b = client(server.url)
    expect(await hello(b)).toEqual({ boot: 'b', now: 5, version: '1' })
    expect(server.calls('/api/hello')).toHaveLength(3)
    await b.close()
  })
  test('slow down waits the seconds told', async () => {
    await using server = await crookedServer((_, number) => number < 1 ? err(17, 'slow down (1s)') : { ok: 1, users: [] })
    const b = client(server.url)
    const started = performance.now()
    await b.ask('contacts', {}, { as: 1 })
    expect(performance.now() - started).toBeGreaterThan(990)
    await b.close()
  })
  test.each(['send', 'listPost', 'listNew', 'mediaPut', 'archive'] as const)('%s is never repeated', async (op) => {
    await using server = await crookedServer(() => ({ status: 502, text: '<html>' }))
    const b = client(server.url)
    const intents = {
      send: sending, listPost: { op: 'listPost', as: 1, listId: 1, text: 'x', kind: 'text', time: 5, tag: 'u' }, listNew: { op: 'listNew', as: 1, name: 'x', members: [2] },
      mediaPut: { op: 'mediaPut', as: 1, mime: 'a/b', base64: 'AAAA' }, archive: { op: 'archive', as: 1, with: 2 },
    } as const
    expect((await failure(perform(intents[op], b))).kind).toBe('unavailable')
    expect(server.seen.filter((one) => one.path !== '/api/partner/login')).toHaveLength(1)
    await b.close()
  })
  test('session gone: a new session, and once again, even for a send', async () => {
    await using server = await crookedServer(({ body }) => body.sid === 'sid0' ? err(5, 'session gone') : { ok: 1, id: 1, pair: '1:2', t: 5 })
    const b = client(server.url)
    expect(await perform(sending, b)).toEqual({ id: 1, time: 5 })
    expect(server.calls('/api/send').map((one) => one.body.sid)).toEqual(['sid0', 'sid1'])
    await b.close()
  })
  test('session gone twice fails; a user sid is never replaced', async () => {
    await using server = await crookedServer(() => err(5, 'session gone'))
    const b = client(server.url)
    expect((await failure(perform(sending, b))).kind).toBe('sessionGone')
    expect(server.calls('/api/send')).toHaveLength(2)
    expect((await failure(checkSid(b, 'mine'))).failure).toEqual({ kind: 'sessionGone', sid: 'mine' })
    await b.close()
  })
  test('the breaker opens when nothing answers, and closes after a good try', async () => {
    let broken = true
    await using server = await crookedServer(() => broken ? { status: 502, text: '<html>' } : { ok: 1, boot: 'b', now: 5, ver: '1' })
    const b = client(server.url, { retry: { attempts: 0 }, breaker: { size: 4, halfOpenAfterMs: 50 } })
    expect(b.available).toBe(true)
    for (let i = 0; i < 4; i++) await failure(hello(b))
    expect(b.available).toBe(false)
    expect((await failure(hello(b))).failure).toEqual({ kind: 'unavailable', reason: 'breaker open' })
    const asked = server.seen.length
    broken = false
    await new Promise((resolve) => { setTimeout(resolve, 60) })
    await hello(b)
    expect([b.available, server.seen.length - asked]).toEqual([true, 1])
    await b.close()
  })
  test('what waits is bounded', async () => {
    await using server = await crookedServer(() => 'hang')
    const b = client(server.url, { retry: { attempts: 0 }, bulkhead: { calls: 1, queue: 1 } })
    const kinds = await Promise.all([hello(b), hello(b), hello(b)].map(async (one) => (await failure(one)).failure))
    expect(kinds).toContainEqual({ kind: 'unavailable', reason: 'queue full' })
    await b.close()
  })
  test('each try pays into the budget and is observed', async () => {
    await using server = await crookedServer(({ path }, number) => path === '/api/send' ? { ok: 1, id: 1, pair: '1:2', t: 5 } : number < 1 ? err(23, 'internal') : { ok: 1, users: [] })
    const paid: unknown[] = []
    const observed: unknown[] = []
    const b = client(server.url, { acquire: async (...all) => { paid.push(all) }, observe: (call, outcome, ms) => observed.push([call, outcome, ms >= 0]) })
    await perform(sending, b)
    await b.ask('contacts', {}, { as: 4 })
    expect(paid).toEqual([[1, 'send', 1], [1, 'call', 4], [1, 'call', 4]])
    expect(observed).toEqual([['partnerLogin', 'ok', true], ['send', 'ok', true], ['contacts', 'unavailable', true], ['contacts', 'ok', true]])
    await b.close()
  })
  test('without a partner key only user calls work', async () => {
    await using server = await crookedServer(() => ({ ok: 1, uid: 7, dev: 'phone', left: 9 }))
    const b = connectCompanyB({ url: server.url })
    expect((await failure(perform(sending, b))).failure).toMatchObject({ kind: 'refused', err: 4 })
    expect(await checkSid(b, 'x')).toEqual({ uid: 7, device: 'phone', leftSeconds: 9 })
    await b.close()
  })
})

describe('sids', () => {
  test('callers at the same time share one log-in; a failed one is tried again; only the dead sid is dropped', async () => {
    let logins = 0
    const source = memorySid(async () => {
      if (++logins === 1) throw new Error('no')
      return `s${logins}`
    })
    await expect(Promise.all([source.get(), source.get()])).rejects.toThrow('no')
    expect(await Promise.all([source.get(), source.get()])).toEqual(['s2', 's2'])
    await source.invalidate('older')
    expect(await source.get()).toBe('s2')
    await source.invalidate('s2')
    expect(await source.get()).toBe('s3')
  })
})

describe('readings that shift under the reader', () => {
  const page = (rows: number[], off: number, top = rows[0] ?? 0, t = 0) => ({ ok: 1, pair: '1:2', top, tot: rows.length, m: rows.slice(off, off + 50).map((id) => row(id, t === 0 ? id : t + id)) })
  const down = (from: number) => Array.from({ length: from }, (_, i) => from - i)

  test('new rows between pages neither lose nor repeat one', async () => {
    let top = 120
    await using server = await crookedServer(({ body }) => page(down(top++), Number(body.off)))
    const b = client(server.url)
    const view = await history(b, { as: 1, with: 2 })
    expect(view.rows.map((r) => r.id)).toEqual(down(120))
    expect([view.top, view.coveredFrom, view.complete]).toEqual([120, 1, true])
    await b.close()
  })
  test('rows hidden between pages begin the reading again', async () => {
    let shown = down(120)
    await using server = await crookedServer(({ body }, number) => {
      if (number === 1) shown = shown.filter((id) => id <= 100)
      return page(shown, Number(body.off), 120)
    })
    const b = client(server.url)
    expect((await history(b, { as: 1, with: 2 })).rows.map((r) => r.id)).toEqual(down(100))
    await b.close()
  })
  test('an archive between pages begins the reading again', async () => {
    await using server = await crookedServer(({ body }, number) => number === 0 ? page(down(120), 0) : page(down(130), Number(body.off), 130, 10_000))
    const b = client(server.url)
    const view = await history(b, { as: 1, with: 2 })
    expect(view.rows.every((r) => r.time > 10_000)).toBe(true)
    expect(view.rows).toHaveLength(130)
    await b.close()
  })
  test('a history that never stands still fails instead of being half read', async () => {
    await using server = await crookedServer(({ body }, number) => page(down(120 - number), Number(body.off)))
    const b = client(server.url)
    expect((await failure(history(b, { as: 1, with: 2 }))).failure).toMatchObject({ kind: 'unavailable', reason: 'history kept changing' })
    await b.close()
  })
  test('the reading stops at the known id or at its bound', async () => {
    await using server = await crookedServer(({ body }) => page(down(500), Number(body.off)))
    const b = client(server.url)
    expect(await history(b, { as: 1, with: 2, downTo: 460 })).toMatchObject({ coveredFrom: 451, complete: false })
    expect(await history(b, { as: 1, with: 2, maxRows: 60 })).toMatchObject({ coveredFrom: 402, complete: false })
    await b.close()
  })
  test('a directory that grows is read again', async () => {
    const user = (uid: number) => ({ uid, phone: '', name: 'x', pic: '', seen: 0, gone: 0 })
    await using server = await crookedServer(({ body }, number) => {
      const uids = number < 1 ? down(300).toReversed().map((n) => n + 1) : [1, ...down(300).toReversed().map((n) => n + 1)]
      return { ok: 1, tot: uids.length, users: uids.slice(Number(body.off), Number(body.off) + 200).map(user) }
    })
    const b = client(server.url)
    const seen = new Set<number>()
    for await (const people of directory(b)) for (const person of people) seen.add(person.uid)
    expect(seen.size).toBe(301)
    await b.close()
  })
  test('a thread that jumps to the top between pages is not missed', async () => {
    const thread = (peer: number) => ({ with: peer, pair: `1:${peer}`, top: 1, tot: 1, unseen: 0, last: row(1) })
    await using server = await crookedServer(({ body }, number) => {
      const all = down(80).map((n) => n + 1)
      const order = number === 0 ? all : [5, ...all.filter((n) => n !== 5)]
      return { ok: 1, tot: 80, th: order.slice(Number(body.off), Number(body.off) + 50).map(thread) }
    })
    const b = client(server.url)
    expect(new Set((await threadsOf(b, 1)).map((one) => one.with)).size).toBe(80)
    await b.close()
  })
})

test('people asked for at the same time go in calls of 50', async () => {
  await using server = await crookedServer(({ body }) => ({ ok: 1, users: (body.uids as number[]).filter((uid) => uid !== 3).map((uid) => ({ uid, phone: '', name: `n${uid}`, pic: '', seen: 0, gone: 0 })) }))
  const b = client(server.url)
  const load = peopleLoader(b)
  const people = await Promise.all(Array.from({ length: 60 }, (_, i) => load(i + 1)))
  expect([people[0]?.name, people[2], people[59]?.name]).toEqual(['n1', null, 'n60'])
  expect(server.calls('/api/users').map((one) => (one.body.uids as number[]).length)).toEqual([50, 10])
  expect((await load(7))?.name).toBe('n7')
  await b.close()
})

describe('polling', () => {
  const poll = (n: number, more = {}) => ({ ok: 1, boot: 'b1', n, lost: 0, ev: [], ...more })
  test('a loss is told: no position, lost, another boot, numbers going back', async () => {
    const replies = [poll(7), poll(8), poll(8, { lost: 1 }), poll(9, { boot: 'b2' }), poll(3)]
    await using server = await crookedServer((_, number) => replies[number] ?? poll(0))
    const b = client(server.url)
    const first = await pollEvents(b, null, { waitSeconds: 0 })
    expect([first.reset, first.position, server.calls('/api/partner/poll')[0]?.body.since]).toEqual([true, { boot: 'b1', n: 7 }, -1])
    const resets = []
    for (let i = 0; i < 4; i++) resets.push((await pollEvents(b, first.position, { waitSeconds: 0 })).reset)
    expect(resets).toEqual([false, true, true, true])
    await b.close()
  })
  test('an unknown kind of event moves the position and harms nothing; a stop ends a held poll', async () => {
    await using server = await crookedServer((_, number) => number === 0 ? poll(9, { ev: [{ n: 9, ts: 1, k: 'wedding' }] }) : 'hang')
    const b = client(server.url)
    const got = await pollEvents(b, { boot: 'b1', n: 8 })
    expect(got).toEqual({ events: [{ kind: 'unknown', n: 9, at: 1 }], reset: false, position: { boot: 'b1', n: 9 } })
    const stop = new AbortController()
    const held = failure(pollEvents(b, got.position, { signal: stop.signal }))
    setTimeout(() => stop.abort(), 30)
    expect((await held).kind).toBe('cancelled')
    expect((await failure(pollEvents(b, got.position, { signal: stop.signal }))).kind).toBe('cancelled')
    await b.close()
  })
})

test('failures are told apart by kind', () => {
  const error = new CompanyBError('send', { kind: 'blocked' })
  expect([isCompanyBError(error), isCompanyBError(error, 'refused'), isCompanyBError(new Error('x')), error.message]).toEqual([true, false, false, 'send: blocked'])
})
