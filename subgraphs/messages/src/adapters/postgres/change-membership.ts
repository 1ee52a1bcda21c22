import type { LogEvent, Role } from '../../domain/event.ts'
import { appendEvent } from './append-event.ts'
import type { Cause } from './change-message.ts'
import type { Sql } from './transaction.ts'

const legsStatement = `
UPDATE messages.conversation c SET legs = coalesce((
    SELECT array_agg(DISTINCT i.company ORDER BY i.company) FROM messages.member m JOIN users.identity_card i ON i.id = m.identity_id
     WHERE m.conversation_id = c.id AND m.left_at IS NULL), '{}')
 WHERE c.id = $1`

/** Sets the legs to the companies where an active member has a native identity. */
export async function refreshLegs(sql: Sql, conversationId: string): Promise<void> {
  await sql.query(legsStatement, [conversationId])
}

export interface Joining extends Cause {
  conversationId: string
  identityId: string
  role: Role
}

/**
 * Makes an identity an active member (a returning one reads from the start again). Inside a transaction that holds the
 * conversation's lock. Undefined when it was one. The leg of a new company exists from this event on.
 */
export async function addMember(sql: Sql, change: Joining): Promise<LogEvent<'member.added'> | undefined> {
  const { rowCount } = await sql.query(
    `INSERT INTO messages.member (conversation_id, identity_id, role, joined_seq)
     SELECT id, $2, $3, last_seq + 1 FROM messages.conversation WHERE id = $1
     ON CONFLICT (conversation_id, identity_id) DO UPDATE
        SET role = excluded.role, joined_at = now(), joined_seq = excluded.joined_seq, left_at = NULL, left_seq = NULL,
            read_seq = 0, logged_read_seq = 0
      WHERE member.left_at IS NOT NULL`,
    [change.conversationId, change.identityId, change.role])
  if (rowCount === 0) return undefined
  await refreshLegs(sql, change.conversationId)
  return appendEvent(sql, {
    conversationId: change.conversationId, kind: 'member.added', messageId: null, actorId: change.actorId, origin: change.origin,
    payload: { identityId: change.identityId, role: change.role },
  }, change)
}

export interface Leaving extends Cause {
  conversationId: string
  identityId: string
  reason: 'LEFT' | 'REMOVED'
  /** Who became OWNER, when a company has decided it; else the rule below decides. */
  newOwnerId?: string | null
}

/**
 * Ends a membership; when an OWNER goes, the longest-standing member (ties: lower id) becomes OWNER (company A's rule).
 * Inside a transaction that holds the conversation's lock. Undefined when it was no active member.
 * The event goes out on the legs as they were before, so that the company of the one who left is told.
 */
export async function removeMember(sql: Sql, change: Leaving): Promise<LogEvent<'member.removed'> | undefined> {
  const { rows } = await sql.query<{ role: Role }>(
    `UPDATE messages.member SET left_at = now(), left_seq = (SELECT last_seq + 1 FROM messages.conversation WHERE id = $1)
      WHERE conversation_id = $1 AND identity_id = $2 AND left_at IS NULL RETURNING role`,
    [change.conversationId, change.identityId])
  if (!rows[0]) return undefined
  const newOwnerId = rows[0].role === 'OWNER' ? await passOwnership(sql, change.conversationId, change.newOwnerId ?? null) : null
  const event = await appendEvent(sql, {
    conversationId: change.conversationId, kind: 'member.removed', messageId: null, actorId: change.actorId, origin: change.origin,
    payload: { identityId: change.identityId, reason: change.reason, newOwnerId },
  }, change)
  await refreshLegs(sql, change.conversationId)
  return event
}

async function passOwnership(sql: Sql, conversationId: string, wished: string | null): Promise<string | null> {
  const { rows } = await sql.query<{ identityId: string }>(
    `UPDATE messages.member SET role = 'OWNER' WHERE conversation_id = $1 AND identity_id = (
       SELECT identity_id FROM messages.member WHERE conversation_id = $1 AND left_at IS NULL
        ORDER BY identity_id IS NOT DISTINCT FROM $2::uuid DESC, joined_at, identity_id LIMIT 1)
     RETURNING identity_id AS "identityId"`,
    [conversationId, wished])
  return rows[0]?.identityId ?? null
}

export interface TitleChange extends Cause {
  conversationId: string
  title: string | null
}

/** Renames a group. Inside a transaction that holds the conversation's lock. Undefined when it had that title. */
export async function changeTitle(sql: Sql, change: TitleChange): Promise<LogEvent<'title.changed'> | undefined> {
  const { rows } = await sql.query<{ revision: number }>(
    `UPDATE messages.conversation SET title = $2, title_revision = title_revision + 1
      WHERE id = $1 AND title IS DISTINCT FROM $2 RETURNING title_revision AS revision`,
    [change.conversationId, change.title])
  if (!rows[0]) return undefined
  return appendEvent(sql, {
    conversationId: change.conversationId, kind: 'title.changed', messageId: null, actorId: change.actorId, origin: change.origin,
    payload: { title: change.title, revision: rows[0].revision },
  }, change)
}
