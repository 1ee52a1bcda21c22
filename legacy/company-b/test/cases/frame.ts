import { describe, expect, test } from 'vitest'
import { Bench, KEY, refusal } from '../bench.ts'

export function frame(): void {
  describe('frame and check order', () => {
    test('anything that is no call is err 1 at HTTP 200', async () => {
      await using b = await Bench.open()
      const badCall = { ok: 0, err: 1, msg: 'bad call' }
      for (const body of ['', '{', '[]', '1', 'null', '"x"']) expect(await b.bad('hello', body)).toEqual(badCall)
      for (const [method, path] of [['GET', '/api/hello'], ['POST', '/api/nothing'], ['DELETE', '/api/'], ['PUT', '/api/hello']] as const) {
        const response = await fetch(b.url + path, { method })
        expect([response.status, await response.json()]).toEqual([200, badCall])
      }
      expect((await fetch(`${b.url}/elsewhere`)).status).toBe(404)
    })

    test('hello tells boot and clock; unknown fields are ignored', async () => {
      await using b = await Bench.open()
      const before = Date.now()
      const answer = await b.call('hello', { whatever: [1] })
      expect(answer.now).toBeGreaterThanOrEqual(before)
    })

    test('more than 262,144 bytes stop at the front proxy', async () => {
      await using b = await Bench.open()
      const fit = JSON.stringify({ pad: 'x'.repeat(262_144 - 10) })
      expect(fit.length).toBe(262_144)
      expect((await b.raw('hello', fit)).status).toBe(200)
      expect(await b.raw('hello', `${fit} `)).toMatchObject({ status: 413, text: expect.stringContaining('413 Request Entity Too Large') })
    })

    test('missing sid 2, then session 5, then partner rules 4, then throttle 17, then fields, object, rights, block', async () => {
      await using b = await Bench.open([1, 2, 3], { throttle: { calls: { count: 1, seconds: 86_400 }, partner: { count: 1, seconds: 86_400 } } })
      expect(refusal(await b.bad('send', { as: 1 }))).toEqual({ ok: 0, err: 2, msg: 'bad argument: sid' })
      expect(refusal(await b.bad('send', { sid: 5 }))).toEqual({ ok: 0, err: 2, msg: 'bad argument: sid' })
      expect(refusal(await b.bad('send', { sid: '0123456789abcdef', as: 'x' }))).toEqual({ ok: 0, err: 5, msg: 'session gone' })
      const sid = await b.login(1)
      expect((await b.bad('send', { sid, to: 'x' })).msg).toBe('bad argument: to')
      expect(refusal(await b.bad('send', { sid, as: 2, to: 'x' }))).toEqual({ ok: 0, err: 4, msg: 'partner only' })
      expect((await b.bad('send', { sid, to: 'x' })).err).toBe(17)
      const psid = await b.partner()
      expect((await b.bad('contacts', { sid: psid })).msg).toBe('bad argument: as')
      expect((await b.bad('contacts', { sid: psid })).err).toBe(17)
    })

    test('err 2 before 11 before 12, whatever the order of fields', async () => {
      await using b = await Bench.open([1, 2])
      const sid = await b.login(1)
      const long = 'x'.repeat(481)
      expect((await b.bad('send', { sid, to: 2, txt: long, typ: 9 })).msg).toBe('bad argument: typ')
      expect((await b.bad('send', { sid, to: 99, txt: long })).err).toBe(11)
      expect((await b.bad('list/new', { sid, name: 'x'.repeat(61), uids: Array.from({ length: 51 }, (_, i) => i + 2) })).err).toBe(11)
      expect((await b.bad('list/new', { sid, name: 'x', uids: Array.from({ length: 51 }, (_, i) => i + 2) })).err).toBe(12)
    })

    test('object 9 before rights 19 before block 17', async () => {
      await using b = await Bench.open([1, 2])
      const sid = await b.login(1)
      const sid2 = await b.login(2)
      const { link } = await b.call('media/put', { sid, mime: 'image/png', b64: 'AAAA' })
      await b.call('block', { sid: sid2, with: 1, blk: 1 })
      expect((await b.call('send', { sid, to: 2, txt: '', typ: 1, link: 'm-0000000000' })).err).toBe(9)
      await b.call('send', { sid: await b.partner(), as: 1, to: 2, txt: 'x' })
      await b.advance(7 * 86_400_000)
      expect((await b.call('send', { sid: await b.login(1), to: 2, txt: '', typ: 1, link })).err).toBe(19)
      expect((await b.call('send', { sid: await b.login(1), to: 2, txt: 'x' })).msg).toBe('peer does not accept')
    })

    test('wrong types are err 2 naming the field', async () => {
      await using b = await Bench.open([1, 2])
      const sid = await b.login(1)
      const bad: [string, Record<string, unknown>, string][] = [
        ['send', { to: '2', txt: 'x' }, 'to'], ['send', { to: 2.5, txt: 'x' }, 'to'], ['send', { to: 1, txt: 'x' }, 'to'], ['send', { to: 2 }, 'txt'],
        ['send', { to: 2, txt: 7 }, 'txt'], ['send', { to: 2, txt: '' }, 'txt'], ['send', { to: 2, txt: 'x', typ: 5 }, 'typ'],
        ['send', { to: 2, txt: 'x', t: 0 }, 't'], ['send', { to: 2, txt: 'x', tag: '' }, 'tag'], ['send', { to: 2, txt: 'x', tag: 'x'.repeat(17) }, 'tag'],
        ['send', { to: 2, txt: 'x', ref: 3 }, 'ref'], ['send', { to: 2, txt: 'x', ref: { id: 0 } }, 'ref'], ['send', { to: 2, txt: 'x', exp: 0 }, 'exp'],
        ['send', { to: 2, txt: 'x', exp: 604_801 }, 'exp'], ['send', { to: 2, txt: 'x', at: Date.now() + 31 * 86_400_000 }, 'at'],
        ['send', { to: 2, txt: 'x', link: 'm-0123456789' }, 'link'], ['send', { to: 2, txt: '', typ: 1 }, 'link'], ['send', { to: 2, txt: 'x', q: null }, 'q'],
        ['hist', { with: 1 }, 'with'], ['hist', { with: 2, off: -1 }, 'off'], ['hist', { with: 2, cnt: '5' }, 'cnt'], ['del', { with: 2, id: 1, all: 2 }, 'all'],
        ['react', { with: 2, id: 1, r: 7 }, 'r'], ['seen', { with: 2, ids: [] }, 'ids'], ['got', { with: 2, ids: [0] }, 'ids'], ['poll', { since: -2 }, 'since'],
        ['poll', { since: 0, wait: -1 }, 'wait'], ['user', {}, 'uid'], ['user', { uid: 1, phone: '1' }, 'uid'], ['users', { uids: [] }, 'uids'],
        ['setname', { name: '' }, 'name'], ['block', { with: 2, blk: true }, 'blk'], ['list/new', { name: 'x', uids: [1] }, 'uids'],
        ['list/edit', { lid: 1, add: [1] }, 'add'], ['list/edit', { lid: 1, drop: 2 }, 'drop'], ['media/put', { mime: 'x', b64: 'AAA' }, 'b64'],
        ['media/put', { mime: 'x', b64: '????' }, 'b64'], ['media/put', { mime: 'x'.repeat(61), b64: 'AAAA' }, 'mime'], ['media/get', { link: 'x' }, 'link'],
      ]
      for (const [name, fields, field] of bad) {
        expect({ name, fields, ...refusal(await b.bad(name, { sid, ...fields })) }).toEqual({ name, fields, ok: 0, err: 2, msg: `bad argument: ${field}` })
      }
      for (const [fields, field] of [[{ pin: '0000', dev: 'phone' }, 'phone'], [{ phone: '1', pin: 1234, dev: 'phone' }, 'pin'], [{ phone: '1', pin: '123', dev: 'phone' }, 'pin'], [{ phone: '1', pin: '1234', dev: 'watch' }, 'dev']] as const) {
        expect((await b.bad('login', fields)).msg).toBe(`bad argument: ${field}`)
      }
      expect((await b.bad('partner/login', { key: 'x'.repeat(101) })).msg).toBe('bad argument: key')
      const psid = await b.partner(KEY)
      expect((await b.bad('partner/adduser', { sid: psid, name: 'x', ext: 'é' })).msg).toBe('bad argument: ext')
      expect((await b.bad('hist', { sid: psid, as: '1', with: 2 })).msg).toBe('bad argument: as')
    })

    test('limits of length and number: 11 and 12', async () => {
      await using b = await Bench.open([1, 2])
      const sid = await b.login(1)
      expect((await b.call('send', { sid, to: 2, txt: 'x'.repeat(480), q: 'x'.repeat(80) })).ok).toBe(1)
      expect(refusal(await b.bad('send', { sid, to: 2, txt: 'x', q: 'x'.repeat(81) }))).toEqual({ ok: 0, err: 11, msg: 'too long' })
      expect((await b.bad('setname', { sid, name: 'x'.repeat(61) })).err).toBe(11)
      expect((await b.bad('setpic', { sid, pic: 'x'.repeat(8_193) })).err).toBe(11)
      expect((await b.bad('media/put', { sid, mime: 'x', b64: 'A'.repeat(204_801) })).err).toBe(11)
      expect((await b.call('media/put', { sid, mime: 'x', b64: 'A'.repeat(204_800) })).ok).toBe(1)
      expect(refusal(await b.bad('users', { sid, uids: Array.from({ length: 51 }, () => 1) }))).toEqual({ ok: 0, err: 12, msg: 'too many' })
      expect((await b.bad('seen', { sid, with: 2, ids: Array.from({ length: 201 }, (_, i) => i + 1) })).err).toBe(12)
    })
  })
}
