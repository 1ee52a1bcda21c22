import { SwitchboardError } from '@switchboard/domain/errors'
import { conversationsOf, type ConversationRow } from '../adapters/postgres/conversation-row.ts'
import { visibleMessages } from '../adapters/postgres/message-page.ts'
import type { Sql } from '../adapters/postgres/transaction.ts'
import type { MessageSnapshot } from '../domain/event.ts'
import { existingId } from '../domain/limits.ts'
import type { Viewer } from '../domain/viewer.ts'

/** A conversation of the viewer. @throws SwitchboardError NOT_FOUND for everybody else, and when there is none */
export async function ownConversation(sql: Sql, viewer: Viewer, id: string): Promise<ConversationRow> {
  const [row] = await conversationsOf(sql, [existingId(id)], viewer.identityIds, viewer.identityId)
  if (!row) throw new SwitchboardError('NOT_FOUND', 'There is no such conversation.')
  return row
}

/** A group of the viewer that the viewer owns. @throws SwitchboardError NOT_FOUND, FORBIDDEN, BAD_INPUT (no group) */
export async function ownedGroup(sql: Sql, viewer: Viewer, id: string): Promise<ConversationRow> {
  const row = await ownConversation(sql, viewer, id)
  if (row.kind !== 'GROUP') throw new SwitchboardError('BAD_INPUT', 'This is not a group.')
  if (row.role !== 'OWNER') throw new SwitchboardError('FORBIDDEN', 'Only the owner of the group may do this.')
  return row
}

/** A message of a conversation of the viewer, with that conversation. @throws SwitchboardError NOT_FOUND */
export async function ownMessage(sql: Sql, viewer: Viewer, id: string): Promise<{ message: MessageSnapshot; conversation: ConversationRow }> {
  const [message] = await visibleMessages(sql, [existingId(id)], viewer.identityIds)
  if (!message) throw new SwitchboardError('NOT_FOUND', 'There is no such message.')
  return { message, conversation: await ownConversation(sql, viewer, message.conversationId) }
}
