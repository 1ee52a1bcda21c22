import type { Company } from '@switchboard/domain/ids'
import type { Role } from '../../domain/event.ts'
import type { Sql } from './transaction.ts'

/** A conversation as one viewer has it: `me` is the viewer's membership, the signed-in identity's when several are members. */
export interface ConversationRow {
  id: string
  kind: 'DIRECT' | 'GROUP'
  title: string | null
  epoch: number
  lastSeq: number
  lastActivityAt: Date
  /** The same with microseconds, for keyset paging. */
  activityKey: string
  createdAt: Date
  legs: Company[]
  birth: 'WAITING' | 'RUNNING' | 'BORN'
  archivedOnB: boolean
  me: string
  role: Role
  joinedAt: Date
  readSeq: number
  readAt: Date | null
  archivedAt: Date | null
  mutedUntil: Date | null
}

const columns = `c.id, c.kind, c.title, c.epoch, c.last_seq AS "lastSeq", c.last_activity_at AS "lastActivityAt", c.last_activity_at::text AS "activityKey",
  c.created_at AS "createdAt", c.legs, c.birth, c.archived_on_b AS "archivedOnB", me.identity_id AS me, me.role, me.joined_at AS "joinedAt",
  me.read_seq AS "readSeq", me.read_at AS "readAt", me.archived_at AS "archivedAt", me.muted_until AS "mutedUntil"`

const byIdStatement = `
SELECT DISTINCT ON (c.id) ${columns}
  FROM messages.member me JOIN messages.conversation c ON c.id = me.conversation_id
 WHERE me.conversation_id = ANY ($1) AND me.identity_id = ANY ($2) AND me.left_at IS NULL
 ORDER BY c.id, me.identity_id = $3 DESC, me.identity_id`

/** Those of the conversations in which one of `identityIds` is an active member: nobody else learns that they exist. */
export async function conversationsOf(sql: Sql, ids: readonly string[], identityIds: readonly string[], first: string): Promise<ConversationRow[]> {
  return (await sql.query<ConversationRow>(byIdStatement, [ids, identityIds, first])).rows
}

export interface ConversationPageRequest {
  identityIds: readonly string[]
  first: string
  archived: boolean
  limit: number
  /** Only those that stand after this one: (last activity as text, id). */
  after: readonly [activity: string, id: string] | undefined
}

const pageStatement = `
SELECT * FROM (
  SELECT DISTINCT ON (c.id) ${columns}
    FROM messages.member me JOIN messages.conversation c ON c.id = me.conversation_id
   WHERE me.identity_id = ANY ($1) AND me.left_at IS NULL AND (me.archived_at IS NOT NULL) = $3
     AND ($4::timestamptz IS NULL OR (c.last_activity_at, c.id) < ($4, $5::uuid))
   ORDER BY c.id, me.identity_id = $2 DESC, me.identity_id) mine
 ORDER BY "activityKey"::timestamptz DESC, id DESC LIMIT $6`

/** The viewer's conversations, newest activity first. */
export async function conversationPage(sql: Sql, request: ConversationPageRequest): Promise<ConversationRow[]> {
  const [activity, id] = request.after ?? [null, null]
  return (await sql.query<ConversationRow>(pageStatement, [request.identityIds, request.first, request.archived, activity, id, request.limit])).rows
}
