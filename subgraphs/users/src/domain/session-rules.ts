import type { Caller, Proof } from '@switchboard/service-kit/assertion'

export type { Proof }

/** Seconds. */
export const accessTokenLifetime = 600
/** Milliseconds. A refresh token dies after a month unused, a session after three months whatever is done. */
export const refreshTokenLifetimeMs = 30 * 86_400_000
export const sessionLifetimeMs = 90 * 86_400_000
/** Linking and unlinking want proofs younger than this, milliseconds (architecture.md, Identity). */
export const freshProofMs = 5 * 60_000

/** A pin alone is too weak to show or change anything of the other company's side. */
export function isWeak(proof: Proof): boolean {
  return proof === 'b-pin'
}

/** Whether the caller may see e-mail and phone of an account of its own person. */
export function seesPrivate(caller: Caller | undefined, identity: { id: string; personId: string }, viewerPersonId: string | undefined): boolean {
  if (caller === undefined) return false
  if (identity.id === caller.identityId) return true
  return identity.personId === viewerPersonId && !isWeak(caller.proof)
}
