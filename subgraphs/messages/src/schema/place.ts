import { SwitchboardError } from '@switchboard/domain/errors'
import type { ConversationRow } from '../adapters/postgres/conversation-row.ts'
import type { Context } from './context.ts'

/** The seq of a cursor into this conversation's log. @throws SwitchboardError CURSOR_INVALID (forged, another log, another epoch) */
export function placeIn(context: Context, row: Pick<ConversationRow, 'id' | 'epoch'>, cursor: string): number {
  const place = context.services.cursors.decode(cursor)
  if (place?.conversationId !== row.id || place.epoch !== row.epoch) throw new SwitchboardError('CURSOR_INVALID')
  return place.seq
}
