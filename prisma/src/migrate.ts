import { readFile } from 'node:fs/promises'
import pg from 'pg'
import { migrationsFolder, readMigrations, schemaFile } from './migrations.ts'
import { withSchemaEngine } from './schema-engine.ts'

/** Any number will do, as long as every version of this migrator takes the same one. */
const LOCK = 0x5311_7c4b

export interface MigrateOptions {
  /** Folder of migrations; default prisma/migrations. */
  migrations?: string
  /** Path of schema.prisma; default prisma/schema.prisma. */
  schema?: string
}

/**
 * Applies every migration the database has not seen yet, in order, and records each in
 * `_prisma_migrations` as `prisma migrate deploy` does. Answers the names it applied: a second call
 * answers none. Processes that start at the same moment take turns by an advisory lock.
 *
 * @throws when a migration fails, or was changed after it had been applied
 */
export async function migrate(databaseUrl: string, options: MigrateOptions = {}): Promise<string[]> {
  const migrations = await readMigrations(options.migrations ?? migrationsFolder)
  const schema = await readFile(options.schema ?? schemaFile, 'utf8')
  return holdingLock(databaseUrl, () =>
    withSchemaEngine(databaseUrl, schema, async (engine) => {
      const output = await engine.applyMigrations({
        migrationsList: migrations,
        filters: { externalTables: [], externalEnums: [] },
      })
      return output.appliedMigrationNames
    }),
  )
}

/** The lock lives as long as its session, so a killed migrator never leaves it behind. */
async function holdingLock<T>(databaseUrl: string, work: () => Promise<T>): Promise<T> {
  const session = new pg.Client({ connectionString: databaseUrl, application_name: 'switchboard-migrate' })
  session.on('error', () => undefined)
  await session.connect()
  try {
    await session.query('SELECT pg_advisory_lock($1)', [LOCK])
    return await work()
  } finally {
    await session.end()
  }
}
