import { atA } from '../../adapters/postgres/conversation-at-a.ts'
import { conversationHead } from '../../adapters/postgres/canonical-value.ts'
import { attachmentsOf } from '../../adapters/postgres/company-files.ts'
import { hasRow } from '../../adapters/postgres/lane-row.ts'
import type { OutboxRow, PlannedRow } from '../../adapters/postgres/outbox.ts'
import type { Sql } from '../../adapters/postgres/transaction.ts'
import { laneOf } from './converge.ts'

const kinds: Readonly<Record<string, string>> = {
  'message.edited': 'message.edit', 'message.deleted': 'message.delete', 'message.pinned': 'message.pin', 'reaction.added': 'reaction',
  'reaction.removed': 'reaction', 'read.moved': 'read', 'member.added': 'member', 'member.removed': 'member', 'title.changed': 'title',
}

/**
 * What an event means at A: one row of the conversation's lane, after those that must come first (the conversation itself,
 * uploads). Rows carry whom and what they concern; the value is the canonical one of when they are frozen.
 */
export async function planForA(sql: Sql, row: OutboxRow): Promise<PlannedRow[]> {
  if (row.conversationId === null) return []
  const piece = (kind: string, payload: unknown, part = 0): PlannedRow => ({ kind, lane: laneOf(row.conversationId ?? ''), target: row.conversationId ?? '', part, payload })
  const created = await atA(sql, row.conversationId) !== undefined || await hasRow(sql, { company: 'A', conversationId: row.conversationId, kinds: ['conversation.create'], states: ['PENDING', 'UNKNOWN', 'PARKED'] })
  const isDirect = (await conversationHead(sql, row.conversationId))?.kind === 'DIRECT'
  if (row.kind === 'conversation.created') return created || isDirect ? [] : [piece('conversation.create', {})]
  if (row.kind === 'message.created') {
    const uploads = row.messageId === null ? [] : await attachmentsOf(sql, row.messageId)
    return [
      ...(created ? [] : [piece('conversation.create', {})]),
      ...uploads.filter((file) => file.state === 'STORED').map((file, index) => piece('upload', { attachmentId: file.id }, index + 1)),
      piece('message.send', {}),
    ]
  }
  const kind = kinds[row.kind]
  if (kind === undefined) return []
  // A group of B's people only had no place at A; the first native of A brings it there. A DIRECT is made at its first message.
  if (!created) return isDirect || row.kind !== 'member.added' ? [] : [piece('conversation.create', {})]
  return [piece(kind, row.payload)]
}
