import type { Role } from '../../domain/event.ts'
import type { Sql } from './transaction.ts'

export interface MemberRow {
  conversationId: string
  identityId: string
  role: Role
  joinedAt: Date
  joinedKey: string
  readSeq: number
  readAt: Date | null
}

const columns = `m.conversation_id AS "conversationId", m.identity_id AS "identityId", m.role, m.joined_at AS "joinedAt", m.joined_at::text AS "joinedKey",
  m.read_seq AS "readSeq", m.read_at AS "readAt"`

/** A piece of a conversation's members: up to `limit` active ones after (joined at, id). */
export interface MemberRange {
  conversationId: string
  after: readonly [joined: string, identityId: string] | undefined
  limit: number
}

const rangeStatement = `
SELECT w.n::int AS n, page.*
  FROM unnest($1::uuid[], $2::timestamptz[], $3::uuid[], $4::int[]) WITH ORDINALITY AS w(id, joined, identity, size, n)
 CROSS JOIN LATERAL (
    SELECT ${columns} FROM messages.member m
     WHERE m.conversation_id = w.id AND m.left_at IS NULL AND (w.joined IS NULL OR (m.joined_at, m.identity_id) > (w.joined, w.identity))
     ORDER BY m.joined_at, m.identity_id LIMIT w.size) page
 ORDER BY w.n, page."joinedKey"::timestamptz, page."identityId"`

/** Members of several conversations, longest-standing first, in one statement; answers in the order of `ranges`. */
export async function memberRanges(sql: Sql, ranges: readonly MemberRange[]): Promise<MemberRow[][]> {
  const { rows } = await sql.query<MemberRow & { n: number }>(rangeStatement, [
    ranges.map((range) => range.conversationId), ranges.map((range) => range.after?.[0] ?? null), ranges.map((range) => range.after?.[1] ?? null),
    ranges.map((range) => range.limit),
  ])
  const answers = ranges.map((): MemberRow[] => [])
  for (const { n, ...member } of rows) answers[n - 1]?.push(member)
  return answers
}

/** How many active members each conversation has. */
export async function memberCounts(sql: Sql, conversationIds: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await sql.query<{ id: string; members: number }>(
    `SELECT conversation_id AS id, count(*)::int AS members FROM messages.member WHERE conversation_id = ANY ($1) AND left_at IS NULL GROUP BY 1`, [conversationIds])
  return new Map(rows.map((row) => [row.id, row.members]))
}

const peerStatement = `
SELECT ${columns} FROM unnest($1::uuid[], $2::uuid[]) AS w(id, me)
  JOIN messages.member m ON m.conversation_id = w.id AND m.identity_id <> w.me
  JOIN messages.conversation c ON c.id = w.id AND c.kind = 'DIRECT'`

/** The other side of DIRECTs, seen from `me`. */
export async function peersOf(sql: Sql, places: readonly { id: string; me: string }[]): Promise<MemberRow[]> {
  return (await sql.query<MemberRow>(peerStatement, [places.map(({ id }) => id), places.map(({ me }) => me)])).rows
}

/** The active members' identity ids, for telling them that something changed. */
export async function memberIdsOf(sql: Sql, conversationId: string): Promise<string[]> {
  const { rows } = await sql.query<{ id: string }>(
    `SELECT identity_id AS id FROM messages.member WHERE conversation_id = $1 AND left_at IS NULL`, [conversationId])
  return rows.map((row) => row.id)
}
