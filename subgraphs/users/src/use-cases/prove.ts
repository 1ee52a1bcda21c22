import { normalPhone } from '@switchboard/company-b/translate/phone'
import { SwitchboardError } from '@switchboard/domain/errors'
import { z } from 'zod'
import { adopt } from '../directory/resolve.ts'
import type { IdentityRecord } from '../directory.ts'
import type { UsersParts } from '../parts.ts'
import type { Subject } from '../ports/attempts.ts'
import type { Evidence } from '../ports/prover.ts'

const shapes = {
  'a-password': z.object({ email: z.email().max(254), password: z.string().min(1).max(200) }),
  'a-token': z.object({ token: z.string().min(20).max(4_096) }),
  'b-pin': z.object({ phone: z.string().max(40).regex(/^[0-9+][0-9 ().\-/]*$/).refine((phone) => phone.replace(/\D/g, '').length >= 9), pin: z.string().regex(/^[0-9]{4,8}$/) }),
  'b-sid': z.object({ sid: z.string().regex(/^[a-z0-9]{16}$/) }),
} as const

/** Proves an account at its company, within the limits on guessing, and answers its stored identity. */
export async function prove(parts: UsersParts, evidence: Evidence, address: string | undefined): Promise<IdentityRecord> {
  const checked = shapes[evidence.kind].safeParse(evidence)
  if (!checked.success) throw new SwitchboardError('BAD_INPUT', `Not valid: ${checked.error.issues.map((issue) => issue.path.join('.')).join(', ')}.`)
  const person = await parts.attempts.guard(subjectsOf(evidence, address, parts.directory.companies.country), () => parts.prover.prove(evidence))
  const identity = (await adopt(parts.directory, person.company, [person])).get(person.nativeId)
  if (identity === undefined || identity.closedAt !== null) throw new SwitchboardError('INVALID_CREDENTIALS')
  return identity
}

function subjectsOf(evidence: Evidence, address: string | undefined, country: string): Subject[] {
  const from = (kind: Subject['kind']): Subject[] => (address === undefined ? [] : [{ kind, value: address }])
  switch (evidence.kind) {
    case 'a-password': return [{ kind: 'email', value: evidence.email.toLowerCase() }, ...from('address-a')]
    // B compares the last nine digits only: other spellings of them are guesses at the same account.
    case 'b-pin': return [{ kind: 'phone', value: normalPhone(evidence.phone, country).slice(-9) }, ...from('address-b')]
    case 'a-token': case 'b-sid': return from('address-token')
  }
}
