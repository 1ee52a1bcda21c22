import { eventually } from '@switchboard/testkit/eventually'
import { AApp } from '@switchboard/testkit/a-app'
import { BApp } from '@switchboard/testkit/b-app'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bruno, lea, openHouse, password, tokens, type House } from './house.ts'

let house: House
beforeAll(async () => { house = await openHouse() })
afterAll(() => house.stop())

const payload = '{ accessToken accessTokenExpiresAt refreshToken refreshTokenExpiresAt user { id displayName isMe identities { email phone company } } }'
const signInA = `mutation ($input: SignInWithAInput!) { signIn: signInWithA(input: $input) ${payload} }`
const signInB = `mutation ($input: SignInWithBInput!) { signIn: signInWithB(input: $input) ${payload} }`
const exchange = `mutation ($input: ExchangeTokenInput!) { signIn: exchangeToken(input: $input) ${payload} }`
const refresh = 'mutation ($token: String!) { signIn: refreshSession(refreshToken: $token) { accessToken refreshToken user { id } } }'
const session = '{ session { id company proof provenAt createdAt expiresAt identity { company } proofs { proof at identity { id } } } }'

interface SignIn { signIn: { accessToken: string; accessTokenExpiresAt: string; refreshToken: string; refreshTokenExpiresAt: string; user: { id: string; displayName: string; isMe: boolean; identities: { email: string | null; phone: string | null; company: string }[] } } }

describe('signing in with company A', () => {
  it('opens a session for somebody never seen before, whose token anybody can verify', async () => {
    const { signIn } = await house.get<SignIn>(signInA, { input: { email: lea.email.toUpperCase(), password } })
    expect(signIn.user).toMatchObject({ displayName: 'Léa Martin', isMe: true, identities: [{ email: lea.email, phone: null, company: 'A' }] })
    const { payload: claims, protectedHeader } = await jwtVerify(signIn.accessToken, createRemoteJWKSet(new URL(`${house.url}/.well-known/jwks.json`)), { issuer: 'switchboard', audience: 'switchboard', typ: 'at+jwt' })
    expect(protectedHeader.alg).toBe('EdDSA')
    expect(claims).toMatchObject({ sub: signIn.user.id, co: 'A', prf: 'a-password' })
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(600)
    expect(Date.parse(signIn.accessTokenExpiresAt)).toBe((claims.exp ?? 0) * 1000)
    expect(Date.parse(signIn.refreshTokenExpiresAt) - Date.now()).toBeGreaterThan(29 * 86_400_000)
  })

  it('says the same of a wrong password and of an unknown address', async () => {
    expect(await house.refusal(signInA, { input: { email: lea.email, password: 'wrong' } })).toBe('INVALID_CREDENTIALS')
    expect(await house.refusal(signInA, { input: { email: 'nobody@example.org', password: 'wrong' } })).toBe('INVALID_CREDENTIALS')
    expect(await house.refusal(signInA, { input: { email: lea.email, password: '' } })).toBe('BAD_INPUT')
  })

  it('takes a live token of A, and no dead or foreign one', async () => {
    const app = await AApp.login(house.a.url, { email: lea.email, password })
    const { signIn } = await house.get<SignIn>(exchange, { input: { company: 'A', token: app.accessToken } })
    const { caller } = tokens(signIn)
    expect(caller.proof).toBe('a-token')
    expect(await house.get(session, {}, caller)).toMatchObject({ session: { id: caller.sessionId, company: 'A', proof: 'A_TOKEN', identity: { company: 'A' }, proofs: [{ proof: 'A_TOKEN', identity: { id: caller.identityId } }] } })
    expect(await house.refusal(exchange, { input: { company: 'A', token: `${app.accessToken.slice(0, -6)}AAAAAA` } })).toBe('INVALID_CREDENTIALS')
    expect(await house.refusal(exchange, { input: { company: 'A', token: signIn.accessToken } })).toBe('INVALID_CREDENTIALS')
    expect(await house.refusal(exchange, { input: { company: 'A', token: 'short' } })).toBe('BAD_INPUT')
  })
})

