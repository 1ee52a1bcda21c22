import { SwitchboardError } from '@switchboard/domain/errors'
import type { Caller } from '@switchboard/service-kit/assertion'
import { link, unlink } from '../adapters/postgres/links.ts'
import { freshProofMs, isWeak } from '../domain/session-rules.ts'
import { freshProofs, mayLink, mayUnlink } from '../domain/linking.ts'
import type { UsersParts } from '../parts.ts'
import { proofOf, type Evidence } from '../ports/prover.ts'
import { prove } from './prove.ts'

/** Proves an account inside the caller's session. */
export async function proveIdentity(parts: UsersParts, caller: Caller, evidence: Evidence, address: string | undefined): Promise<{ identityId: string; expiresAt: Date }> {
  const session = await parts.sessions.current(caller)
  const identity = await prove(parts, evidence, address)
  const given = session.proofs.find((proof) => proof.identityId === identity.id)
  // A pin given later does not make a session of the same account weaker than it is while the better proof is fresh.
  const proof = proofOf(evidence)
  if (given !== undefined && isWeak(proof) && !isWeak(given.proof) && Date.now() - given.at.getTime() < freshProofMs) {
    return { identityId: identity.id, expiresAt: new Date(given.at.getTime() + freshProofMs) }
  }
  const at = await parts.sessions.addProof(caller.sessionId, identity.id, proof)
  return { identityId: identity.id, expiresAt: new Date(at.getTime() + freshProofMs) }
}

/** Links the caller's person with that of the account proved last in the session, both freshly proved; answers the person's id. */
export async function linkAccounts(parts: UsersParts, caller: Caller, ownIdentities: readonly string[]): Promise<string> {
  const { proofs } = await parts.sessions.current(caller)
  const now = new Date()
  const other = freshProofs(proofs, now).find((proof) => proof.identityId !== caller.identityId)?.identityId
  const own = new Set(ownIdentities.filter((id) => id !== other))
  if (other === undefined || !mayLink(proofs, own, other, now)) throw new SwitchboardError('PROOF_REQUIRED', 'Prove both accounts in this session first; a pin alone is not enough.')
  return link(parts.prisma, caller.identityId, other)
}

/** Gives one of the caller's accounts its own person back. */
export async function unlinkAccount(parts: UsersParts, caller: Caller, ownIdentities: readonly string[], identityId: string): Promise<void> {
  const { proofs } = await parts.sessions.current(caller)
  if (!ownIdentities.includes(identityId) || ownIdentities.length < 2) throw new SwitchboardError('NOT_FOUND', 'There is no such account to unlink.')
  if (!mayUnlink(proofs, new Set(ownIdentities), new Date())) throw new SwitchboardError('PROOF_REQUIRED', 'Prove one of your accounts again first; a pin is not enough.')
  await unlink(parts.prisma, caller.identityId, identityId)
}
