import type { Company } from '@switchboard/domain/ids'
import type { Sql } from './transaction.ts'

export interface PersonIdentity {
  id: string
  /** The person it belongs to now. */
  personId: string
  /** The id that was asked for: the person's own, or that of a younger person linked to it. */
  askedAs: string
  company: Company
  closed: boolean
  lastUsedAt: Date | null
}

/**
 * All identities of people, closed ones included. An id whose identities have all moved to an elder person stands for that
 * person (architecture.md, Identity: the younger id stays an alias).
 */
export async function identitiesOf(sql: Sql, personIds: readonly string[]): Promise<PersonIdentity[]> {
  return (await sql.query<PersonIdentity>(
    `WITH wanted AS (SELECT unnest($1::uuid[]) AS id), meant AS (
       SELECT id AS asked, id AS person FROM wanted
       UNION
       SELECT w.id, i.person_id FROM wanted w JOIN users.identity_card i ON i.born_person_id = w.id AND i.born_person_id <> i.person_id
        WHERE NOT EXISTS (SELECT FROM users.identity_card own WHERE own.person_id = w.id))
     SELECT i.id, i.person_id AS "personId", m.asked AS "askedAs", i.company, i.closed_at IS NOT NULL AS closed, i.last_used_at AS "lastUsedAt"
       FROM meant m JOIN users.identity_card i ON i.person_id = m.person ORDER BY i.id`, [personIds])).rows
}
