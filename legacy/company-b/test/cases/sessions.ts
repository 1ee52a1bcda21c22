import { describe, expect, test } from 'vitest'
import { Bench, KEY, UNTHROTTLED, phoneOf, refusal } from '../bench.ts'

const MINUTE = 60_000

export function sessions(): void {
  describe('sessions', () => {
    test('a sid lives 30 minutes after its last call, and check does not extend it', async () => {
      await using b = await Bench.open([1])
      const sid = await b.login(1)
      await b.advance(20 * MINUTE)
      expect((await b.call('contacts', { sid })).ok).toBe(1)
      await b.advance(29 * MINUTE)
      const left = (await b.call('check', { sid })).left
      expect(left).toBeGreaterThan(50)
      expect(left).toBeLessThanOrEqual(60)
      await b.advance(2 * MINUTE)
      expect(refusal(await b.call('check', { sid }))).toEqual({ ok: 0, err: 5, msg: 'session gone' })
    })

    test('one sid per user and device type: a new login kills the old one, and the poll it holds, at once', async () => {
      await using b = await Bench.open([1])
      const phone = await b.login(1, 'phone')
      const tablet = await b.login(1, 'tablet')
      const poll = b.call('poll', { sid: phone, since: 0, wait: 25 })
      await b.call('hello')
      const second = await b.login(1, 'phone')
      expect((await poll).err).toBe(5)
      expect((await b.call('check', { sid: phone })).err).toBe(5)
      expect(await b.call('check', { sid: tablet })).toMatchObject({ uid: 1, dev: 'tablet' })
      expect(await b.call('check', { sid: second })).toMatchObject({ uid: 1, dev: 'phone' })
    })

    test('logout ends the sid and its polls', async () => {
      await using b = await Bench.open([1])
      const sid = await b.login(1)
      const poll = b.call('poll', { sid, since: 0, wait: 25 })
      await b.call('hello')
      expect(await b.call('logout', { sid })).toEqual({ ok: 1 })
      expect((await poll).err).toBe(5)
      expect((await b.call('logout', { sid })).err).toBe(5)
    })

    test('a fifth sid of a partner key kills the least recently used; other keys keep theirs', async () => {
      await using b = await Bench.open([1])
      const other = await b.partner('other-key')
      const [first, second, third, fourth] = [await b.partner(), await b.partner(), await b.partner(), await b.partner()]
      await b.call('dir', { sid: first })
      const fifth = await b.partner()
      const alive = async (sid: string) => (await b.call('check', { sid })).ok
      expect(await Promise.all([first, second, third, fourth, fifth, other].map(alive))).toEqual([1, 0, 1, 1, 1, 1])
      expect(await b.call('check', { sid: fifth })).toMatchObject({ uid: 0, dev: 'partner' })
    })

    test('a wrong key, and partner calls on a user session, are err 4', async () => {
      await using b = await Bench.open([1])
      expect(refusal(await b.call('partner/login', { key: 'guess' }))).toEqual({ ok: 0, err: 4, msg: 'partner only' })
      const sid = await b.login(1)
      expect((await b.call('partner/adduser', { sid, name: 'x' })).err).toBe(4)
      expect((await b.call('partner/poll', { sid, since: -1 })).err).toBe(4)
      expect((await b.call('check', { sid, as: 1 })).err).toBe(4)
    })

    test('as: refused, optional, needed', async () => {
      await using b = await Bench.open([1, 2])
      const sid = await b.partner()
      for (const [name, fields] of [['check', {}], ['logout', {}], ['partner/adduser', { name: 'x' }], ['partner/poll', { since: 0 }]] as const) {
        expect((await b.call(name, { sid, as: 1, ...fields })).err).toBe(4)
      }
      for (const [name, fields] of [['user', { uid: 1 }], ['users', { uids: [1] }], ['dir', {}]] as const) {
        expect((await b.call(name, { sid, ...fields })).ok).toBe(1)
        expect((await b.call(name, { sid, as: 1, ...fields })).ok).toBe(1)
        expect((await b.call(name, { sid, as: 99, ...fields })).err).toBe(9)
      }
      for (const [name, fields] of [['contacts', {}], ['threads', {}], ['poll', { since: 0 }], ['send', { to: 2, txt: 'x' }], ['list/all', {}], ['media/put', { mime: 'x', b64: 'AAAA' }]] as const) {
        expect((await b.call(name, { sid, ...fields })).msg).toBe('bad argument: as')
      }
      expect((await b.call('contacts', { sid, as: 99 })).err).toBe(9)
    })

    test('as touches neither the sessions nor the seen of the user; own calls do move seen', async () => {
      await using b = await Bench.open([1, 2])
      const psid = await b.partner()
      const sid = await b.login(1)
      await b.call('contacts', { sid: psid, as: 1 })
      expect((await b.call('user', { sid: psid, uid: 1 })).user.seen).toBe(0)
      const before = Date.now()
      await b.call('contacts', { sid })
      expect((await b.call('user', { sid: psid, uid: 1 })).user.seen).toBeGreaterThanOrEqual(before)
      expect((await b.call('check', { sid })).ok).toBe(1)
    })
  })

  describe('throttle', () => {
    test('calls per user sid in fixed windows; polls, check and logout are not counted', async () => {
      await using b = await Bench.open([1], { throttle: { ...UNTHROTTLED, calls: { count: 2, seconds: 3_600 } } })
      const sid = await b.login(1)
      for (let i = 0; i < 5; i++) {
        expect((await b.call('check', { sid })).ok).toBe(1)
        expect((await b.call('poll', { sid, since: -1 })).ok).toBe(1)
      }
      expect((await b.call('contacts', { sid })).ok).toBe(1)
      expect((await b.call('contacts', { sid })).ok).toBe(1)
      const refused = await b.call('contacts', { sid })
      const seconds = Number(/^slow down \((\d+)s\)$/.exec(refused.msg ?? '')?.[1])
      expect(refused.err).toBe(17)
      expect(seconds).toBeGreaterThanOrEqual(1)
      expect(seconds).toBeLessThanOrEqual(3_600)
      await b.advance(seconds * 1_000)
      const again = await b.login(1)
      expect((await b.call('contacts', { sid: again })).ok).toBe(1)
    })

    test('a new window opens for the same sid', async () => {
      await using b = await Bench.open([1], { throttle: { ...UNTHROTTLED, calls: { count: 1, seconds: 60 } } })
      const sid = await b.login(1)
      let answers = [await b.call('contacts', { sid }), await b.call('contacts', { sid }), await b.call('contacts', { sid })]
      expect(answers.some(({ err }) => err === 17)).toBe(true)
      await b.advance(60_000)
      answers = [await b.call('contacts', { sid })]
      expect(answers[0]?.ok).toBe(1)
    })

    test('sends count per acting uid, with the higher limit on partner sids', async () => {
      await using b = await Bench.open([1, 2], { throttle: { ...UNTHROTTLED, send: { count: 1, seconds: 86_400 }, partnerSend: { count: 2, seconds: 86_400 } } })
      const [sid, psid] = [await b.login(1), await b.partner()]
      const { lid } = await b.call('list/new', { sid, name: 'l', uids: [2] })
      expect((await b.call('send', { sid, to: 2, txt: 'x' })).ok).toBe(1)
      expect((await b.call('list/post', { sid, lid, txt: 'x' })).err).toBe(17)
      expect((await b.call('contacts', { sid })).ok).toBe(1)
      expect((await b.call('send', { sid: psid, as: 1, to: 2, txt: 'x' })).ok).toBe(1)
      expect((await b.call('send', { sid: psid, as: 1, to: 2, txt: 'x' })).ok).toBe(1)
      expect((await b.call('send', { sid: psid, as: 1, to: 2, txt: 'x' })).err).toBe(17)
      expect((await b.call('send', { sid: psid, as: 2, to: 1, txt: 'x' })).ok).toBe(1)
    })

    test('partner calls count per key, over its sids', async () => {
      await using b = await Bench.open([1], { throttle: { ...UNTHROTTLED, partner: { count: 2, seconds: 86_400 } } })
      const [one, two, other] = [await b.partner(), await b.partner(), await b.partner('other-key')]
      await b.call('dir', { sid: one })
      await b.call('dir', { sid: two })
      expect((await b.call('dir', { sid: one })).err).toBe(17)
      expect((await b.call('dir', { sid: other })).ok).toBe(1)
      expect((await b.call('partner/poll', { sid: one, since: -1 })).ok).toBe(1)
    })

    test('ten wrong pins for a phone within a minute stop even the right one', async () => {
      await using b = await Bench.open([1, 2])
      for (let i = 0; i < 10; i++) {
        expect(refusal(await b.call('login', { phone: phoneOf(1), pin: '9999', dev: 'phone' }))).toEqual({ ok: 0, err: 3, msg: 'wrong phone or pin' })
      }
      expect((await b.call('login', { phone: phoneOf(1).replace('+33', '0'), pin: '0000', dev: 'phone' })).msg).toMatch(/^slow down \(\d+s\)$/)
      expect((await b.call('login', { phone: phoneOf(2), pin: '0000', dev: 'phone' })).ok).toBe(1)
      await b.advance(MINUTE)
      expect((await b.call('login', { phone: phoneOf(1), pin: '0000', dev: 'phone' })).ok).toBe(1)
    })

    test('the defaults of the contract hold', async () => {
      await using b = await Bench.open([1], { throttle: {} })
      const sid = await b.login(1)
      const answers = await Promise.all(Array.from({ length: 300 }, () => b.call('contacts', { sid })))
      expect(answers.some(({ err }) => err === 17)).toBe(true)
      expect(await b.partner(KEY)).toMatch(/^p/)
    })
  })
}
