import type { Company } from '@switchboard/domain/ids'
import type { Sql } from './transaction.ts'

/** A value on its way to a company. `object` names the native thing it changes, `by` the native acting user. */
export interface OpenIntent {
  company: Company
  /** body, deletion, reaction, title, name, membership, read, message … */
  kind: string
  object: string
  by: string
  value: string
}

/** Opens an intent before the call that carries it (same transaction as {@link import('./outbox.ts').freeze}). */
export async function openIntent(sql: Sql, intent: OpenIntent, outboxId: string | null): Promise<void> {
  await sql.query(
    `INSERT INTO messages.intent (company, kind, object, by_native, value, outbox_id) VALUES ($1, $2, $3, $4, $5, $6)`,
    [intent.company, intent.kind, intent.object, intent.by, intent.value, outboxId])
}

/**
 * Matches a company's value against the open intents: the oldest equal one (kind, object, by, value) is this value's cause
 * and is closed by it. Answers the outbox row it belongs to, null when it had none, undefined when the value is no echo.
 */
export async function matchEcho(sql: Sql, seen: OpenIntent): Promise<string | null | undefined> {
  const { rows } = await sql.query<{ outboxId: string | null }>(
    `UPDATE messages.intent SET closed_at = clock_timestamp() WHERE id = (
       SELECT id FROM messages.intent
        WHERE company = $1 AND object = $3 AND kind = $2 AND by_native = $4 AND value = $5 AND closed_at IS NULL ORDER BY id LIMIT 1)
     RETURNING outbox_id::text AS "outboxId"`,
    [seen.company, seen.kind, seen.object, seen.by, seen.value])
  return rows[0] ? rows[0].outboxId : undefined
}

/** Closes what an ended row left open (it was refused, or its echo cannot come any more). */
export async function closeIntents(sql: Sql, outboxId: string): Promise<void> {
  await sql.query(`UPDATE messages.intent SET closed_at = clock_timestamp() WHERE outbox_id = $1 AND closed_at IS NULL`, [outboxId])
}
