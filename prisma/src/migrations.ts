import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { MigrationList } from '@prisma/schema-engine-wasm/schema_engine_bg'

/** prisma/migrations of this repository. */
export const migrationsFolder = fileURLToPath(new URL('../migrations', import.meta.url))

/** prisma/schema.prisma of this repository. */
export const schemaFile = fileURLToPath(new URL('../schema.prisma', import.meta.url))

/** The names of the migrations in a folder, in the order in which they are applied. */
export async function migrationNames(folder = migrationsFolder): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  })
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name).sort()
}

/** A migrations folder as the schema engine takes it: every `migration.sql` with its text. */
export async function readMigrations(folder = migrationsFolder): Promise<MigrationList> {
  const names = await migrationNames(folder)
  const lock = await readFile(join(folder, 'migration_lock.toml'), 'utf8').catch(() => null)
  return {
    baseDir: folder,
    lockfile: { path: 'migration_lock.toml', content: lock },
    shadowDbInitScript: '',
    migrationDirectories: await Promise.all(
      names.map(async (path) => ({
        path,
        migrationFile: {
          path: 'migration.sql',
          content: { tag: 'ok' as const, value: await readFile(join(folder, path, 'migration.sql'), 'utf8') },
        },
      })),
    ),
  }
}
