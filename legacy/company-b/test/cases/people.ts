import { describe, expect, test } from 'vitest'
import { Bench } from '../bench.ts'

export function people(): void {
  describe('users', () => {
    test('look-up compares the last nine digits of live users: two countries collide, the lowest uid wins', async () => {
      await using b = await Bench.open()
      await b.control('seed', { users: [
        { uid: 9, phone: '+33 6 12 34 56 78', pin: '1111', name: 'fr' },
        { uid: 5, phone: '0049 612345678', pin: '2222', name: 'de' },
        { uid: 3, phone: '612345678', pin: '3333', name: 'gone', gone: 1 },
        { uid: 4, phone: '', name: 'no phone' },
      ] })
      const sid = (await b.call('login', { phone: '06.12.34.56.78', pin: '1111', dev: 'phone' })).sid
      expect(await b.call('check', { sid })).toMatchObject({ uid: 9 })
      expect((await b.call('login', { phone: '612345678', pin: '2222', dev: 'phone' })).uid).toBe(5)
      expect((await b.call('login', { phone: '612345678', pin: '3333', dev: 'phone' })).err).toBe(3)
      expect((await b.call('user', { sid, phone: 'x0612345678' })).user).toMatchObject({ uid: 5, phone: '0049 612345678' })
      expect((await b.call('user', { sid, phone: '12345678' })).err).toBe(9)
      expect((await b.call('user', { sid, phone: '' })).err).toBe(9)
      expect((await b.call('user', { sid, uid: 3 })).user.gone).toBe(1)
      expect((await b.call('user', { sid, uid: 77 })).err).toBe(9)
    })

    test('recycling: the older row of the same normal form is gone, keeps phone and history, loses its sessions', async () => {
      await using b = await Bench.open([2])
      await b.control('seed', { users: [{ uid: 10, phone: '06 12 34 56 78', name: 'old' }, { uid: 11, phone: '+49 612345678', name: 'other country' }], messages: [{ fr: 10, to: 2, txt: 'hi' }] })
      const old = (await b.call('login', { phone: '0612345678', pin: '0000', dev: 'phone' })).sid
      await b.control('seed', { users: [{ uid: 12, phone: '0033-612345678', name: 'new' }] })
      expect((await b.call('check', { sid: old })).err).toBe(5)
      const sid = await b.login(2)
      const { users } = await b.call('users', { sid, uids: [12, 10, 11, 10, 404] })
      expect(users.map(({ uid, gone, phone }) => [uid, gone, phone])).toEqual([[10, 1, '06 12 34 56 78'], [11, 0, '+49 612345678'], [12, 0, '0033-612345678']])
      expect((await b.call('send', { sid, to: 10, txt: 'x' })).err).toBe(9)
      expect((await b.call('peer', { sid, with: 10 })).gone).toBe(1)
      expect((await b.call('hist', { sid, with: 10 })).tot).toBe(1)
      expect((await b.call('contacts', { sid })).users).toMatchObject([{ uid: 10, gone: 1 }])
      expect((await b.call('contacts', { sid: await b.partner(), as: 10 })).err).toBe(9)
      expect((await b.call('poll', { sid, since: 0 })).ev).toEqual([])
      expect((await b.call('dir', { sid })).users.find(({ uid }) => uid === 10)?.gone).toBe(1)
    })

    test('another COUNTRY makes another normal form', async () => {
      await using b = await Bench.open([], { country: '49' })
      await b.control('seed', { users: [{ uid: 1, phone: '0170 1', name: 'a' }, { uid: 2, phone: '+33 170 1', name: 'b' }, { uid: 3, phone: '+49 1701', name: 'c' }] })
      expect((await b.dump('users')).map(({ gone }) => gone)).toEqual([1, 0, 0])
    })

    test('seen is stored as seeded, in seconds for old rows', async () => {
      await using b = await Bench.open([1])
      await b.control('seed', { users: [{ uid: 388, phone: '', name: 'Zo&#235;', seen: 1_397_638_800 }] })
      const sid = await b.login(1)
      expect((await b.call('user', { sid, uid: 388 })).user).toMatchObject({ seen: 1_397_638_800, name: 'Zo&#235;' })
      expect((await b.call('peer', { sid, with: 388 })).seen).toBe(1_397_638_800)
    })

    test('adduser: a shadow with ext is made once, without ext at each call; uids go on from the highest', async () => {
      await using b = await Bench.open([1, 40])
      const sid = await b.partner()
      expect(await b.call('partner/adduser', { sid, name: 'Łéa', ext: 'a:1' })).toEqual({ ok: 1, uid: 41 })
      expect(await b.call('partner/adduser', { sid, name: 'other', ext: 'a:1' })).toEqual({ ok: 0, err: 31, msg: 'ext taken', uid: 41 })
      expect((await b.call('partner/adduser', { sid, name: 'x' })).uid).toBe(42)
      expect((await b.call('partner/adduser', { sid, name: 'x' })).uid).toBe(43)
      expect((await b.call('user', { sid, uid: 41 })).user).toEqual({ uid: 41, phone: '', name: '?éa', pic: '', seen: 0, gone: 0, ext: 'a:1' })
      expect((await b.call('setname', { sid, as: 41, name: 'New' })).ok).toBe(1)
      expect((await b.call('setpic', { sid, as: 41, pic: 'https://b.company-b.internal/p/41.jpg' })).ok).toBe(1)
      expect((await b.call('user', { sid, uid: 41 })).user).toMatchObject({ name: 'New', pic: 'https://b.company-b.internal/p/41.jpg' })
      expect((await b.call('login', { phone: '', pin: '0000', dev: 'phone' })).err).toBe(3)
      expect((await b.dump('users')).map(({ shadow }) => shadow)).toEqual([0, 0, 1, 1, 1])
      await b.control('seed', { users: [{ uid: 2_147_483_647, phone: '', name: 'last' }] })
      expect((await b.call('partner/adduser', { sid, name: 'x' })).err).toBe(23)
    })

    test('dir pages by offset and clamps cnt without a word', async () => {
      await using b = await Bench.open(Array.from({ length: 210 }, (_, i) => i + 1))
      const sid = await b.partner()
      const count = async (fields: object) => (await b.call('dir', { sid, ...fields })).users.length
      expect([await count({}), await count({ cnt: 0 }), await count({ cnt: -5 }), await count({ cnt: 201 }), await count({ off: 205, cnt: 50 })]).toEqual([50, 50, 50, 200, 5])
      const page = await b.call('dir', { sid, off: 2, cnt: 2 })
      expect([page.tot, page.users.map(({ uid }) => uid)]).toEqual([210, [3, 4]])
    })

    test('setname tells self and contacts, setpic nobody', async () => {
      await using b = await Bench.open([1, 2, 3])
      await b.control('seed', { conversations: [{ a: 2, b: 1 }] })
      const sids = [await b.login(1), await b.login(2), await b.login(3)] as const
      await b.call('setname', { sid: sids[0], name: 'Zoë €' })
      await b.call('setpic', { sid: sids[0], pic: '' })
      const events = await Promise.all(sids.map(async (sid) => (await b.call('poll', { sid, since: 0 })).ev.map(({ k, uid, name }) => [k, uid, name])))
      expect(events).toEqual([[['name', 1, 'Zoë ?']], [['name', 1, 'Zoë ?']], []])
      expect((await b.call('contacts', { sid: sids[1] })).users.map(({ uid }) => uid)).toEqual([1])
    })

    test('block stops send, react and typing, not reading; unblock lets them through', async () => {
      await using b = await Bench.open([1, 2])
      const [one, two] = [await b.login(1), await b.login(2)]
      await b.call('send', { sid: two, to: 1, txt: 'x' })
      await b.call('block', { sid: two, with: 1, blk: 1 })
      await b.call('block', { sid: two, with: 1, blk: 1 })
      const blocked = { ok: 0, err: 17, msg: 'peer does not accept' }
      expect(await b.call('send', { sid: one, to: 2, txt: 'x' })).toEqual(blocked)
      expect(await b.call('react', { sid: one, with: 2, id: 1, r: 1 })).toEqual(blocked)
      expect(await b.call('react', { sid: one, with: 2, id: 9, r: 1 })).toMatchObject({ err: 9 })
      expect(await b.call('typing', { sid: one, with: 2 })).toEqual(blocked)
      expect((await b.call('hist', { sid: one, with: 2 })).tot).toBe(1)
      expect((await b.call('seen', { sid: one, with: 2, ids: [1] })).n).toBe(1)
      expect((await b.call('send', { sid: two, to: 1, txt: 'other way' })).ok).toBe(1)
      expect(await b.dump('blocks')).toEqual([{ by: 2, with: 1 }])
      await b.call('block', { sid: two, with: 1, blk: 0 })
      expect((await b.call('send', { sid: one, to: 2, txt: 'x' })).ok).toBe(1)
      expect((await b.call('block', { sid: two, with: 99, blk: 1 })).err).toBe(9)
    })
  })
}
