import { newId } from '@switchboard/domain/ids'
import { hello } from '@switchboard/company-b/operation/session'
import { eventually } from '@switchboard/testkit/eventually'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createDirectory } from '../src/directory.ts'
import { mirrorColumns, mirrorShadow, type MirrorRow } from '../src/directory/mirror.ts'
import { bruno, lea, newcomer, noa, openHouse, password, type House } from './house.ts'

let house: House
beforeAll(async () => { house = await openHouse() })
afterAll(() => house.stop())

interface UserOfA { id: string; handle: string; displayName: string; avatarUrl: string | null; external: boolean; externalRef: string | null }
interface UserOfB { uid: number; name: string; pic: string; ext?: string; phone: string; gone: number }

const usersOfA = () => house.a.control.dump<UserOfA>('users')
const usersOfB = () => house.b.control.dump<UserOfB>('users')
const identities = async () => (await house.pool.query<{ id: string; company: string; native_id: string; display_name: string; shadow_native_id: string | null; profile_revision: number; mirror_due_at: Date | null; mirror_error: string | null; fidelity: { code: string }[] }>('SELECT * FROM users.identity ORDER BY company, created_at, id')).rows
const stored = async (nativeId: string) => {
  const row = (await identities()).find((identity) => identity.native_id === nativeId)
  if (row === undefined) throw new Error(`${nativeId} is not stored`)
  return row
}
const settle = async () => {
  for (let left = 1; left > 0;) ({ left } = await house.directory.mirrorDue(1_000))
}

/** B works again, and our breaker has seen it. */
const healed = async () => {
  await house.b.control.faults({})
  await eventually(async () => (await hello(house.parts.directory.companies.b)).boot !== '', { timeoutMs: 15_000, everyMs: 100 })
}

/** A call as the old apps make it. */
async function b(call: string, body: object): Promise<{ ok: number; sid: string }> {
  const response = await fetch(`${house.b.url}/api/${call}`, { method: 'POST', body: JSON.stringify(body) })
  return await response.json() as { ok: number; sid: string }
}
async function profileAtA(who: { email: string }, changes: object): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const login = await fetch(`${house.a.url}/v1/auth/login`, { method: 'POST', headers, body: JSON.stringify({ email: who.email, password }) })
  const { accessToken } = await login.json() as { accessToken: string }
  const changed = await fetch(`${house.a.url}/v1/users/me`, { method: 'PATCH', headers: { ...headers, authorization: `Bearer ${accessToken}` }, body: JSON.stringify(changes) })
  expect(changed.status).toBe(200)
}

describe('reading the companies', () => {
  it('stores every native user with a person of its own, and no shadow', async () => {
    await house.a.control.seed({ users: [{ id: newId(), displayName: 'Somebody of B', externalRef: 'b:777' }] })
    await house.b.control.seed({ users: [{ uid: 900, phone: '', name: 'Somebody of A', ext: `a:${newId()}` }, { uid: 901, phone: '', name: 'Group of Lea', ext: `room:${newId()}` }] })
    expect(await house.directory.syncA()).toMatchObject({ seen: 3, changed: 2 })
    expect(await house.directory.syncB()).toMatchObject({ seen: 4, changed: 2 })
    expect((await identities()).map((identity) => identity.display_name).sort()).toEqual(['Bruno D.', 'Léa Martin', 'Noa Weber', 'Zoë'])
    const { rows } = await house.pool.query('SELECT count(*)::int AS people FROM users.person')
    expect(rows).toEqual([{ people: 4 }])
  })

  it('reads only what changed the next time, and repeating changes nothing', async () => {
    await profileAtA(noa, { displayName: 'Noa W.' })
    expect(await house.directory.syncA()).toMatchObject({ changed: 1 })
    expect((await stored(noa.id)).display_name).toBe('Noa W.')
    expect(await house.directory.syncA()).toMatchObject({ changed: 0 })
    expect(await house.directory.syncB()).toMatchObject({ changed: 0 })
  })

  it('stores one identity and one person for a user that many find at once', async () => {
    const user = newcomer('Busy')
    await house.a.control.seed({ password, users: [user] })
    const found = await Promise.all(Array.from({ length: 8 }, () => house.directory.ensureIdentity('A', user.id)))
    expect(new Set(found.map((identity) => identity?.id)).size).toBe(1)
    const { rows } = await house.pool.query('SELECT count(*)::int AS orphans FROM users.person p WHERE NOT EXISTS (SELECT 1 FROM users.identity i WHERE i.born_person_id = p.id)')
    expect(rows).toEqual([{ orphans: 0 }])
  })

  it('takes an event of A once, in whatever order it comes', async () => {
    const person = await house.parts.directory.companies.a.directory.byId(lea.id)
    await profileAtA(lea, { displayName: 'Léa M.' })
    const newer = await house.parts.directory.companies.a.directory.byId(lea.id)
    await house.directory.applyUserA(newer)
    const { profile_revision } = await stored(lea.id)
    await house.directory.applyUserA(person)
    await house.directory.applyUserA(newer)
    expect(await stored(lea.id)).toMatchObject({ display_name: 'Léa M.', profile_revision })
    await house.directory.applyUserA({ ...newer, id: newId(), shadow: true, shadowOf: 'b:1' })
  })
})

