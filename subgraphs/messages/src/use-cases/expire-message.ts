import { deleteMessage } from '../adapters/postgres/change-message.ts'
import { messagesById } from '../adapters/postgres/message-row.ts'
import { clearTimer } from '../adapters/postgres/timer.ts'
import type { Sql } from '../adapters/postgres/transaction.ts'
import type { LogEvent } from '../domain/event.ts'

/** The timer kind of messages that are deleted some time after they were read; its key is the message's id. */
export const expiryTimer = 'expire'

const startStatement = `
INSERT INTO messages.timer (kind, key, due_at)
SELECT $5, m.id::text, now() + (m.extension->>'seconds')::int * interval '1 second'
  FROM messages.message m
 WHERE m.conversation_id = $1 AND m.seq > $3 AND m.seq <= $4 AND m.sender_id <> $2 AND m.deleted_at IS NULL AND m.extension->>'type' = 'expiring'
ON CONFLICT (kind, key) DO NOTHING`

/** Starts the clocks of expiring messages that a member has just read: those of others in (fromSeq, toSeq]. The first reader starts it. */
export async function startExpiry(sql: Sql, conversationId: string, readerId: string, fromSeq: number, toSeq: number): Promise<void> {
  await sql.query(startStatement, [conversationId, readerId, fromSeq, toSeq, expiryTimer])
}

/** Deletes a message whose time has passed and clears its timer, in one transaction. Undefined when it was gone. */
export async function expireMessage(sql: Sql, messageId: string): Promise<LogEvent | undefined> {
  await clearTimer(sql, expiryTimer, messageId)
  const [message] = await messagesById(sql, [messageId])
  if (!message) return undefined
  return deleteMessage(sql, { conversationId: message.conversationId, messageId, actorId: null, origin: 'GRAPH' })
}
