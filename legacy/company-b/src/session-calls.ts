import type { Call } from './call.ts'
import { lastNineDigits } from './phone.ts'
import { Refusal } from './refusal.ts'
import { TTL_SECONDS } from './sessions.ts'

const VERSION = '4.2.7'

export const hello: Call = {
  access: 'open',
  run: ({ boot, clock }) => ({ boot, now: clock.now(), ver: VERSION }),
}

/** Throttle of wrong pins comes before the fields, as everywhere; a phone without digits is nobody's. */
export const login: Call = {
  access: 'open',
  run({ people, sessions, throttle }, fields) {
    const phone = fields.string('phone')
    const pin = fields.matching('pin', /^[0-9]{4,8}$/)
    const dev = fields.matching('dev', /^(phone|tablet)$/)
    const nine = lastNineDigits(phone) ?? ''
    throttle.admitPin(nine)
    fields.check()
    const uid = people.byPhoneAndPin(phone, pin)
    if (uid === undefined) {
      throttle.wrongPin(nine)
      throw new Refusal(3)
    }
    return { sid: sessions.openUser(uid, dev).sid, uid, ttl: TTL_SECONDS }
  },
}

export const partnerLogin: Call = {
  access: 'open',
  run({ partnerKeys, sessions }, fields) {
    const key = fields.matching('key', /^.{0,100}$/s)
    fields.check()
    if (!partnerKeys.has(key)) throw new Refusal(4)
    return { sid: sessions.openPartner(key).sid, ttl: TTL_SECONDS }
  },
}

/** Tells without extending. */
export const check: Call = {
  access: 'own',
  uncounted: true,
  idle: true,
  run({ sessions }, { session }) {
    const [uid, dev] = session.kind === 'user' ? [session.uid, session.dev] : [0, 'partner']
    return { uid, dev, left: sessions.secondsLeft(session) }
  },
}

export const logout: Call = {
  access: 'own',
  uncounted: true,
  run({ sessions }, { session }) {
    sessions.end(session)
    return {}
  },
}
