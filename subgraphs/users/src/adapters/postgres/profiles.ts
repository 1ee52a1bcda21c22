import { SwitchboardError } from '@switchboard/domain/errors'
import type { PrismaClient } from '@switchboard/prisma/generated/client'
import type { ProfileChange } from '../../domain/profile-input.ts'

/** Accepts a profile change here and makes it due at the companies. CONFLICT when another open account has the handle. */
export async function changeProfile(prisma: PrismaClient, identityId: string, change: ProfileChange): Promise<void> {
  await prisma.$transaction(async (tx) => {
    const { company } = await tx.identity.findUniqueOrThrow({ where: { id: identityId }, select: { company: true } })
    if (change.handle !== undefined) {
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`handle ${company} ${change.handle}`}, 0))`
      const taken = await tx.identity.count({ where: { company, handle: change.handle, closedAt: null, id: { not: identityId } } })
      if (taken > 0) throw new SwitchboardError('CONFLICT', 'The handle is taken.')
    }
    const now = new Date()
    await tx.identity.update({ where: { id: identityId }, data: { ...change, profileRevision: { increment: 1 }, mirrorDueAt: now, mirrorAttempts: 0, updatedAt: now } })
  })
}
