import type { Sql } from './transaction.ts'

/** How far a feed or a listing has been read, by name; undefined when it never was. The value is what {@link storePosition} got. */
export async function storedPosition(sql: Sql, name: string): Promise<unknown> {
  const { rows } = await sql.query<{ value: unknown }>('SELECT value FROM messages.sync_position WHERE name = $1', [name])
  return rows[0]?.value
}

/** Stores a position, in the transaction of the effect it stands for. */
export async function storePosition(sql: Sql, name: string, value: unknown): Promise<void> {
  await sql.query(
    `INSERT INTO messages.sync_position (name, value) VALUES ($1, $2)
     ON CONFLICT (name) DO UPDATE SET value = excluded.value, updated_at = now()`, [name, JSON.stringify(value)])
}

/** Stores a position unless there is one; answers what stands. */
export async function keepPosition(sql: Sql, name: string, value: unknown): Promise<unknown> {
  await sql.query('INSERT INTO messages.sync_position (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING', [name, JSON.stringify(value)])
  return storedPosition(sql, name)
}
