import type { MessageSnapshot } from '../../domain/event.ts'
import { messageColumns } from './message-row.ts'
import type { Sql } from './transaction.ts'

/** A piece of a conversation's history: up to `limit` messages strictly between two seqs, from one end. */
export interface MessageRange {
  conversationId: string
  after: number | null
  before: number | null
  limit: number
  direction: 'forward' | 'backward'
}

export interface MessageSlice {
  /** Log order. */
  messages: MessageSnapshot[]
  hasNext: boolean
  hasPrevious: boolean
}

const notHidden = `NOT EXISTS (SELECT FROM messages.hidden h WHERE h.message_id = m.id AND h.identity_id = ANY ($5))`

function rangeStatement(direction: MessageRange['direction']): string {
  const [order, behind] = direction === 'forward'
    ? ['ASC', 'w.after IS NOT NULL AND EXISTS (SELECT FROM messages.message x WHERE x.conversation_id = w.id AND x.seq <= w.after)']
    : ['DESC', 'w.before IS NOT NULL AND EXISTS (SELECT FROM messages.message x WHERE x.conversation_id = w.id AND x.seq >= w.before)']
  return `
SELECT w.n::int AS n, ${behind} AS behind, page.*
  FROM unnest($1::uuid[], $2::int[], $3::int[], $4::int[]) WITH ORDINALITY AS w(id, after, before, size, n)
  LEFT JOIN LATERAL (
    SELECT ${messageColumns} FROM messages.message m
     WHERE m.conversation_id = w.id AND m.seq > coalesce(w.after, 0) AND m.seq < coalesce(w.before, 2147483647) AND ${notHidden}
     ORDER BY m.seq ${order} LIMIT w.size) page ON true`
}

const statements = { forward: rangeStatement('forward'), backward: rangeStatement('backward') }

/**
 * Reads pieces of several conversations' histories, one statement per direction. Messages hidden by one of `identityIds`
 * are left out. The caller has checked who may read the conversations.
 */
export async function messageSlices(sql: Sql, ranges: readonly MessageRange[], identityIds: readonly string[]): Promise<MessageSlice[]> {
  const slices = ranges.map((): MessageSlice => ({ messages: [], hasNext: false, hasPrevious: false }))
  for (const direction of ['forward', 'backward'] as const) {
    const wanted = ranges.flatMap((range, index) => (range.direction === direction ? [{ range, index }] : []))
    if (wanted.length === 0) continue
    const { rows } = await sql.query<Omit<MessageSnapshot, 'id'> & { id: string | null; n: number; behind: boolean }>(statements[direction], [
      wanted.map(({ range }) => range.conversationId), wanted.map(({ range }) => range.after), wanted.map(({ range }) => range.before),
      wanted.map(({ range }) => range.limit + 1), identityIds,
    ])
    for (const { n, behind, ...message } of rows) {
      const want = wanted[n - 1]
      const slice = want && slices[want.index]
      if (!want || !slice) continue
      if (direction === 'forward') slice.hasPrevious = behind
      else slice.hasNext = behind
      if (message.id === null) continue
      if (slice.messages.length < want.range.limit) slice.messages.push({ ...message, id: message.id })
      else if (direction === 'forward') slice.hasNext = true
      else slice.hasPrevious = true
    }
    if (direction === 'backward') for (const { index } of wanted) slices[index]?.messages.reverse()
  }
  return slices
}

const visibleStatement = `
SELECT ${messageColumns} FROM messages.message m
 WHERE m.id = ANY ($1) AND NOT EXISTS (SELECT FROM messages.hidden h WHERE h.message_id = m.id AND h.identity_id = ANY ($2))
   AND EXISTS (SELECT FROM messages.member me WHERE me.conversation_id = m.conversation_id AND me.identity_id = ANY ($2) AND me.left_at IS NULL)`

/** Messages by id, of conversations where one of `identityIds` is an active member, without those it hid. */
export async function visibleMessages(sql: Sql, ids: readonly string[], identityIds: readonly string[]): Promise<MessageSnapshot[]> {
  return (await sql.query<MessageSnapshot>(visibleStatement, [ids, identityIds])).rows
}

const pinnedStatement = `
SELECT ${messageColumns} FROM messages.message m
 WHERE m.conversation_id = ANY ($1) AND m.pinned AND NOT EXISTS (SELECT FROM messages.hidden h WHERE h.message_id = m.id AND h.identity_id = ANY ($2))
 ORDER BY m.seq`

/** The pinned messages of conversations that the viewer may read, oldest first. */
export async function pinnedMessages(sql: Sql, conversationIds: readonly string[], identityIds: readonly string[]): Promise<MessageSnapshot[]> {
  return (await sql.query<MessageSnapshot>(pinnedStatement, [conversationIds, identityIds])).rows
}
