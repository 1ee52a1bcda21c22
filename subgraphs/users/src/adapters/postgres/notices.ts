import type { PrismaClient } from '@switchboard/prisma/generated/client'

export type Notices = ReturnType<typeof postgresNotices>

/** What accounts must be told. */
export function postgresNotices(prisma: PrismaClient) {
  return {
    /** Newest first, before an id. */
    page: (identityIds: readonly string[], before: string | null, atMost: number) => prisma.notice.findMany({
      where: { identityId: { in: [...identityIds] }, ...(before === null ? {} : { id: { lt: before } }) }, orderBy: { id: 'desc' }, take: atMost,
    }),
    unread: (identityIds: readonly string[]) => prisma.notice.count({ where: { identityId: { in: [...identityIds] }, readAt: null } }),
    /** Marks those of the ids that belong to the accounts; answers them. */
    async markRead(identityIds: readonly string[], ids: readonly string[]) {
      const where = { id: { in: [...ids] }, identityId: { in: [...identityIds] } }
      await prisma.notice.updateMany({ where: { ...where, readAt: null }, data: { readAt: new Date() } })
      return prisma.notice.findMany({ where, orderBy: { id: 'desc' } })
    },
  }
}
