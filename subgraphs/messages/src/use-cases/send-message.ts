import { isDeepStrictEqual } from 'node:util'
import { SwitchboardError } from '@switchboard/domain/errors'
import { newId } from '@switchboard/domain/ids'
import { acceptMessage } from '../adapters/postgres/accept-message.ts'
import { endScheduled, lockScheduled, storeScheduled, type ScheduledRow } from '../adapters/postgres/scheduled-message.ts'
import { clearTimer, setTimer } from '../adapters/postgres/timer.ts'
import { inTransaction, type Sql } from '../adapters/postgres/transaction.ts'
import type { Content, NewMessage } from '../domain/content.ts'
import type { LogEvent, MessageSnapshot } from '../domain/event.ts'
import { existingId } from '../domain/limits.ts'
import type { Viewer } from '../domain/viewer.ts'
import { ownConversation } from './access.ts'
import { compose, type MessageInput } from './compose-message.ts'
import { announce, type Services } from './services.ts'

export type Sent = { message: MessageSnapshot } | { messageId: string } | { scheduled: ScheduledRow }

/** The timer kind under which messages wait for their time; its key is the scheduled message's id. */
export const scheduledTimer = 'scheduled'
const maxAheadMs = 30 * 86_400_000

/** Accepts a message, or stores it until its time (delivery.md, Writing 2 and 3). @throws SwitchboardError */
export async function sendMessage(services: Services, viewer: Viewer, input: MessageInput): Promise<Sent> {
  const conversation = await ownConversation(services.pool, viewer, input.conversationId)
  const content = await compose(services.pool, viewer, conversation.me, input)
  if (input.sendAt != null) return schedule(services, conversation.id, conversation.me, content, input.sendAt)
  const accepted = await acceptMessage(services.pool, newMessage(conversation.id, conversation.me, content))
  if (accepted.outcome === 'repeated') return { messageId: accepted.messageId }
  announce(services, [accepted.event])
  return { message: accepted.event.payload.message }
}

function newMessage(conversationId: string, senderId: string, content: Content): NewMessage {
  return { id: newId(), conversationId, senderId, ...content, system: null, broadcast: null, origin: 'GRAPH', sourceAt: null, fidelity: [] }
}

async function schedule(services: Services, conversationId: string, senderId: string, content: Content, sendAt: Date): Promise<Sent> {
  const ahead = sendAt.getTime() - Date.now()
  if (ahead > maxAheadMs) throw new SwitchboardError('BAD_INPUT', 'sendAt is at most 30 days ahead.')
  return inTransaction(services.pool, async (sql) => {
    const { row, fresh } = await storeScheduled(sql, { id: newId(), conversationId, senderId, content, sendAt })
    if (fresh) {
      if (ahead <= 0) throw new SwitchboardError('BAD_INPUT', 'sendAt must be in the future.')
      await setTimer(sql, scheduledTimer, row.id, sendAt)
      return { scheduled: row }
    }
    if (!isDeepStrictEqual(row.content, content) || row.cancelledAt !== null) throw new SwitchboardError('CONFLICT', 'This clientMessageId was used with other content.')
    return row.messageId === null ? { scheduled: row } : { messageId: row.messageId }
  })
}

/** Takes back a message that waits. @throws SwitchboardError NOT_FOUND, GONE (it was sent) */
export async function cancelScheduled(services: Services, viewer: Viewer, id: string): Promise<boolean> {
  return inTransaction(services.pool, async (sql) => {
    const row = await lockScheduled(sql, existingId(id))
    if (!row || !viewer.identityIds.includes(row.senderId)) throw new SwitchboardError('NOT_FOUND')
    if (row.messageId !== null) throw new SwitchboardError('GONE', 'The message was sent.')
    if (row.cancelledAt !== null) return true
    await endScheduled(sql, row.id, null)
    return clearTimer(sql, scheduledTimer, row.id)
  })
}

/**
 * Accepts a scheduled message whose time has come and clears its timer, in one transaction. One that is not acceptable any
 * more (the sender left, was blocked, or used the client id otherwise) is cancelled. Undefined when it was cancelled.
 */
export async function acceptScheduled(sql: Sql, id: string): Promise<LogEvent | undefined> {
  const row = await lockScheduled(sql, id)
  await clearTimer(sql, scheduledTimer, id)
  if (!row || row.cancelledAt !== null || row.messageId !== null) return undefined
  // With the lock no other send of the same client id can come between: the unique key cannot spoil the transaction.
  await sql.query('SELECT FROM messages.conversation WHERE id = $1 FOR UPDATE', [row.conversationId])
  try {
    const accepted = await acceptMessage(sql, newMessage(row.conversationId, row.senderId, row.content))
    await endScheduled(sql, id, accepted.outcome === 'accepted' ? accepted.event.payload.message.id : accepted.messageId)
    return accepted.outcome === 'accepted' ? accepted.event : undefined
  } catch (error) {
    if (!(error instanceof SwitchboardError)) throw error
    await endScheduled(sql, id, null)
    return undefined
  }
}
