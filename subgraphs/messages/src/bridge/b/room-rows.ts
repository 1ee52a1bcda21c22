import { split } from '@switchboard/company-b/text/split'
import { tagOf } from '@switchboard/company-b/text/tag'
import { eventLine } from '@switchboard/company-b/translate/line'
import type { enqueue } from '../../adapters/postgres/outbox.ts'
import type { StoredRow } from '../../adapters/postgres/row-at-b.ts'
import type { Receiving } from './receiving.ts'

/** The lane of everything that a group's room writes: one order for all its recipients. */
export function roomLane(conversationId: string): string {
  return `B:room:${conversationId}`
}

/** The line that tells somebody who is no member of the group that nobody reads this. */
export function refusalRow(r: Receiving, row: StoredRow): Parameters<typeof enqueue>[2] {
  const [text = ''] = split(eventLine('You are not a member of this group; nobody reads this.')).rows
  const object = `refusal:${r.pair.lo}:${r.pair.hi}:${r.pair.archiveNo}:${row.id}`
  return {
    kind: 'room.line', lane: roomLane(r.pair.conversationId), target: String(row.from), part: 1, conversationId: r.pair.conversationId, messageId: null,
    payload: { from: row.to, to: row.from, text, kind: 'text', time: Date.now(), tag: tagOf(object, 1, 1), part: 1, revision: 1, role: 'LINE' },
  }
}
