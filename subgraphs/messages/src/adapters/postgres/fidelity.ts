import type { FidelityNote } from '@switchboard/domain/fidelity'
import type { Sql } from './transaction.ts'

/** Adds notes to a message; one that it has already is not added again. */
export async function appendNotes(sql: Sql, messageId: string, notes: readonly FidelityNote[]): Promise<void> {
  for (const note of notes) {
    await sql.query(
      `UPDATE messages.message SET fidelity = fidelity || $2::jsonb WHERE id = $1 AND NOT fidelity @> $2::jsonb`, [messageId, JSON.stringify([note])])
  }
}