describe('signing in with company B', () => {
  it('takes the phone in any spelling of the same number, and leaves no session behind there', async () => {
    const phone = await BApp.login(house.b.url, { phone: bruno.phone, pin: bruno.pin })
    const { signIn } = await house.get<SignIn>(signInB, { input: { phone: '06 12 34 56 78', pin: bruno.pin } })
    expect(signIn.user.identities).toEqual([{ email: null, phone: bruno.phone, company: 'B' }])
    expect(tokens(signIn).caller.proof).toBe('b-pin')
    // The phone's own session lives on: ours was another device type.
    const live = await house.get<SignIn>(exchange, { input: { company: 'B', token: phone.sid } })
    expect(live.signIn.user.id).toBe(signIn.user.id)
    expect(tokens(live.signIn).caller.proof).toBe('b-sid')
  })

  it('refuses another country\'s number with the same last digits, a wrong pin, and what is no phone or pin', async () => {
    expect(await house.refusal(signInB, { input: { phone: '+49 6 12 34 56 78', pin: bruno.pin } })).toBe('INVALID_CREDENTIALS')
    expect(await house.refusal(signInB, { input: { phone: bruno.phone, pin: '9999' } })).toBe('INVALID_CREDENTIALS')
    expect(await house.refusal(signInB, { input: { phone: '12', pin: '9999' } })).toBe('BAD_INPUT')
    expect(await house.refusal(signInB, { input: { phone: bruno.phone, pin: 'abcd' } })).toBe('BAD_INPUT')
  })

  it('refuses a partner session and a dead sid', async () => {
    const response = await fetch(`${house.b.url}/api/partner/login`, { method: 'POST', body: JSON.stringify({ key: house.b.partnerKey }) })
    const { sid } = await response.json() as { sid: string }
    expect(await house.refusal(exchange, { input: { company: 'B', token: sid } })).toBe('INVALID_CREDENTIALS')
    expect(await house.refusal(exchange, { input: { company: 'B', token: '0123456789abcdef' } })).toBe('INVALID_CREDENTIALS')
    expect(await house.refusal(exchange, { input: { company: 'B', token: 'no sid' } })).toBe('BAD_INPUT')
  })

  it('shuts the door after five failures, by phone in every spelling and by address, for the right pin too', async () => {
    await house.b.control.seed({ users: [{ uid: 90, phone: '+33 6 90 00 00 01', pin: '1111', name: 'Guessed' }, { uid: 91, phone: '+33 6 90 00 00 02', pin: '2222', name: 'Other' }] })
    const from = (address: string) => ({ 'x-client-ip': address })
    const codes: unknown[] = []
    for (const [at, phone] of ['0690000001', '+33690000001', '0033690000001', '+49690000001', '06 90 00 00 01', '0690000001'].entries()) {
      codes.push(await house.refusal(signInB, { input: { phone, pin: '0000' } }, null, from(`192.0.2.${at}`)))
    }
    expect(codes).toEqual([...Array<string>(5).fill('INVALID_CREDENTIALS'), 'RATE_LIMITED'])
    const shut = await house.ask(signInB, { input: { phone: '0690000001', pin: '1111' } })
    expect(shut.errors?.[0]?.extensions).toMatchObject({ code: 'RATE_LIMITED', retryAfterSeconds: expect.toSatisfy((seconds: number) => seconds > 800 && seconds <= 900) as number })

    for (let guess = 0; guess < 5; guess++) await house.refusal(signInB, { input: { phone: `+33 6 91 00 00 0${guess}`, pin: '0000' } }, null, from('198.51.100.7'))
    expect(await house.refusal(signInB, { input: { phone: '0690000002', pin: '2222' } }, null, from('198.51.100.7'))).toBe('RATE_LIMITED')
    expect(await house.refusal(signInB, { input: { phone: '0690000002', pin: '2222' } }, null, from('198.51.100.8'))).toBeUndefined()
  })
})

