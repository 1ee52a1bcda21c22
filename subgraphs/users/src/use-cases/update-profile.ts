import type { Caller } from '@switchboard/service-kit/assertion'
import { changeProfile } from '../adapters/postgres/profiles.ts'
import { checkProfileChange, type ProfileChange } from '../domain/profile-input.ts'
import type { UsersParts } from '../parts.ts'

/** Accepts a change of the signed-in account's profile; the directory's mirror brings it to the companies. */
export async function updateProfile(parts: UsersParts, caller: Caller, change: ProfileChange): Promise<void> {
  await parts.sessions.current(caller)
  checkProfileChange(caller.company, change)
  await changeProfile(parts.prisma, caller.identityId, change)
}
