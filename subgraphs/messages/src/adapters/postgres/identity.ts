import type { Company } from '@switchboard/domain/ids'
import type { Sql } from './transaction.ts'

/** Who stands behind an id at a company: the identity itself, or the one that a shadow there stands for. */
export interface IdentityCard {
  id: string
  personId: string
  company: Company
  nativeId: string
  /** Id of its shadow at the other company; null until it was mirrored. */
  shadowNativeId: string | null
  displayName: string
  closed: boolean
}

const columns = `id, person_id AS "personId", company, native_id AS "nativeId", shadow_native_id AS "shadowNativeId",
  display_name AS "displayName", closed_at IS NOT NULL AS closed`

/** Identities by id; unknown ids are left out. */
export async function identitiesById(sql: Sql, ids: readonly string[]): Promise<Map<string, IdentityCard>> {
  const { rows } = await sql.query<IdentityCard>(`SELECT ${columns} FROM users.identity_card WHERE id = ANY ($1)`, [ids])
  return new Map(rows.map((row) => [row.id, row]))
}

/** Identities by what they are called at `company`: as natives there, or by the shadow that stands for them there. */
export async function identitiesAt(sql: Sql, company: Company, nativeIds: readonly string[]): Promise<Map<string, IdentityCard>> {
  const { rows } = await sql.query<IdentityCard>(
    `SELECT ${columns} FROM users.identity_card
      WHERE (company = $1 AND native_id = ANY ($2)) OR (company <> $1 AND shadow_native_id = ANY ($2))`, [company, nativeIds])
  return new Map(rows.map((row) => [idAt(row, company) ?? row.nativeId, row]))
}

/** What an identity is called at a company: its own id there, its shadow's, or null when it has none yet. */
export function idAt(identity: IdentityCard, company: Company): string | null {
  return identity.company === company ? identity.nativeId : identity.shadowNativeId
}

/** The active members of a conversation, longest-standing first. */
export async function activeMembers(sql: Sql, conversationId: string): Promise<(IdentityCard & { role: 'OWNER' | 'MEMBER' })[]> {
  const { rows } = await sql.query<IdentityCard & { role: 'OWNER' | 'MEMBER' }>(
    `SELECT i.id, i.person_id AS "personId", i.company, i.native_id AS "nativeId", i.shadow_native_id AS "shadowNativeId",
            i.display_name AS "displayName", i.closed_at IS NOT NULL AS closed, m.role
       FROM messages.member m JOIN users.identity_card i ON i.id = m.identity_id
      WHERE m.conversation_id = $1 AND m.left_at IS NULL ORDER BY m.joined_at, m.identity_id`, [conversationId])
  return rows
}
