import type { LogEvent } from '../../domain/event.ts'

/** A row of messages.log_event with its conversation's epoch. */
export interface EventRow {
  conversationId: string
  epoch: number
  seq: number
  kind: string
  messageId: string | null
  actorId: string | null
  origin: string
  payload: unknown
  at: string
}

/** The columns of a log event under the names of {@link EventRow}, but for `epoch`. `alias` is the table's alias. */
export function eventColumns(alias: string): string {
  return `${alias}.conversation_id AS "conversationId", ${alias}.seq, ${alias}.kind, ${alias}.message_id AS "messageId",
    ${alias}.actor_id AS "actorId", ${alias}.origin, ${alias}.payload,
    to_char(${alias}.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at`
}

/** The row as the domain knows it. The record's own writers are the only source of rows, so the shape is trusted. */
export function toEvent(row: EventRow): LogEvent {
  return { ...row } as LogEvent
}
