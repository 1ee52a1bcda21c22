import type { CompanyB } from '../client.ts'
import { CompanyBError } from '../error.ts'
import { normalPhone } from '../translate/phone.ts'
import { personByUid } from './people.ts'

/**
 * Proves phone and pin. Logs in as `tablet` (so the phone's own session lives on) and out again at once. B compares the
 * last nine digits only, so the user's phone must also equal the typed one in normal form; otherwise it fails as
 * `wrong phone or pin` (refused, err 3). Never repeated by itself: ten wrong pins in 60 s throttle the phone.
 */
export async function loginAsTablet(client: CompanyB, phone: string, pin: string, country: string): Promise<{ uid: number }> {
  const { sid, uid } = await client.ask('login', { phone, pin, dev: 'tablet' })
  try {
    const person = await personByUid(client, uid, sid)
    if (person === null || person.gone || normalPhone(person.phone, country) !== normalPhone(phone, country)) {
      throw new CompanyBError('login', { kind: 'refused', err: 3, message: 'wrong phone or pin' })
    }
    return { uid }
  } finally {
    // A session that could not be ended dies of itself after 30 minutes, or with the next login as tablet.
    await client.ask('logout', {}, { sid }).catch(() => undefined)
  }
}

export interface SidFacts { uid: number; device: 'phone' | 'tablet' | 'partner'; leftSeconds: number }

/** What a live sid proves; does not lengthen its life. A dead one fails as 'sessionGone'. A partner's has uid 0: never accept it as a user's proof. */
export async function checkSid(client: CompanyB, sid: string): Promise<SidFacts> {
  const { uid, dev, left } = await client.ask('check', {}, { sid })
  return { uid, device: dev, leftSeconds: left }
}

/** B's version, boot id and clock; also the cheapest sign of life. */
export async function hello(client: CompanyB): Promise<{ boot: string; now: number; version: string }> {
  const { boot, now, ver } = await client.ask('hello', {})
  return { boot, now, version: ver }
}
