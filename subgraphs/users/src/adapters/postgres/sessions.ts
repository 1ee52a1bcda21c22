import { SwitchboardError } from '@switchboard/domain/errors'
import { newId } from '@switchboard/domain/ids'
import type { PrismaClient } from '@switchboard/prisma/generated/client'
import type { Caller } from '@switchboard/service-kit/assertion'
import type { GivenProof } from '../../domain/linking.ts'
import { refreshTokenLifetimeMs, sessionLifetimeMs, type Proof } from '../../domain/session-rules.ts'
import type { Tokens } from '../tokens.ts'

/** A session with the refresh token just made for it. */
export interface OpenedSession { caller: Caller; refreshToken: string; refreshExpiresAt: Date }

export type Sessions = ReturnType<typeof postgresSessions>

/** Sessions and their refresh tokens, of which only hashes are stored. */
export function postgresSessions(prisma: PrismaClient, tokens: Pick<Tokens, 'refresh' | 'hashOf'>) {
  type Row = { id: string; identityId: string; proof: string; authTime: Date; identity: { personId: string; company: 'A' | 'B' } }
  const callerOf = (row: Row): Caller => ({
    personId: row.identity.personId, sessionId: row.id, identityId: row.identityId, company: row.identity.company,
    proof: row.proof as Proof, authTime: Math.floor(row.authTime.getTime() / 1_000),
  })
  const withIdentity = { identity: { select: { personId: true, company: true } } } as const
  const alive = (now: Date) => ({ endedAt: null, expiresAt: { gt: now }, identity: { closedAt: null } })
  const newest = (sessionEnd: Date, now: Date) => new Date(Math.min(sessionEnd.getTime(), now.getTime() + refreshTokenLifetimeMs))

  return {
    /** Opens a session for a proved identity. */
    async open(identity: { id: string; personId: string }, proof: Proof): Promise<OpenedSession> {
      const now = new Date()
      const { token, hash } = tokens.refresh()
      const expiresAt = new Date(now.getTime() + sessionLifetimeMs)
      const refreshExpiresAt = newest(expiresAt, now)
      const row = await prisma.session.create({
        data: {
          id: newId(), personId: identity.personId, identityId: identity.id, proof, authTime: now, createdAt: now, expiresAt,
          tokens: { create: { hash, issuedAt: now, expiresAt: refreshExpiresAt } },
          proofs: { create: { identityId: identity.id, proof, at: now } },
        },
        include: withIdentity,
      })
      await prisma.identity.update({ where: { id: identity.id }, data: { lastUsedAt: now } })
      return { caller: callerOf(row), refreshToken: token, refreshExpiresAt }
    },

    /** Exchanges a refresh token for a new one. One used before ends its session: somebody else has a copy. */
    async rotate(refreshToken: string): Promise<OpenedSession> {
      const now = new Date()
      const presented = tokens.hashOf(refreshToken)
      const { token, hash } = tokens.refresh()
      const rotated = await prisma.$transaction(async (tx) => {
        // Whoever marks it used first wins, however many come at once.
        const { count } = await tx.refreshToken.updateMany({ where: { hash: presented, usedAt: null, expiresAt: { gt: now } }, data: { usedAt: now } })
        const known = await tx.refreshToken.findUnique({ where: { hash: presented }, select: { usedAt: true, sessionId: true } })
        if (known === null) return null
        if (count === 0) {
          if (known.usedAt !== null) await tx.session.updateMany({ where: { id: known.sessionId, endedAt: null }, data: { endedAt: now, endReason: 'refresh-reused' } })
          return null
        }
        const row = await tx.session.findFirst({ where: { id: known.sessionId, ...alive(now) }, include: withIdentity })
        if (row === null) return null
        const refreshExpiresAt = newest(row.expiresAt, now)
        await tx.refreshToken.create({ data: { hash, sessionId: row.id, issuedAt: now, expiresAt: refreshExpiresAt } })
        return { caller: callerOf(row), refreshToken: token, refreshExpiresAt }
      })
      if (rotated === null) throw new SwitchboardError('UNAUTHENTICATED', 'The refresh token is not valid. Sign in again.')
      return rotated
    },

    /** The session behind a caller, or UNAUTHENTICATED when it has ended meanwhile. */
    async current(caller: Caller) {
      const row = await prisma.session.findFirst({ where: { id: caller.sessionId, ...alive(new Date()) }, include: { proofs: { orderBy: { at: 'desc' } } } })
      if (row === null) throw new SwitchboardError('UNAUTHENTICATED', 'The session has ended. Sign in again.')
      return { ...row, proofs: row.proofs.map((given): GivenProof => ({ identityId: given.identityId, proof: given.proof as Proof, at: given.at })) }
    },

    /** Whether sessions are open, in the order of `ids`. */
    async areOpen(ids: readonly string[]): Promise<boolean[]> {
      const rows = await prisma.session.findMany({ where: { id: { in: [...ids] }, ...alive(new Date()) }, select: { id: true } })
      const open = new Set(rows.map((row) => row.id))
      return ids.map((id) => open.has(id))
    },

    /** Writes down that an identity was proved inside a session. */
    async addProof(sessionId: string, identityId: string, proof: Proof): Promise<Date> {
      const at = new Date()
      await prisma.sessionProof.upsert({ where: { sessionId_identityId: { sessionId, identityId } }, create: { sessionId, identityId, proof, at }, update: { proof, at } })
      return at
    },

    /** Ends open sessions; answers how many. */
    async end(which: { id: string } | { personId: string } | { identityId: string }, reason: string): Promise<number> {
      const where = 'personId' in which ? { identity: { personId: which.personId } } : which
      const { count } = await prisma.session.updateMany({ where: { ...where, endedAt: null }, data: { endedAt: new Date(), endReason: reason } })
      return count
    },
  }
}