describe('a session', () => {
  it('goes on with a new refresh token each time, and dies with the second use of an old one', async () => {
    const first = await house.asA()
    const second = tokens((await house.get<SignIn>(refresh, { token: first.refreshToken })).signIn)
    expect(second.caller.sessionId).toBe(first.caller.sessionId)
    const third = tokens((await house.get<SignIn>(refresh, { token: second.refreshToken })).signIn)
    expect(await house.refusal(refresh, { token: first.refreshToken })).toBe('UNAUTHENTICATED')
    expect(await house.refusal(refresh, { token: third.refreshToken })).toBe('UNAUTHENTICATED')
    expect(await house.refusal(session, {}, third.caller)).toBe('UNAUTHENTICATED')
    const { rows } = await house.pool.query('SELECT ended_at IS NOT NULL AS ended FROM users.session_card WHERE id = $1', [first.caller.sessionId])
    expect(rows).toEqual([{ ended: true }])
  })

  it('lets exactly one of two refreshes at once through', async () => {
    const { refreshToken } = await house.asA()
    const codes = await Promise.all([1, 2, 3].map(() => house.refusal(refresh, { token: refreshToken })))
    expect(codes.filter((code) => code === undefined)).toHaveLength(1)
    expect(await house.refusal(refresh, { token: 'sbr_unknown' })).toBe('UNAUTHENTICATED')
  })

  it('ends when signed out, alone or with all the others', async () => {
    const [one, two, three] = [await house.asA(), await house.asA(), await house.asA()]
    const signOut = 'mutation ($everywhere: Boolean) { signOut(everywhere: $everywhere) }'
    expect(await house.get(signOut, {}, one.caller)).toEqual({ signOut: true })
    for (const operation of [session, '{ me { id } }', '{ users { nodes { id } } }', 'mutation { signOut }']) expect(await house.refusal(operation, {}, one.caller)).toBe('UNAUTHENTICATED')
    expect(await house.refusal(session, {}, two.caller)).toBeUndefined()
    await house.get(signOut, { everywhere: true }, two.caller)
    expect(await house.refusal(refresh, { token: three.refreshToken })).toBe('UNAUTHENTICATED')
  })

  it('is asked for wherever somebody must be known', async () => {
    for (const operation of ['{ me { id } }', '{ users { nodes { id } } }', '{ user(id: "x") { id } }', session, '{ notices { unread } }', 'mutation { signOut }', 'mutation { heartbeat { state } }', 'mutation { linkAccounts { id } }', 'mutation { unlinkAccount(identityId: "x") { id } }', 'mutation { updateProfile(input: {}) { id } }', 'mutation { markNoticesRead(ids: []) { notices { id } } }']) {
      expect(await house.refusal(operation)).toBe('UNAUTHENTICATED')
    }
    expect(await house.refusal('{ me { id } }', {}, null, { 'switchboard-assertion': 'forged' })).toBe('UNAUTHENTICATED')
  })

  it('ends, its owner being told, when the phone number goes to somebody else', async () => {
    await house.b.control.seed({ users: [{ uid: 70, phone: '+33 6 70 00 00 01', pin: '7070', name: 'Old' }] })
    const old = await house.asB({ phone: '+33670000001', pin: '7070' })
    await house.b.control.seed({ users: [{ uid: 71, phone: '0670000001', pin: '7171', name: 'New' }] })
    await house.directory.closeB(70)
    expect(await house.refusal('{ me { id } }', {}, old.caller)).toBe('UNAUTHENTICATED')
    expect(await house.refusal(refresh, { token: old.refreshToken })).toBe('UNAUTHENTICATED')
    expect(await house.refusal(signInB, { input: { phone: '+33670000001', pin: '7070' } })).toBe('INVALID_CREDENTIALS')
    const fresh = await house.asB({ phone: '+33670000001', pin: '7171' })
    expect(fresh.caller.personId).not.toBe(old.caller.personId)
    expect(await house.get('query ($id: ID!) { user(id: $id) { identities { closed } } }', { id: old.caller.personId }, fresh.caller)).toEqual({ user: { identities: [{ closed: true }] } })
    const { rows } = await house.pool.query('SELECT kind FROM users.notice WHERE identity_id = $1', [old.caller.identityId])
    expect(rows).toEqual([{ kind: 'CLOSED' }])
  })
})

it('signs nobody in while a company is down, counts that as no guess, and keeps sessions alive', async () => {
  const { caller, refreshToken } = await house.asA()
  await house.a.control.faults({ outage: true })
  await house.b.control.faults({ outage: true })
  try {
    expect(await house.refusal(signInA, { input: { email: lea.email, password } })).toBe('UPSTREAM_UNAVAILABLE')
    for (let attempt = 0; attempt < 6; attempt++) expect(await house.refusal(signInB, { input: { phone: bruno.phone, pin: bruno.pin } })).toBe('UPSTREAM_UNAVAILABLE')
    expect(await house.get('{ me { displayName } }', {}, caller)).toEqual({ me: { displayName: 'Léa Martin' } })
    await house.get(refresh, { token: refreshToken })
  } finally {
    await house.a.control.faults({})
    await house.b.control.faults({})
  }
  // The breaker opens again by itself.
  await eventually(async () => await house.refusal(signInB, { input: { phone: bruno.phone, pin: bruno.pin } }) === undefined, { timeoutMs: 15_000, everyMs: 200 })
})
