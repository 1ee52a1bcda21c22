import type { Company } from '@switchboard/domain/ids'
import type { Sql } from './transaction.ts'

export interface PersonIdentity {
  id: string
  personId: string
  company: Company
  closed: boolean
}

/** All identities of people, closed ones included. */
export async function identitiesOf(sql: Sql, personIds: readonly string[]): Promise<PersonIdentity[]> {
  return (await sql.query<PersonIdentity>(
    `SELECT id, person_id AS "personId", company, closed_at IS NOT NULL AS closed FROM users.identity_card WHERE person_id = ANY ($1) ORDER BY id`, [personIds])).rows
}

/** When identities last wrote anything, for telling which one a person used last. */
export async function lastWriting(sql: Sql, identityIds: readonly string[]): Promise<Map<string, Date>> {
  const { rows } = await sql.query<{ id: string; at: Date }>(
    `SELECT w.id, max(c.last_activity_at) AS at FROM unnest($1::uuid[]) AS w(id)
       JOIN messages.member m ON m.identity_id = w.id AND m.left_at IS NULL JOIN messages.conversation c ON c.id = m.conversation_id GROUP BY 1`, [identityIds])
  return new Map(rows.map((row) => [row.id, row.at]))
}
