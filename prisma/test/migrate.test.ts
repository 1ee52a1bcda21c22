import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { emptyDatabase, type TestDatabase } from '@switchboard/testkit/database'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { schemaDifference, writeMigration } from '../src/diff.ts'
import { migrate } from '../src/migrate.ts'
import { migrationNames, migrationsFolder } from '../src/migrations.ts'
import { createPool } from '../src/pool.ts'

const schema = (models: string) => `
datasource db {
  provider = "postgresql"
  schemas  = ["users", "messages"]
}
${models}
`
const person = 'model Person {\n  id String @id @db.Uuid\n  @@schema("users")\n}\n'
const note = 'model Note {\n  id Int @id\n  personId String @db.Uuid\n  @@schema("messages")\n}\n'

let folder: string
let database: TestDatabase

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'switchboard-migrate-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))
beforeEach(async () => {
  database = await emptyDatabase()
})
afterEach(() => database.drop())

async function rows(sql: string): Promise<Record<string, unknown>[]> {
  const pool = createPool(database.url, { poolSize: 1 })
  try {
    return (await pool.query<Record<string, unknown>>(sql)).rows
  } finally {
    await pool.end()
  }
}

describe('migrating', () => {
  it('applies this repository’s migrations once, with the checksums of `prisma migrate deploy`', async () => {
    const names = await migrationNames()
    expect(await migrate(database.url)).toEqual(names)
    expect(await migrate(database.url)).toEqual([])
    const recorded = await rows('SELECT migration_name, checksum, finished_at FROM _prisma_migrations ORDER BY 1')
    for (const [index, name] of names.entries()) {
      const text = await readFile(join(migrationsFolder, name, 'migration.sql'))
      expect(recorded[index]).toMatchObject({ migration_name: name, checksum: createHash('sha256').update(text).digest('hex') })
      expect(recorded[index]?.['finished_at']).toBeInstanceOf(Date)
    }
  })

  it('lets processes that start at once take turns', async () => {
    const applied = await Promise.all([1, 2, 3].map(() => migrate(database.url)))
    expect(applied.flat()).toEqual(await migrationNames())
  })

  it('runs a script whole: a semicolon inside a function is not its end', async () => {
    const migrations = join(folder, 'functions')
    await mkdir(join(migrations, '1_function'), { recursive: true })
    const body = `-- a comment; with one, too
      CREATE FUNCTION two() RETURNS int LANGUAGE plpgsql AS $$ BEGIN PERFORM 1; RETURN 2; END $$;`
    await writeFile(join(migrations, '1_function', 'migration.sql'), body)
    await migrate(database.url, { migrations })
    expect(await rows('SELECT two() AS n')).toEqual([{ n: 2 }])
  })

  it('fails with the reason when a migration fails, again while it stands recorded as failed', async () => {
    const migrations = join(folder, 'broken')
    await mkdir(join(migrations, '1_broken'), { recursive: true })
    await writeFile(join(migrations, '1_broken', 'migration.sql'), 'CREATE TABLE t (id int);\nSELECT nonsense;')
    await expect(migrate(database.url, { migrations })).rejects.toThrow(/nonsense/)
    await expect(migrate(database.url, { migrations })).rejects.toThrow(/failed/)
    expect(await rows("SELECT to_regclass('t') AS found")).toEqual([{ found: null }])
  })
})

describe('the difference between schema and migrations', () => {
  it('is none in this repository', async () => {
    expect(await schemaDifference(database.url)).toBeUndefined()
  })

  it('becomes the next migration, and the database itself is left alone', async () => {
    const options = { migrations: join(folder, 'grown'), schema: join(folder, 'grown.prisma') }
    await writeFile(options.schema, schema(person))
    const first = await writeMigration(database.url, 'init', options)
    expect(first).toMatch(/\/\d{14}_init$/)
    expect(await writeMigration(database.url, 'nothing', options)).toBeUndefined()

    await writeFile(options.schema, schema(person + note))
    const second = await writeMigration(database.url, 'notes', options)
    const sql = await readFile(join(second ?? '', 'migration.sql'), 'utf8')
    expect(sql).toContain('CREATE TABLE "messages"."Note"')
    expect(sql).not.toContain('Person')
    expect(await schemaDifference(database.url, options)).toBeUndefined()

    expect(await rows("SELECT datname FROM pg_database WHERE datname LIKE 'switchboard_shadow%'")).toEqual([])
    expect(await migrate(database.url, options)).toHaveLength(2)
  })

  it('leaves foreign keys alone that only SQL can say', async () => {
    const options = { migrations: join(folder, 'deferrable'), schema: join(folder, 'deferrable.prisma') }
    await writeFile(options.schema, schema(person + note))
    const made = join((await writeMigration(database.url, 'init', options)) ?? '', 'migration.sql')
    const byHand = 'ALTER TABLE "messages"."Note" ADD CONSTRAINT "note_person" FOREIGN KEY ("personId") REFERENCES "users"."Person" (id) DEFERRABLE INITIALLY DEFERRED;'
    await writeFile(made, `${await readFile(made, 'utf8')}\n${byHand}\n`)
    expect(await schemaDifference(database.url, options)).toBeUndefined()
  })

  it('says what is wrong with a schema that does not parse', async () => {
    const options = { migrations: join(folder, 'none'), schema: join(folder, 'wrong.prisma') }
    await writeFile(options.schema, schema('modle X {}'))
    await expect(schemaDifference(database.url, options)).rejects.toThrow(/modle|not a valid|invalid/i)
  })
})
