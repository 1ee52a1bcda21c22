import type { Sql } from './transaction.ts'

/** A conversation that exists at company A. */
export interface ConversationAtA {
  nativeId: string
  conversationId: string
  kind: 'DIRECT' | 'GROUP'
  birth: 'WAITING' | 'RUNNING' | 'BORN'
  /** Up to this A seq everything is in the log. */
  lastSeq: number
}

const columns = `x.native_id AS "nativeId", x.conversation_id AS "conversationId", c.kind, c.birth, x.last_seq AS "lastSeq"`
const joined = 'messages.conversation_at_a x JOIN messages.conversation c ON c.id = x.conversation_id'

/** Lets one transaction at a time change what belongs to this conversation of A, known here or not. */
export async function lockNative(sql: Sql, nativeId: string): Promise<void> {
  await sql.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`A:${nativeId}`])
}

export async function conversationAtA(sql: Sql, nativeId: string): Promise<ConversationAtA | undefined> {
  const { rows } = await sql.query<ConversationAtA>(`SELECT ${columns} FROM ${joined} WHERE x.native_id = $1`, [nativeId])
  return rows[0]
}

/** What our conversation is at A; undefined when it is not there (yet). */
export async function atA(sql: Sql, conversationId: string): Promise<ConversationAtA | undefined> {
  const { rows } = await sql.query<ConversationAtA>(`SELECT ${columns} FROM ${joined} WHERE x.conversation_id = $1`, [conversationId])
  return rows[0]
}

/**
 * Says which conversation of A ours is. With `history`, A has messages of it that are not here: its log is (again) to be
 * born before live changes are applied. False when the pair was known.
 */
export async function mapConversation(sql: Sql, nativeId: string, conversationId: string, history: boolean): Promise<boolean> {
  const { rowCount } = await sql.query(
    'INSERT INTO messages.conversation_at_a (native_id, conversation_id) VALUES ($1, $2) ON CONFLICT DO NOTHING', [nativeId, conversationId])
  if (rowCount !== 1) return false
  if (history) await sql.query(`UPDATE messages.conversation SET birth = 'WAITING' WHERE id = $1 AND birth = 'BORN'`, [conversationId])
  return true
}

/** Everything up to this A seq is in the log now. */
export async function raiseLastSeq(sql: Sql, nativeId: string, seq: number): Promise<void> {
  await sql.query('UPDATE messages.conversation_at_a SET last_seq = $2 WHERE native_id = $1 AND last_seq < $2', [nativeId, seq])
}

/** Conversations whose logs are to be born from A's history, the most wanted first, without those in `except`. */
export async function nextBirths(sql: Sql, except: readonly string[], limit: number): Promise<ConversationAtA[]> {
  const { rows } = await sql.query<ConversationAtA>(
    `SELECT ${columns} FROM ${joined} WHERE c.birth IN ('WAITING', 'RUNNING') AND x.native_id <> ALL ($1)
      ORDER BY c.birth_priority DESC, c.created_at LIMIT $2`, [except, limit])
  return rows
}

/** Born conversations with changes that still wait, and conversations nobody here knows of which changes came. */
export async function withWaiting(sql: Sql): Promise<{ nativeId: string; known: boolean }[]> {
  const { rows } = await sql.query<{ nativeId: string; known: boolean }>(
    `SELECT w.object AS "nativeId", x.native_id IS NOT NULL AS known
       FROM (SELECT object, min(id) AS first FROM messages.waiting_event WHERE company = 'A' GROUP BY object) w
       LEFT JOIN messages.conversation_at_a x ON x.native_id = w.object
       LEFT JOIN messages.conversation c ON c.id = x.conversation_id
      WHERE x.native_id IS NULL OR c.birth = 'BORN' ORDER BY w.first LIMIT 100`)
  return rows
}
