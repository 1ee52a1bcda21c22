import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DiffResult, MigrationList } from '@prisma/schema-engine-wasm/schema_engine_bg'
import { migrationsFolder, migrationNames, readMigrations, schemaFile } from './migrations.ts'
import { withSchemaEngine } from './schema-engine.ts'

export interface DiffOptions {
  /** Folder of migrations; default prisma/migrations. */
  migrations?: string
  /** Path of schema.prisma; default prisma/schema.prisma. */
  schema?: string
}

/** Exit code by which the engine says that the two sides differ. */
const DIFFERENT = 2

/**
 * The SQL that leads from the migrations to schema.prisma, or undefined when they agree.
 * The migrations are replayed in a shadow database made for this and dropped again, so
 * `databaseUrl` needs the right to create databases; its own data is not touched.
 */
export async function schemaDifference(databaseUrl: string, options: DiffOptions = {}): Promise<string | undefined> {
  const schema = await readFile(options.schema ?? schemaFile, 'utf8')
  const migrations = await readMigrations(options.migrations ?? migrationsFolder)
  const result = await withSchemaEngine(databaseUrl, schema, (engine): Promise<DiffResult> =>
    engine.diff({
      from: migrations.migrationDirectories.length === 0 ? { tag: 'empty' } : { tag: 'migrations', ...migrations },
      to: { tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content: schema }] },
      script: true,
      exitCode: true,
      filters: { externalTables: [], externalEnums: [] },
    }),
  )
  if (result.exitCode !== DIFFERENT) return undefined
  const sql = keepingDeferrable(result.stdout ?? '', migrations)
  return sql.trim() === '' ? undefined : sql
}

/**
 * The schema language has no DEFERRABLE foreign keys, so those that a migration adds by hand look
 * superfluous to the engine, and it would drop them: such statements are left out.
 */
function keepingDeferrable(sql: string, migrations: MigrationList): string {
  const texts = migrations.migrationDirectories.map(({ migrationFile }) => migrationFile.content.value)
  const byHand = texts.flatMap((text) =>
    [...text.matchAll(/CONSTRAINT "(\w+)" FOREIGN KEY\b[^;]*?\bDEFERRABLE\b/g)].map((match) => match[1]),
  )
  return sql.replaceAll(/-- DropForeignKey\nALTER TABLE \S+ DROP CONSTRAINT "(\w+)";\n*/g, (statement, name: string) =>
    byHand.includes(name) ? '' : statement,
  )
}

/**
 * Writes the difference as a new migration `<UTC time>_<name>/migration.sql` and answers its folder,
 * or undefined when there is no difference.
 */
export async function writeMigration(
  databaseUrl: string,
  name: string,
  options: DiffOptions = {},
): Promise<string | undefined> {
  const sql = await schemaDifference(databaseUrl, options)
  if (sql === undefined) return undefined
  const parent = options.migrations ?? migrationsFolder
  const folder = join(parent, `${await nextStamp(parent)}_${name}`)
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'migration.sql'), sql)
  await writeFile(
    join(parent, 'migration_lock.toml'),
    '# Written by the migrator: which kind of database the migrations are for.\nprovider = "postgresql"\n',
  )
  return folder
}

/** `yyyymmddhhmmss`, always after the newest migration: order by name is the order of application. */
async function nextStamp(folder: string): Promise<string> {
  const now = new Date().toISOString().replaceAll(/[-:T]/g, '').slice(0, 14)
  const newest = (await migrationNames(folder)).at(-1)?.slice(0, 14) ?? ''
  return newest < now ? now : String(BigInt(newest) + 1n)
}
