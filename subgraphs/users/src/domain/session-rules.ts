/** How a session was proved, company first. The words are those of the tokens' claim `prf`. */
export type Proof = 'a-password' | 'a-token' | 'b-pin' | 'b-sid'

/** What the rules ask of a caller. */
export interface ProvenCaller { identityId: string; proof: Proof }

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
export function seesPrivate(caller: ProvenCaller | undefined, identity: { id: string; personId: string }, viewerPersonId: string | undefined): boolean {
  if (caller === undefined) return false
  if (identity.id === caller.identityId) return true
  return identity.personId === viewerPersonId && !isWeak(caller.proof)
}

/** A person's accounts as the caller may see them: a pin alone does not show the other company's side of its own person. */
export function visibleIdentities<Identity extends { id: string; company: string }>(caller: ProvenCaller | undefined, identities: readonly Identity[]): Identity[] {
  const own = caller !== undefined && isWeak(caller.proof) ? identities.find((identity) => identity.id === caller.identityId) : undefined
  return own === undefined ? [...identities] : identities.filter((identity) => identity.company === own.company)
}
