import { SwitchboardError } from '@switchboard/domain/errors'
import type { FidelityNote } from '@switchboard/domain/fidelity'
import type { LogEvent, MessageSnapshot, Origin } from '../../domain/event.ts'
import { appendEvent, type AppendOptions } from './append-event.ts'
import { messageColumns } from './message-row.ts'
import type { Sql } from './transaction.ts'

/** By whom and from where a change comes. */
export interface Cause extends AppendOptions {
  /** Identity; null when nobody is known to have caused it (expiry). */
  actorId: string | null
  origin: Origin
}

/** The message with its row locked, after the lock of its conversation. */
async function lockedMessage(sql: Sql, conversationId: string, messageId: string): Promise<MessageSnapshot> {
  await sql.query('SELECT FROM messages.conversation WHERE id = $1 FOR UPDATE', [conversationId])
  const { rows } = await sql.query<MessageSnapshot>(
    `SELECT ${messageColumns} FROM messages.message m WHERE m.id = $1 AND m.conversation_id = $2 FOR UPDATE OF m`,
    [messageId, conversationId],
  )
  const message = rows[0]
  if (!message) throw new SwitchboardError('NOT_FOUND', 'There is no such message.')
  return message
}

async function rewritten(sql: Sql, kind: 'message.edited' | 'message.deleted' | 'message.pinned', message: MessageSnapshot, cause: Cause) {
  const { rows } = await sql.query<MessageSnapshot>(`SELECT ${messageColumns} FROM messages.message m WHERE m.id = $1`, [message.id])
  const now = rows[0] ?? message
  return appendEvent(sql, {
    conversationId: message.conversationId, kind, messageId: message.id, actorId: cause.actorId, origin: cause.origin, payload: { message: now },
  }, cause)
}

export interface BodyChange extends Cause {
  conversationId: string
  messageId: string
  body: string
  /** Notes added to those the message has. */
  fidelity?: FidelityNote[]
}

/**
 * Gives a message a new body and revision. Inside a transaction. Undefined when the body is equal: nothing was written.
 * @throws SwitchboardError NOT_FOUND, GONE (deleted: delete beats edit)
 */
export async function editMessage(sql: Sql, change: BodyChange): Promise<LogEvent<'message.edited'> | undefined> {
  const message = await lockedMessage(sql, change.conversationId, change.messageId)
  if (message.deletedAt !== null) throw new SwitchboardError('GONE', 'The message was deleted.')
  if (message.body === change.body) return undefined
  const revision = message.revision + 1
  if (message.revision === 1) {
    await sql.query(
      `INSERT INTO messages.message_revision (message_id, revision, seq, body, origin, at)
       SELECT id, 1, seq, body, origin, accepted_at FROM messages.message WHERE id = $1`, [message.id])
  }
  await sql.query(
    `UPDATE messages.message SET body = $2, revision = $3, edited_at = now(), fidelity = fidelity || $4::jsonb WHERE id = $1`,
    [message.id, change.body, revision, JSON.stringify(change.fidelity ?? [])])
  const event = await rewritten(sql, 'message.edited', message, change)
  await sql.query(
    `INSERT INTO messages.message_revision (message_id, revision, seq, body, origin) VALUES ($1, $2, $3, $4, $5)`,
    [message.id, revision, event.seq, change.body, change.origin])
  return event as LogEvent<'message.edited'>
}

export interface Deletion extends Cause {
  conversationId: string
  messageId: string
}

/**
 * Leaves a tombstone for everyone: body, attachments, reactions, revisions and pin go, also from the log's earlier events,
 * so that no replay shows what was deleted. Inside a transaction. Undefined when it was a tombstone already.
 * @throws SwitchboardError NOT_FOUND
 */
export async function deleteMessage(sql: Sql, change: Deletion): Promise<LogEvent<'message.deleted'> | undefined> {
  const message = await lockedMessage(sql, change.conversationId, change.messageId)
  if (message.deletedAt !== null) return undefined
  await sql.query(
    `UPDATE messages.log_event SET payload = jsonb_set(jsonb_set(jsonb_set(payload, '{message,body}', '""'), '{message,attachmentIds}', '[]'), '{message,extension}', 'null')
      WHERE conversation_id = $1 AND message_id = $2 AND kind IN ('message.created', 'message.edited', 'message.pinned')
        AND seq >= $3`,
    [message.conversationId, message.id, message.seq])
  await sql.query(
    `UPDATE messages.message SET body = '', extension = NULL, pinned = false, deleted_at = now(), deleted_by = $2 WHERE id = $1`,
    [message.id, change.actorId])
  await sql.query('DELETE FROM messages.message_revision WHERE message_id = $1', [message.id])
  await sql.query('DELETE FROM messages.reaction WHERE message_id = $1', [message.id])
  await sql.query(
    `UPDATE messages.public_link l SET revoked_at = now() FROM messages.attachment a WHERE a.message_id = $1 AND l.attachment_id = a.id`, [message.id])
  await sql.query(`UPDATE messages.attachment SET message_id = NULL, state = 'EXPIRED' WHERE message_id = $1`, [message.id])
  return (await rewritten(sql, 'message.deleted', message, change)) as LogEvent<'message.deleted'>
}

export interface PinChange extends Cause {
  conversationId: string
  messageId: string
  pinned: boolean
}

/** Pins or unpins. Inside a transaction. Undefined when it stood so. @throws SwitchboardError NOT_FOUND, GONE */
export async function pinMessage(sql: Sql, change: PinChange): Promise<LogEvent<'message.pinned'> | undefined> {
  const message = await lockedMessage(sql, change.conversationId, change.messageId)
  if (message.deletedAt !== null) throw new SwitchboardError('GONE', 'The message was deleted.')
  if (message.pinned === change.pinned) return undefined
  await sql.query('UPDATE messages.message SET pinned = $2 WHERE id = $1', [message.id, change.pinned])
  return (await rewritten(sql, 'message.pinned', message, change)) as LogEvent<'message.pinned'>
}

export interface ReactionChange extends Cause {
  conversationId: string
  messageId: string
  /** Whose reaction: an identity. */
  identityId: string
  emoji: string
  present: boolean
}

/** Adds or takes back one reaction. Inside a transaction. Undefined when it stood so. @throws SwitchboardError NOT_FOUND, GONE */
export async function changeReaction(sql: Sql, change: ReactionChange): Promise<LogEvent<'reaction.added' | 'reaction.removed'> | undefined> {
  const message = await lockedMessage(sql, change.conversationId, change.messageId)
  if (message.deletedAt !== null) throw new SwitchboardError('GONE', 'The message was deleted.')
  const key = [message.id, change.identityId, change.emoji]
  const { rowCount } = change.present
    ? await sql.query('INSERT INTO messages.reaction (message_id, identity_id, emoji) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', key)
    : await sql.query('DELETE FROM messages.reaction WHERE message_id = $1 AND identity_id = $2 AND emoji = $3', key)
  if (rowCount === 0) return undefined
  return appendEvent(sql, {
    conversationId: message.conversationId, kind: change.present ? 'reaction.added' : 'reaction.removed', messageId: message.id,
    actorId: change.identityId, origin: change.origin, payload: { messageId: message.id, identityId: change.identityId, emoji: change.emoji },
  }, change)
}
