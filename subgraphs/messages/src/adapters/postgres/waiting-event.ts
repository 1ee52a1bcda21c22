import type { Company } from '@switchboard/domain/ids'
import type { Sql } from './transaction.ts'

export interface WaitingEvent {
  id: string
  event: unknown
}

/** Keeps a live event of a conversation whose log is not born yet. */
export async function keepWaiting(sql: Sql, company: Company, object: string, event: unknown): Promise<void> {
  await sql.query('INSERT INTO messages.waiting_event (company, object, event) VALUES ($1, $2, $3)', [company, object, JSON.stringify(event)])
}

/** The event that waits longest for this object. */
export async function firstWaiting(sql: Sql, company: Company, object: string): Promise<WaitingEvent | undefined> {
  return (await waitingEvents(sql, company, object, 1))[0]
}

/** Takes an event out of the queue; false when somebody else did. */
export async function endWaiting(sql: Sql, id: string): Promise<boolean> {
  const { rowCount } = await sql.query('DELETE FROM messages.waiting_event WHERE id = $1', [id])
  return rowCount === 1
}

/** The events that wait longest for this object. */
export async function waitingEvents(sql: Sql, company: Company, object: string, limit: number): Promise<WaitingEvent[]> {
  const { rows } = await sql.query<WaitingEvent>(
    'SELECT id::text, event FROM messages.waiting_event WHERE company = $1 AND object = $2 ORDER BY waiting_event.id LIMIT $3', [company, object, limit])
  return rows
}
