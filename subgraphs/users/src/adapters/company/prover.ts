import { CompanyAError } from '@switchboard/company-a/errors'
import { CompanyBError } from '@switchboard/company-b/error'
import { personByUid } from '@switchboard/company-b/operation/people'
import { checkSid, loginAsTablet } from '@switchboard/company-b/operation/session'
import type { Companies } from '@switchboard/companies/companies'
import { SwitchboardError } from '@switchboard/domain/errors'
import type { Log } from '@switchboard/service-kit/log'
import type { Pool } from 'pg'
import { nativesAtB } from '../../directory/read-people.ts'
import { nativeAtA, type NativePerson } from '../../directory/native-person.ts'
import type { Evidence, Prover } from '../../ports/prover.ts'

export interface ProverParts { companies: Companies; pool: Pool; avatarBaseUrl: string; log: Log }

/** Proves accounts at the companies themselves. No credential is kept, and no session there outlives the proof. */
export function companyProver(parts: ProverParts): Prover {
  const { companies: { a, b, country } } = parts

  async function byPassword(email: string, password: string): Promise<NativePerson> {
    const session = await a.signIn.login(email, password, 'web')
    try {
      return native(nativeAtA(await a.profile.get({ by: 'user', token: session.accessToken })))
    } finally {
      await a.signIn.logout(session.refreshToken).catch((err: unknown) => { parts.log.warn({ err }, 'a session at company A could not be ended') })
    }
  }

  async function byToken(token: string): Promise<NativePerson> {
    await a.userTokens.verifyOffline(token)
    // Asked with that very token: A honours it now, and says whose it is.
    return native(nativeAtA(await a.profile.get({ by: 'user', token })))
  }

  async function bySid(sid: string): Promise<NativePerson> {
    const { uid, device } = await checkSid(b, sid)
    if (uid === 0 || device === 'partner') throw new SwitchboardError('INVALID_CREDENTIALS')
    return byUid(uid)
  }

  async function byUid(uid: number): Promise<NativePerson> {
    const person = await personByUid(b, uid)
    if (person === null || person.gone) throw new SwitchboardError('INVALID_CREDENTIALS')
    return native((await nativesAtB(parts.pool, parts.avatarBaseUrl, [person]))[0])
  }

  async function ask(evidence: Evidence): Promise<NativePerson> {
    switch (evidence.kind) {
      case 'a-password': return byPassword(evidence.email, evidence.password)
      case 'a-token': return byToken(evidence.token)
      case 'b-pin': return byUid((await loginAsTablet(b, evidence.phone, evidence.pin, country)).uid)
      case 'b-sid': return bySid(evidence.sid)
    }
  }

  return {
    async prove(evidence) {
      try {
        return await ask(evidence)
      } catch (error) {
        throw refusal(error)
      }
    },
  }
}

function native(person: NativePerson | null | undefined): NativePerson {
  if (person === null || person === undefined) throw new SwitchboardError('INVALID_CREDENTIALS')
  return person
}

/** What a company's failure means to somebody who signs in. */
function refusal(error: unknown): unknown {
  if (error instanceof CompanyAError) {
    if (error.kind === 'unauthenticated' || error.kind === 'refused') return new SwitchboardError('INVALID_CREDENTIALS', undefined, { cause: error })
    if (error.failure.kind === 'throttled') return limited(error.failure.retryAfterMs, error)
    return new SwitchboardError('UPSTREAM_UNAVAILABLE', 'Company A cannot be reached now.', { cause: error })
  }
  if (error instanceof CompanyBError) {
    if (['refused', 'sessionGone', 'blocked'].includes(error.kind)) return new SwitchboardError('INVALID_CREDENTIALS', undefined, { cause: error })
    if (error.failure.kind === 'throttled') return limited(error.failure.retryAfterMs, error)
    return new SwitchboardError('UPSTREAM_UNAVAILABLE', 'Company B cannot be reached now.', { cause: error })
  }
  return error
}

function limited(retryAfterMs: number, cause: unknown): SwitchboardError {
  return new SwitchboardError('RATE_LIMITED', undefined, { details: { retryAfterSeconds: Math.ceil(retryAfterMs / 1_000) }, cause })
}