describe('whom a user id stands for', () => {
  it('tells natives, shadows, rooms and nobody apart, known before or not', async () => {
    const room = newId()
    await house.b.control.seed({ users: [{ uid: 910, phone: '', name: 'Shadow of Noa', ext: `a:${noa.id}` }, { uid: 911, phone: '', name: 'Room', ext: `room:${room}` }, { uid: 912, phone: '', name: 'Odd', ext: 'x:1' }] })
    const found = await house.directory.resolveAll('B', ['910', '911', '912', '913', String(bruno.uid), 'nonsense', '99999999999'])
    expect(Object.fromEntries([...found].map(([id, one]) => [id, one.kind]))).toEqual({ 910: 'shadow', 911: 'room', 912: 'unknown', 913: 'unknown', 4711: 'native', nonsense: 'unknown', 99999999999: 'unknown' })
    expect(found.get('910')).toMatchObject({ identity: { nativeId: noa.id, shadowNativeId: '910' } })
    expect(found.get('911')).toEqual({ kind: 'room', conversationId: room })
    // Remembered: the next answer needs no company.
    expect(await house.directory.resolve('B', '910')).toMatchObject({ kind: 'shadow', identity: { nativeId: noa.id } })
    expect(await house.directory.ensureIdentity('B', '910')).toBeNull()
  })
})

