import type { EventKind, EventPayloads, LogEvent, Origin } from '../../domain/event.ts'
import { eventColumns, toEvent, type EventRow } from './event-row.ts'
import type { Sql } from './transaction.ts'

export interface NewEvent<K extends EventKind> {
  conversationId: string
  kind: K
  messageId: string | null
  actorId: string | null
  origin: Origin
  payload: EventPayloads[K]
}

export interface AppendOptions {
  /** Write outbox rows for the other legs. Default true. */
  deliver?: boolean
}

const appendStatement = `
WITH place AS (
  UPDATE messages.conversation SET last_seq = last_seq + 1 WHERE id = $1 RETURNING id, kind, epoch, last_seq, legs
), logged AS (
  INSERT INTO messages.log_event (conversation_id, seq, kind, message_id, actor_id, origin, payload)
  SELECT id, last_seq, $2, $3, $4, $5, $6 FROM place
  RETURNING conversation_id, seq, kind, message_id, actor_id, origin, payload, at
), outgoing AS (
  INSERT INTO messages.outbox (conversation_id, seq, message_id, company, kind, payload, lane)
  SELECT place.id, place.last_seq, $3, leg, $2, $6::jsonb || jsonb_build_object('actorId', $4::uuid), 'conversation:' || place.id
    FROM place, unnest(place.legs) AS leg
   WHERE $7 AND (leg <> $5 OR (leg = 'B' AND place.kind = 'GROUP'))
)
SELECT ${eventColumns('logged')}, place.epoch FROM logged, place`

/**
 * Writes the next event of a log and what must go out because of it. The caller holds the conversation's row lock
 * ({@link lockConversation}) whenever the event depends on what it read before.
 */
export async function appendEvent<K extends EventKind>(sql: Sql, event: NewEvent<K>, options: AppendOptions = {}): Promise<LogEvent<K>> {
  const { rows } = await sql.query<EventRow>(appendStatement, [
    event.conversationId, event.kind, event.messageId, event.actorId, event.origin, JSON.stringify(event.payload), options.deliver ?? true,
  ])
  const row = rows[0]
  if (!row) throw new Error(`no conversation ${event.conversationId}`)
  return toEvent(row) as LogEvent<K>
}

export interface LockedConversation {
  id: string
  kind: 'DIRECT' | 'GROUP'
  title: string | null
  titleRevision: number
  epoch: number
  lastSeq: number
  legs: ('A' | 'B')[]
  birth: 'WAITING' | 'RUNNING' | 'BORN'
}

/** Locks a conversation's row until the transaction ends: from here on nobody else writes its log. Undefined when unknown. */
export async function lockConversation(sql: Sql, conversationId: string): Promise<LockedConversation | undefined> {
  const { rows } = await sql.query<LockedConversation>(
    `SELECT id, kind, title, title_revision AS "titleRevision", epoch, last_seq AS "lastSeq", legs, birth
       FROM messages.conversation WHERE id = $1 FOR UPDATE`,
    [conversationId],
  )
  return rows[0]
}
