import { freshProofMs, isWeak, type Proof } from './session-rules.ts'

export interface PersonAge { id: string; createdAt: Date }

/** Of two persons the elder, whose id the linked person keeps; ties by id. */
export function elderFirst(one: PersonAge, other: PersonAge): [elder: PersonAge, younger: PersonAge] {
  const first = one.createdAt.getTime() - other.createdAt.getTime() || (one.id < other.id ? -1 : 1)
  return first < 0 ? [one, other] : [other, one]
}

export interface GivenProof { identityId: string; proof: Proof; at: Date }

/** The proofs that still count. */
export function freshProofs(proofs: readonly GivenProof[], now: Date): GivenProof[] {
  return proofs.filter((proof) => now.getTime() - proof.at.getTime() < freshProofMs)
}

/** Linking needs a fresh proof of both sides, and not two pins. */
export function mayLink(proofs: readonly GivenProof[], own: ReadonlySet<string>, otherIdentity: string, now: Date): boolean {
  const fresh = freshProofs(proofs, now)
  const ours = fresh.filter((proof) => own.has(proof.identityId))
  const theirs = fresh.filter((proof) => proof.identityId === otherIdentity)
  return ours.length > 0 && theirs.length > 0 && [...ours, ...theirs].some((proof) => !isWeak(proof.proof))
}

/** Unlinking needs a fresh proof of any of the person's accounts that is more than a pin. */
export function mayUnlink(proofs: readonly GivenProof[], own: ReadonlySet<string>, now: Date): boolean {
  return freshProofs(proofs, now).some((proof) => own.has(proof.identityId) && !isWeak(proof.proof))
}

export interface LinkedIdentity { id: string; personId: string; bornPersonId: string }

/** What changes when an identity leaves its person: which identities go to which person. */
export interface Parting { moves: { identityId: string; personId: string }[]; remaining: { personId: string; aliases: string[] } }

/**
 * Taking an identity out gives it the person it was born with. When that is the elder one, whose id the others use,
 * the others go to the next elder among them. Undefined when there is nothing to take it from.
 */
export function part(identities: readonly (LinkedIdentity & { bornAt: Date })[], identityId: string): Parting | undefined {
  const leaving = identities.find((identity) => identity.id === identityId)
  const others = identities.filter((identity) => identity.id !== identityId)
  if (leaving === undefined || others.length === 0) return undefined
  const stays = leaving.bornPersonId === leaving.personId
    ? others.map((one) => ({ id: one.bornPersonId, createdAt: one.bornAt })).reduce((eldest, one) => elderFirst(eldest, one)[0]).id
    : leaving.personId
  const after = [{ identityId, personId: leaving.bornPersonId }, ...others.map((one) => ({ identityId: one.id, personId: stays }))]
  return {
    moves: after.filter((move) => identities.find((one) => one.id === move.identityId)?.personId !== move.personId),
    remaining: { personId: stays, aliases: others.map((one) => one.bornPersonId).filter((id) => id !== stays) },
  }
}
