import type { NativePerson } from '../directory/native-person.ts'
import type { Proof } from '../domain/session-rules.ts'

/** What somebody gives to prove an account. */
export type Evidence =
  | { kind: 'a-password'; email: string; password: string }
  | { kind: 'a-token'; token: string }
  | { kind: 'b-pin'; phone: string; pin: string }
  | { kind: 'b-sid'; sid: string }

/** Asks the companies whether evidence is good. */
export interface Prover {
  /** The account that is proved. Throws INVALID_CREDENTIALS, RATE_LIMITED, BAD_INPUT or UPSTREAM_UNAVAILABLE. */
  prove(evidence: Evidence): Promise<NativePerson>
}

export function proofOf(evidence: Evidence): Proof {
  return evidence.kind
}
