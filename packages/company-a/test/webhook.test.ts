import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { verifyDelivery } from '../src/webhook.ts'
import { conversationId, lea } from './scripted-server.ts'

const secret = '3kQ0b7Yc1Zx9Vn5Lm2Pt8Rw4Sd6Fg0Hj'
const older = 'older-secret-older-secret-older-secret'
const now = 1_772_442_972_000
const stamp = now / 1_000
const typing = { eventId: '019cadd5-6f69-7aaa-8bbb-ccddeeff0011', type: 'typing', occurredAt: '2026-03-02T09:16:12.000000Z', origin: 'a-ios', actorId: lea.id, conversationId, data: { userId: lea.id, expiresAt: '2026-03-02T09:16:18.000000Z' } }
const body = Buffer.from(JSON.stringify(typing))
const sign = (bytes: Uint8Array, t: number, key: string) => createHmac('sha256', key).update(`${t}.`).update(bytes).digest('hex')
const header = (...keys: string[]) => [`t=${stamp}`, ...keys.map((key) => `v1=${sign(body, stamp, key)}`)].join(',')

describe('a webhook delivery', () => {
  it('that is signed and fresh gives its change', () => {
    expect(verifyDelivery({ signature: header(secret), body }, [secret], now)).toEqual({
      ok: true,
      change: { type: 'typing', eventId: typing.eventId, sourceTime: typing.occurredAt, origin: 'a-ios', actorId: lea.id, conversationId, personId: lea.id, expiresAt: '2026-03-02T09:16:18.000000Z' },
    })
  })

  it('during a change of secret is good by either signature and either secret', () => {
    expect(verifyDelivery({ signature: header(secret, older), body }, [older], now).ok).toBe(true)
    expect(verifyDelivery({ signature: header(older), body }, [secret, older], now).ok).toBe(true)
    expect(verifyDelivery({ signature: header(older), body }, [secret], now)).toEqual({ ok: false, reason: 'wrong-signature' })
    expect(verifyDelivery({ signature: header(secret), body }, [], now)).toEqual({ ok: false, reason: 'wrong-signature' })
  })

  it('is refused beyond 300 s either way', () => {
    for (const [skew, ok] of [[300, true], [-300, true], [301, false], [-301, false]] as const) {
      expect(verifyDelivery({ signature: header(secret), body }, [secret], now + skew * 1_000).ok).toBe(ok)
    }
  })

  it('with any byte changed is refused', () => {
    fc.assert(fc.property(fc.nat(body.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const bent = Buffer.from(body)
      bent[at] = (bent[at] ?? 0) ^ change
      expect(verifyDelivery({ signature: header(secret), body: bent }, [secret], now)).toEqual({ ok: false, reason: 'wrong-signature' })
    }))
  })

  it('with a bent header is refused and never throws', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.constantFrom(undefined, '', 't=1', 'v1=00', `t=${stamp},t=${stamp},v1=${'0'.repeat(64)}`, `t=-1,v1=${'0'.repeat(64)}`, `t=${stamp},v1=${'0'.repeat(64)}`)), (signature) => {
      expect(verifyDelivery({ signature, body }, [secret], now).ok).toBe(false)
    }))
  })

  it('whose signed body is no event is refused', () => {
    for (const text of ['not json', '{}', '[1]']) {
      const bytes = Buffer.from(text)
      expect(verifyDelivery({ signature: `t=${stamp},v1=${sign(bytes, stamp, secret)}`, body: bytes }, [secret], now)).toEqual({ ok: false, reason: 'malformed-body' })
    }
  })
})
