import { SwitchboardError } from '@switchboard/domain/errors'
import { newId } from '@switchboard/domain/ids'
import type { Prisma, PrismaClient } from '@switchboard/prisma/generated/client'
import { elderFirst, part } from '../../domain/linking.ts'

/** Makes the younger of two persons an alias of the elder, tells both sides, and lets its sessions go on as the elder's. */
export async function link(prisma: PrismaClient, ownIdentityId: string, otherIdentityId: string): Promise<string> {
  return prisma.$transaction(async (tx) => {
    const [own, theirs] = await lockIdentities(tx, [ownIdentityId, otherIdentityId])
    if (own === undefined || theirs === undefined) throw new SwitchboardError('NOT_FOUND', 'There is no such account.')
    if (own.closedAt !== null || theirs.closedAt !== null) throw new SwitchboardError('GONE', 'The account no longer exists.')
    if (own.personId === theirs.personId) return own.personId
    await refuseDoubles(tx, [own.personId, theirs.personId])
    const [elder, younger] = elderFirst(own.person, theirs.person)
    await tx.person.updateMany({ where: { OR: [{ id: younger.id }, { linkedToId: younger.id }] }, data: { linkedToId: elder.id } })
    await tx.identity.updateMany({ where: { personId: younger.id }, data: { personId: elder.id, updatedAt: new Date() } })
    await tx.session.updateMany({ where: { personId: younger.id }, data: { personId: elder.id } })
    await tell(tx, 'LINKED', own.id, theirs.id)
    return elder.id
  })
}

/** Gives an identity its own person back, ends the sessions that are no longer right, and tells both sides. */
export async function unlink(prisma: PrismaClient, viewerIdentityId: string, identityId: string): Promise<void> {
  await prisma.$transaction(async (tx) => {
    const [viewer] = await lockIdentities(tx, [viewerIdentityId])
    const identities = await tx.identity.findMany({ where: { personId: viewer?.personId ?? '' }, include: { bornPerson: { select: { createdAt: true } } } })
    const parting = part(identities.map((one) => ({ ...one, bornAt: one.bornPerson.createdAt })), identityId)
    if (parting === undefined) throw new SwitchboardError('NOT_FOUND', 'There is no such account to unlink.')
    const now = new Date()
    for (const move of parting.moves) await tx.identity.update({ where: { id: move.identityId }, data: { personId: move.personId, updatedAt: now } })
    const free = [parting.remaining.personId, ...identities.filter((one) => one.id === identityId).map((one) => one.bornPersonId)]
    await tx.person.updateMany({ where: { id: { in: free } }, data: { linkedToId: null } })
    await tx.person.updateMany({ where: { id: { in: parting.remaining.aliases } }, data: { linkedToId: parting.remaining.personId } })
    // Tokens name a person: whoever changed persons must sign in again, and the removed proof is void everywhere.
    const ended = [identityId, ...parting.moves.map((move) => move.identityId)]
    await tx.session.updateMany({ where: { identityId: { in: ended }, endedAt: null }, data: { endedAt: now, endReason: 'unlinked' } })
    await tx.sessionProof.deleteMany({ where: { OR: [{ identityId, session: { identityId: { not: identityId } } }, { identityId: { not: identityId }, session: { identityId } }] } })
    for (const other of identities) if (other.id !== identityId) await tell(tx, 'UNLINKED', other.id, identityId)
  })
}

/** Takes turns with everybody else who links these persons, in one order, so that none waits for the other. */
async function lockIdentities(tx: Prisma.TransactionClient, ids: readonly string[]) {
  const before = await tx.identity.findMany({ where: { id: { in: [...ids] } }, select: { personId: true } })
  for (const personId of [...new Set(before.map((one) => one.personId))].sort()) await tx.$queryRaw`SELECT id FROM users.person WHERE id = ${personId}::uuid FOR UPDATE`
  const rows = await tx.identity.findMany({ where: { id: { in: [...ids] } }, include: { person: { select: { id: true, createdAt: true } } } })
  // Somebody linked or unlinked them while we waited: what is locked is not what they belong to now.
  if (rows.some((row) => before.every((one) => one.personId !== row.personId))) throw new SwitchboardError('CONFLICT', 'The accounts were changed meanwhile; try again.')
  return ids.map((id) => rows.find((row) => row.id === id))
}

/** A person has at most one account at each company, closed ones included (architecture.md, Identity). */
async function refuseDoubles(tx: Prisma.TransactionClient, personIds: readonly string[]): Promise<void> {
  const identities = await tx.identity.findMany({ where: { personId: { in: [...personIds] } }, select: { company: true } })
  if (new Set(identities.map(({ company }) => company)).size < identities.length) {
    throw new SwitchboardError('CONFLICT', 'A person has at most one account at each company.')
  }
}

async function tell(tx: Prisma.TransactionClient, kind: 'LINKED' | 'UNLINKED', one: string, other: string): Promise<void> {
  await tx.notice.createMany({ data: [{ id: newId(), identityId: one, kind, detail: { other } }, { id: newId(), identityId: other, kind, detail: { other: one } }] })
}
