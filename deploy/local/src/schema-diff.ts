import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { writeMigration } from '@switchboard/prisma/diff'
import { startPostgres } from './postgres.ts'

/**
 * `npm run -w prisma diff -- NAME`: a new migration from what prisma/schema.prisma says and
 * prisma/migrations do not yet. Uses DATABASE_URL for its shadow database if set, else a server of its own.
 */
const name = process.argv[2]
if (name === undefined || !/^[a-z0-9_]+$/.test(name)) {
  console.error('Give the migration a name of a-z, 0-9 and _: npm run -w prisma diff -- add_reactions')
  process.exit(1)
}
const given = process.env['DATABASE_URL']
const folder = await mkdtemp(join(tmpdir(), 'switchboard-diff-'))
const server = given === undefined ? await startPostgres({ folder, fsync: false }) : undefined
try {
  const made = await writeMigration(given ?? server?.url() ?? '', name)
  console.log(
    made === undefined
      ? 'schema.prisma and the migrations agree: nothing to write.'
      : `Wrote ${relative(process.cwd(), made)}/migration.sql. Read it, and add by hand what the schema language cannot say.`,
  )
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
} finally {
  await server?.stop()
  await rm(folder, { recursive: true, force: true })
}
