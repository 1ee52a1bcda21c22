import type { MessageSnapshot } from '../../domain/event.ts'
import { messageColumns } from './message-row.ts'
import type { Sql } from './transaction.ts'

export interface Search {
  identityIds: readonly string[]
  /** Words that must all be there, then the beginning of one more. */
  words: readonly string[]
  beginning: string
  conversationId: string | null
  limit: number
  after: readonly [acceptedAt: string, id: string] | undefined
}

const searchStatement = `
SELECT ${messageColumns} FROM messages.message m
 WHERE to_tsvector('simple', m.body) @@ (plainto_tsquery('simple', $1) && to_tsquery('simple', $2)) AND m.deleted_at IS NULL
   AND m.conversation_id IN (SELECT me.conversation_id FROM messages.member me WHERE me.identity_id = ANY ($3) AND me.left_at IS NULL)
   AND ($4::uuid IS NULL OR m.conversation_id = $4)
   AND NOT EXISTS (SELECT FROM messages.hidden h WHERE h.message_id = m.id AND h.identity_id = ANY ($3))
   AND ($5::timestamptz IS NULL OR (m.accepted_at, m.id) < ($5, $6::uuid))
 ORDER BY m.accepted_at DESC, m.id DESC LIMIT $7`

/** Messages of the viewer's conversations that have all the words, newest first. Uses message_search_idx. */
export async function searchMessages(sql: Sql, search: Search): Promise<MessageSnapshot[]> {
  const [acceptedAt, id] = search.after ?? [null, null]
  const beginning = `'${search.beginning.replaceAll('\\', '').replaceAll("'", "''")}':*`
  const { rows } = await sql.query<MessageSnapshot>(searchStatement, [
    search.words.join(' '), beginning, search.identityIds, search.conversationId, acceptedAt, id, search.limit,
  ])
  return rows
}
