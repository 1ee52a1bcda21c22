import type { Company } from '@switchboard/domain/ids'
import type { FidelityNote } from '@switchboard/domain/fidelity'
import type { PrismaClient } from '@switchboard/prisma/generated/client'
import type { Pool } from 'pg'

/** An account as the graph shows it. */
export interface IdentityView {
  id: string
  personId: string
  bornPersonId: string
  company: Company
  nativeId: string
  handle: string
  displayName: string
  avatarUrl: string | null
  email: string | null
  phone: string | null
  fidelity: FidelityNote[]
  lastSeenAt: Date | null
  closedAt: Date | null
}

/** A person as the graph shows it: the elder one, with every account and alias. */
export interface PersonView { id: string; createdAt: Date; aliases: string[]; identities: IdentityView[] }

export type People = ReturnType<typeof postgresPeople>

const identitySelect = {
  id: true, personId: true, bornPersonId: true, company: true, nativeId: true, handle: true, displayName: true, avatarUrl: true,
  email: true, phone: true, fidelity: true, lastSeenAt: true, closedAt: true,
} as const

/** Reads of people, in batches. */
export function postgresPeople(prisma: PrismaClient, pool: Pool) {
  return {
    /** Persons by id, an alias giving the elder one; in the order of `ids`, null where there is none. */
    async byIds(ids: readonly string[]): Promise<(PersonView | null)[]> {
      const asked = await prisma.person.findMany({ where: { id: { in: [...ids] } }, select: { id: true, linkedToId: true } })
      const elderOf = new Map(asked.map((person) => [person.id, person.linkedToId ?? person.id]))
      const persons = await prisma.person.findMany({
        where: { id: { in: [...new Set(elderOf.values())] } },
        select: { id: true, createdAt: true, aliases: { select: { id: true }, orderBy: { id: 'asc' } }, identities: { select: identitySelect, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] } },
      })
      const views = new Map(persons.map((person): [string, PersonView] => [person.id, { ...person, aliases: person.aliases.map(({ id }) => id), identities: person.identities.map(viewOf) }]))
      return ids.map((id) => views.get(elderOf.get(id) ?? '') ?? null)
    },

    /** Accounts by id, in the order of `ids`. */
    async identitiesByIds(ids: readonly string[]): Promise<(IdentityView | null)[]> {
      const rows = await prisma.identity.findMany({ where: { id: { in: [...ids] } }, select: identitySelect })
      const views = new Map(rows.map((row) => [row.id, viewOf(row)]))
      return ids.map((id) => views.get(id) ?? null)
    },

    /** Ids of people with an open account, ascending, after an id; `words` as `searchQuery` makes them. */
    async search(words: string | undefined, after: string | null, atMost: number): Promise<string[]> {
      const { rows } = words === undefined
        ? await pool.query<{ id: string }>(`SELECT p.id FROM users.person p WHERE p.linked_to IS NULL AND ($1::uuid IS NULL OR p.id > $1)
            AND EXISTS (SELECT 1 FROM users.identity i WHERE i.person_id = p.id AND i.closed_at IS NULL) ORDER BY p.id LIMIT $2`, [after, atMost])
        : await pool.query<{ id: string }>('SELECT person_id AS id FROM users.search_people($1, $2, $3)', [words, after, atMost])
      return rows.map((row) => row.id)
    },

    /** A picture kept as bytes. */
    avatar: (hash: string) => prisma.avatar.findUnique({ where: { hash }, select: { contentType: true, bytes: true } }),
  }
}

function viewOf<Row extends Omit<IdentityView, 'fidelity'> & { fidelity: unknown }>(row: Row): IdentityView {
  // Written by the directory's mirror only, as a list of notes.
  return { ...row, fidelity: row.fidelity as FidelityNote[] }
}

/** The account a person is shown by: the one the person was born with while it is open, else the oldest open one. */
export function mainIdentity(person: PersonView): IdentityView | undefined {
  const open = person.identities.filter((identity) => identity.closedAt === null)
  return open.find((identity) => identity.bornPersonId === person.id) ?? open[0] ?? person.identities[0]
}
