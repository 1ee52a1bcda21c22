import type { Caller } from '@switchboard/service-kit/assertion'
import { isWeak } from '../domain/session-rules.ts'
import type { UsersParts } from '../parts.ts'

/** Ends the session, or every session; a pin alone ends those of its own account only. Answers how many ended. */
export async function signOut({ sessions }: UsersParts, caller: Caller, personId: string, everywhere: boolean | null): Promise<number> {
  if (everywhere !== true) return sessions.end({ id: caller.sessionId }, 'signed-out')
  return sessions.end(isWeak(caller.proof) ? { identityId: caller.identityId } : { personId }, 'signed-out-everywhere')
}
