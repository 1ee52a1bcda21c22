import { newId } from '@switchboard/domain/ids'
import type { LogEvent, Origin, Role } from '../../domain/event.ts'
import { appendEvent, type AppendOptions } from './append-event.ts'
import { refreshLegs } from './change-membership.ts'
import type { Sql } from './transaction.ts'

/** The key under which the one DIRECT of two identities is known. */
export function directKey(one: string, other: string): string {
  return one < other ? `${one}:${other}` : `${other}:${one}`
}

export interface Opening extends AppendOptions {
  origin: Origin
  /** Identity that opened it, or null when nobody is known. */
  createdBy: string | null
  /** WAITING when a company has history of it that must come first; default BORN. */
  birth?: 'WAITING' | 'BORN'
}

export interface Opened {
  conversationId: string
  /** Undefined when the conversation existed. */
  created: LogEvent<'conversation.created'> | undefined
}

/**
 * Gets or makes the one DIRECT of two identities, race-free by its key. Inside a transaction.
 * A WAITING conversation has no event yet: its log is born by the backfill.
 */
export async function openDirect(sql: Sql, one: string, other: string, opening: Opening): Promise<Opened> {
  const key = directKey(one, other)
  const { rows } = await sql.query<{ id: string; fresh: boolean }>(
    `WITH made AS (
       INSERT INTO messages.conversation (id, kind, direct_key, created_by, birth) VALUES ($1, 'DIRECT', $2, $3, $4)
       ON CONFLICT (direct_key) DO NOTHING RETURNING id)
     SELECT id, true AS fresh FROM made UNION ALL SELECT id, false FROM messages.conversation WHERE direct_key = $2 AND NOT EXISTS (SELECT FROM made)`,
    [newId(), key, opening.createdBy, opening.birth ?? 'BORN'])
  const row = rows[0]
  // Another transaction committed the same key after our snapshot: it is there now.
  if (!row) return openDirect(sql, one, other, opening)
  if (!row.fresh) return { conversationId: row.id, created: undefined }
  return { conversationId: row.id, created: await furnish(sql, row.id, 'DIRECT', null, [[one, 'MEMBER'], [other, 'MEMBER']], opening) }
}

/** Makes a GROUP. `members` includes the owner, first. Inside a transaction. */
export async function openGroup(sql: Sql, title: string | null, members: readonly (readonly [identityId: string, role: Role])[], opening: Opening, id = newId()): Promise<Opened> {
  await sql.query(
    `INSERT INTO messages.conversation (id, kind, title, created_by, birth) VALUES ($1, 'GROUP', $2, $3, $4)`,
    [id, title, opening.createdBy, opening.birth ?? 'BORN'])
  return { conversationId: id, created: await furnish(sql, id, 'GROUP', title, members, opening) }
}

async function furnish(sql: Sql, id: string, kind: 'DIRECT' | 'GROUP', title: string | null, members: readonly (readonly [string, Role])[], opening: Opening) {
  await sql.query(
    `INSERT INTO messages.member (conversation_id, identity_id, role, joined_seq)
     SELECT $1, m.id, m.role, 1 FROM unnest($2::uuid[], $3::text[]) AS m(id, role)`,
    [id, members.map(([member]) => member), members.map(([, role]) => role)])
  await refreshLegs(sql, id)
  if (opening.birth === 'WAITING') return undefined
  return appendEvent(sql, {
    conversationId: id, kind: 'conversation.created', messageId: null, actorId: opening.createdBy, origin: opening.origin,
    payload: { kind, title, memberIds: members.map(([member]) => member) },
  }, opening)
}
