import type { OpenedSession } from '../adapters/postgres/sessions.ts'
import type { UsersParts } from '../parts.ts'
import { proofOf, type Evidence } from '../ports/prover.ts'
import { prove } from './prove.ts'

/** A session's tokens, and whose it is. */
export interface SignedIn {
  accessToken: string
  accessTokenExpiresAt: Date
  refreshToken: string
  refreshTokenExpiresAt: Date
  opened: OpenedSession
}

/** Opens a session for whoever proves an account. */
export async function signIn(parts: UsersParts, evidence: Evidence, address: string | undefined): Promise<SignedIn> {
  const identity = await prove(parts, evidence, address)
  const opened = await parts.sessions.open(identity, proofOf(evidence))
  parts.news.signedIn(identity.id)
  return withTokens(parts, opened)
}

/** Goes on with a session by its refresh token. */
export async function refreshSession(parts: UsersParts, refreshToken: string): Promise<SignedIn> {
  return withTokens(parts, await parts.sessions.rotate(refreshToken))
}

async function withTokens({ tokens }: UsersParts, opened: OpenedSession): Promise<SignedIn> {
  const { token, expiresAt } = await tokens.access(opened.caller)
  return { accessToken: token, accessTokenExpiresAt: expiresAt, refreshToken: opened.refreshToken, refreshTokenExpiresAt: opened.refreshExpiresAt, opened }
}
