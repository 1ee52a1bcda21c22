import type { LogEvent, MessageSnapshot } from '../../domain/event.ts'
import type { LogPage } from '../../domain/seam.ts'
import { eventColumns, toEvent, type EventRow } from './event-row.ts'
import { isoTime } from './time.ts'
import type { Sql } from './transaction.ts'

/** A piece of a log with the reader's standing, all from one snapshot. */
export interface LogReading extends LogPage<LogEvent> {
  trimmedSeq: number
  /** Whether the reader is an active member. */
  member: boolean
  /** Where the reader's last membership ended; null while it lasts or when there never was one. */
  leftSeq: number | null
}

const logAfterStatement = `
SELECT c.epoch, c.last_seq AS "lastSeq", c.trimmed_seq AS "trimmedSeq", me.identity_id IS NOT NULL AND me.left_at IS NULL AS member,
       me.left_seq AS "leftSeq", e.*
  FROM messages.conversation c
  LEFT JOIN messages.member me ON me.conversation_id = c.id AND me.identity_id = $4
  LEFT JOIN LATERAL (
    SELECT ${eventColumns('l')}, ${isoTime('t.deleted_at')} AS "goneAt", t.deleted_by AS "goneBy"
      FROM messages.log_event l
      LEFT JOIN messages.message t ON t.id = l.message_id AND t.deleted_at IS NOT NULL
     WHERE l.conversation_id = c.id AND l.seq > $2 ORDER BY l.seq LIMIT $3) e ON true
 WHERE c.id = $1 ORDER BY e.seq`

/** `seq` and all of the event are null when nothing follows. */
type Row = Omit<EventRow, 'seq'> & { seq: number | null; lastSeq: number; trimmedSeq: number; member: boolean; leftSeq: number | null; goneAt: string | null; goneBy: string | null }

/**
 * The first `limit` events after `seq`, in order; undefined when there is no such conversation. A message that was deleted
 * since shows as the tombstone it is, whichever of its events is replayed.
 */
export async function logAfter(sql: Sql, conversationId: string, seq: number, limit: number, readerId: string): Promise<LogReading | undefined> {
  const { rows } = await sql.query<Row>(logAfterStatement, [conversationId, seq, limit, readerId])
  const head = rows[0]
  if (!head) return undefined
  const events = rows.flatMap(({ lastSeq: _l, trimmedSeq: _t, member: _m, leftSeq: _s, goneAt, goneBy, ...row }) => {
    const { seq: place } = row
    if (place === null) return []
    const event = toEvent({ ...row, seq: place })
    return [goneAt === null ? event : buried(event, goneAt, goneBy)]
  })
  return { epoch: head.epoch, lastSeq: head.lastSeq, trimmedSeq: head.trimmedSeq, member: head.member, leftSeq: head.leftSeq, events }
}

/** The event with its message as a tombstone: deleted content is never shown again (delivery.md, Live). */
export function buried(event: LogEvent, deletedAt: string, deletedBy: string | null): LogEvent {
  if (!('message' in event.payload)) return event
  const message: MessageSnapshot = { ...event.payload.message, body: '', attachmentIds: [], extension: null, pinned: false, deletedAt, deletedBy }
  return { ...event, payload: { ...event.payload, message } } as LogEvent
}

export interface LogEnd { id: string; epoch: number; seq: number }

/** Where the logs of all these conversations end: the sweep's one statement. */
export async function logEnds(sql: Sql, conversationIds: readonly string[]): Promise<LogEnd[]> {
  return (await sql.query<LogEnd>('SELECT id, epoch, last_seq AS seq FROM messages.conversation WHERE id = ANY ($1)', [conversationIds])).rows
}
