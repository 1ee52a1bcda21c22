import { newId } from '@switchboard/domain/ids'
import type { Pool } from 'pg'
import { acceptMessage } from '../../src/adapters/postgres/accept-message.ts'
import { lockConversation } from '../../src/adapters/postgres/append-event.ts'
import { openDirect, openGroup } from '../../src/adapters/postgres/open-conversation.ts'
import { inTransaction } from '../../src/adapters/postgres/transaction.ts'
import type { NewMessage } from '../../src/domain/content.ts'
import type { LogEvent, MessageSnapshot } from '../../src/domain/event.ts'

/** Sends from the graph, as the server does. */
export async function say(pool: Pool, conversationId: string, senderId: string, body: string, more: Partial<NewMessage> = {}): Promise<string> {
  const message: NewMessage = {
    id: newId(), conversationId, senderId, clientMessageId: newId(), kind: 'TEXT', body, attachmentIds: [], extension: null, replyToId: null, threadRootId: null,
    system: null, broadcast: null, origin: 'GRAPH', sourceAt: null, fidelity: [], ...more,
  }
  const accepted = await acceptMessage(pool, message)
  return accepted.outcome === 'accepted' ? message.id : accepted.messageId
}

export function directOf(pool: Pool, one: string, other: string): Promise<string> {
  return inTransaction(pool, async (sql) => (await openDirect(sql, one, other, { origin: 'GRAPH', createdBy: one })).conversationId)
}

export function groupOf(pool: Pool, title: string, owner: string, others: readonly string[]): Promise<string> {
  return inTransaction(pool, async (sql) => (await openGroup(sql, title, [[owner, 'OWNER'], ...others.map((id) => [id, 'MEMBER'] as const)], { origin: 'GRAPH', createdBy: owner })).conversationId)
}

/** Runs a change under the conversation's lock, as the server does. */
export function change<T>(pool: Pool, conversationId: string, work: Parameters<typeof inTransaction<T>>[1]): Promise<T> {
  return inTransaction(pool, async (sql) => {
    await lockConversation(sql, conversationId)
    return work(sql)
  })
}

/** Our conversation of one of A. */
export async function conversationOf(pool: Pool, nativeId: string): Promise<string | undefined> {
  const { rows } = await pool.query<{ id: string }>('SELECT conversation_id AS id FROM messages.conversation_at_a WHERE native_id = $1', [nativeId])
  return rows[0]?.id
}

/** A's conversation of ours. */
export async function nativeConversation(pool: Pool, conversationId: string): Promise<string | undefined> {
  const { rows } = await pool.query<{ id: string }>('SELECT native_id AS id FROM messages.conversation_at_a WHERE conversation_id = $1', [conversationId])
  return rows[0]?.id
}

/** The whole log, and proof that its seq has no gap. */
export async function logOf(pool: Pool, conversationId: string): Promise<LogEvent[]> {
  const { rows } = await pool.query<LogEvent>(
    `SELECT seq, kind, message_id AS "messageId", actor_id AS "actorId", origin, payload FROM messages.log_event WHERE conversation_id = $1 ORDER BY seq`, [conversationId])
  const seqs = rows.map((row) => row.seq)
  if (seqs.some((seq, index) => seq !== index + 1)) throw new Error(`the log has a gap: ${seqs.join(' ')}`)
  return rows
}

/** The messages in log order. */
export async function messagesOf(pool: Pool, conversationId: string): Promise<(Pick<MessageSnapshot, 'id' | 'senderId' | 'body' | 'pinned' | 'revision' | 'deletedAt' | 'replyToId' | 'threadRootId' | 'kind'> & { reactions: string[] })[]> {
  const { rows } = await pool.query(
    `SELECT id, sender_id AS "senderId", body, pinned, revision, deleted_at AS "deletedAt", reply_to_id AS "replyToId", thread_root_id AS "threadRootId", kind,
            ARRAY(SELECT r.emoji FROM messages.reaction r WHERE r.message_id = m.id ORDER BY emoji) AS reactions
       FROM messages.message m WHERE conversation_id = $1 ORDER BY seq`, [conversationId])
  return rows
}

export const bodiesOf = async (pool: Pool, conversationId: string) => (await messagesOf(pool, conversationId)).map((message) => message.body)

/** Rows that still have to go out (or stand parked). */
export async function openRows(pool: Pool): Promise<{ kind: string; state: string; lastError: string | null }[]> {
  const { rows } = await pool.query(`SELECT kind, state, last_error AS "lastError" FROM messages.outbox WHERE company = 'A' AND state NOT IN ('SENT', 'DROPPED') ORDER BY id`)
  return rows
}
