import { outgoing } from '@switchboard/company-b/translate/outgoing'
import type { OutboxRow, PlannedRow } from '../../adapters/postgres/outbox.ts'

const listKinds = new Set(['list.created', 'list.updated', 'list.dropped'])

/** What no log event caused: changes of B's lists, and posts to them. One order per list. */
export function ownRows(row: OutboxRow): PlannedRow[] {
  const whole = { kind: row.kind, lane: `B:${row.lane}`, target: row.lane, part: 1, payload: row.payload }
  if (listKinds.has(row.kind)) return [whole]
  if (row.kind !== 'list.posted') return []
  const { postId, body } = row.payload as { postId: string; body: string }
  const time = row.createdAt.getTime()
  return outgoing({ canonicalId: postId, revision: 1, body }).rows.map(({ text, tag, part }) => (
    { ...whole, part, payload: { ...(row.payload as object), text, tag, part, time } }))
}