describe('mirroring', () => {
  it('gives every native person a shadow at the other company, once, whoever asks at once', async () => {
    const other = createDirectory({ ...house.parts.directory })
    const { id } = await stored(lea.id)
    const shadows = await Promise.all([house.directory.ensureShadow(id), other.ensureShadow(id), house.directory.mirrorDue(100), other.mirrorDue(100), house.directory.ensureShadow(id)])
    await settle()
    expect(new Set([shadows[0].nativeId, shadows[1].nativeId, shadows[4].nativeId]).size).toBe(1)
    const people = await identities()
    expect(people.every((identity) => identity.shadow_native_id !== null && identity.mirror_due_at === null)).toBe(true)
    const atA = await usersOfA()
    const atB = await usersOfB()
    for (const identity of people) {
      const reference = `${identity.company.toLowerCase()}:${identity.native_id}`
      expect(identity.company === 'A' ? atB.filter(({ ext }) => ext === reference) : atA.filter(({ externalRef }) => externalRef === reference), reference).toHaveLength(1)
    }
    // The mirrors come back in the next scans and stay mirrors.
    await house.directory.syncA()
    await house.directory.syncB()
    expect(await identities()).toHaveLength(people.length)
  })

  it('brings later changes of name and picture to the shadow, cut where B cannot hold them', async () => {
    const long = `${'Ünïcödé '.repeat(8)}🙂`
    await profileAtA(lea, { displayName: long, avatarUrl: 'https://pictures.example/lea.webp' })
    await house.directory.syncA()
    await settle()
    const { shadow_native_id, fidelity, display_name } = await stored(lea.id)
    expect(display_name).toBe(long)
    expect(fidelity.map(({ code }) => code)).toEqual(['NAME_CUT'])
    const shadow = (await usersOfB()).find(({ uid }) => String(uid) === shadow_native_id)
    expect(shadow).toMatchObject({ pic: 'https://pictures.example/lea.webp', phone: '' })
    expect(shadow?.name.length).toBeLessThanOrEqual(60)
    await profileAtA(lea, { displayName: 'Léa', avatarUrl: null })
    await house.directory.syncA()
    await settle()
    expect((await usersOfB()).find(({ uid }) => String(uid) === shadow_native_id)).toMatchObject({ name: 'Léa', pic: '' })
    expect((await stored(lea.id)).fidelity).toEqual([])
  })

  it('brings a change made here to the own company, and knows its echo', async () => {
    await house.pool.query(`UPDATE users.identity SET display_name = 'Bruno Δ', avatar_url = 'https://pictures.example/b.jpg', profile_revision = profile_revision + 1, mirror_due_at = now() WHERE native_id = '4711'`)
    await settle()
    const { profile_revision, shadow_native_id } = await stored('4711')
    expect((await usersOfB()).find(({ uid }) => uid === 4711)).toMatchObject({ name: 'Bruno &#916;', pic: 'https://pictures.example/b.jpg' })
    expect((await usersOfA()).find(({ id }) => id === shadow_native_id)).toMatchObject({ displayName: 'Bruno Δ', avatarUrl: 'https://pictures.example/b.jpg' })
    await house.directory.applyUserB(4711)
    await house.directory.syncB()
    expect(await stored('4711')).toMatchObject({ profile_revision, mirror_due_at: null })
  })

  it('ends in one state when the company and we change different fields at once', async () => {
    const { sid } = await b('login', { phone: bruno.phone, pin: bruno.pin, dev: 'phone' })
    await house.pool.query(`UPDATE users.identity SET avatar_url = 'https://pictures.example/c.jpg', profile_revision = profile_revision + 1, mirror_due_at = now() WHERE native_id = '4711'`)
    await b('setname', { sid, name: 'Bruno &amp; Co' })
    await house.directory.applyUserB(4711)
    await settle()
    expect((await usersOfB()).find(({ uid }) => uid === 4711)).toMatchObject({ name: 'Bruno &amp; Co', pic: 'https://pictures.example/c.jpg' })
    const { shadow_native_id } = await stored('4711')
    expect((await usersOfA()).find(({ id }) => id === shadow_native_id)).toMatchObject({ displayName: 'Bruno & Co', avatarUrl: 'https://pictures.example/c.jpg' })
    // And back again at the company: a value we once pushed is news when it comes after another one.
    await b('setname', { sid, name: 'Bruno &#916;' })
    await house.directory.applyUserB(4711)
    expect((await stored('4711')).display_name).toBe('Bruno Δ')
  })

  it('makes no second shadow when B committed and never answered', async () => {
    const user = newcomer('Timeout')
    await house.a.control.seed({ password, users: [user] })
    const identity = await house.directory.ensureIdentity('A', user.id)
    await house.b.control.faults({ commitThenTimeoutRate: 1, hangMs: 50 })
    await expect(house.directory.ensureShadow(identity?.id ?? '')).rejects.toThrow()
    await healed()
    const { nativeId } = await house.directory.ensureShadow(identity?.id ?? '')
    expect((await usersOfB()).filter(({ ext }) => ext === `a:${user.id}`).map(({ uid }) => String(uid))).toEqual([nativeId])
  })

  it('waits out an outage with growing pauses, and says why', async () => {
    const user = newcomer('Outage')
    await house.a.control.seed({ password, users: [user] })
    await settle()
    await house.directory.ensureIdentity('A', user.id)
    await house.b.control.faults({ outage: true })
    expect(await house.directory.mirrorDue(10)).toMatchObject({ done: 0, failed: 1, left: 0 })
    const waiting = await stored(user.id)
    expect(waiting.mirror_error).toContain('unavailable')
    expect(waiting.mirror_due_at?.getTime()).toBeGreaterThan(Date.now())
    await healed()
    await expect(house.directory.ensureShadow(newId())).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('hands back at once what it claimed when it is told to stop', async () => {
    await house.pool.query('UPDATE users.identity SET mirror_due_at = now() WHERE native_id = $1', [lea.id])
    expect(await house.directory.mirrorDue(10, AbortSignal.abort())).toMatchObject({ done: 0, failed: 0 })
    expect((await stored(lea.id)).mirror_due_at?.getTime()).toBeLessThanOrEqual(Date.now() + 50)
  })
})

describe('an account whose phone number went to somebody else', () => {
  beforeEach(async () => {
    await house.pool.query(`UPDATE users.identity SET mirror_due_at = now() WHERE mirror_due_at IS NOT NULL`)
  })

  it('is closed by the scan, its shadow renamed, and the new one is another person', async () => {
    await house.b.control.seed({ users: [{ uid: 5001, phone: '+33 6 50 00 00 01', name: 'Former' }] })
    await house.directory.syncB()
    await settle()
    await house.b.control.seed({ users: [{ uid: 5050, phone: '0650000001', name: 'Later' }] })
    expect(await house.directory.syncB()).toMatchObject({ closed: 1 })
    await settle()
    const former = await house.directory.resolve('B', '5001')
    const later = await house.directory.resolve('B', '5050')
    expect(former).toMatchObject({ kind: 'native', identity: { closedAt: expect.any(Date) as Date } })
    expect(later).toMatchObject({ kind: 'native', identity: { closedAt: null } })
    const { shadow_native_id } = await stored('5001')
    expect((await usersOfA()).find(({ id }) => id === shadow_native_id)?.displayName).toBe('Former (left)')
    expect(await house.directory.syncB()).toMatchObject({ closed: 0, changed: 0 })
  })

  it('gets no shadow when it never had one', async () => {
    await house.b.control.seed({ users: [{ uid: 5003, phone: '+33650000003', name: 'Long gone', gone: 1 }] })
    await house.directory.syncB()
    await settle()
    expect((await stored('5003')).shadow_native_id).toBeNull()
    expect((await usersOfA()).some(({ externalRef }) => externalRef === 'b:5003')).toBe(false)
  })

  it('is left alone while B cannot be asked', async () => {
    await house.b.control.faults({ outage: true })
    await house.directory.closeB(4711)
    await healed()
    expect((await house.directory.resolve('B', '4711'))).toMatchObject({ identity: { closedAt: null } })
  })
})

it('makes the same shadow from a stale row', async () => {
  const { rows: [row] } = await house.pool.query<MirrorRow>(`SELECT ${mirrorColumns} FROM users.identity WHERE native_id = $1`, [noa.id])
  if (row === undefined) throw new Error('no row')
  expect(await mirrorShadow(house.parts.directory, { ...row, shadowNativeId: null, shadowPushed: null })).toBe(row.shadowNativeId)
})
