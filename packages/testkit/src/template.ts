import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { migrate } from '@switchboard/prisma/migrate'
import { migrationNames, migrationsFolder } from '@switchboard/prisma/migrations'
import pg from 'pg'

/**
 * A database with all migrations applied, to be copied from. Its name follows from the migrations, so a
 * server that is kept between runs builds it once per change; two runs at once take turns.
 *
 * @param administration address of any database of the server, with the right to create databases
 * @returns the address of the template
 */
export async function buildTemplate(administration: string): Promise<string> {
  const name = `switchboard_template_${await fingerprint()}`
  const url = new URL(administration)
  url.pathname = `/${name}`
  await administer(administration, async (session) => {
    await session.query("SELECT pg_advisory_lock(hashtext('switchboard template'))")
    const found = await session.query('SELECT 1 FROM pg_database WHERE datname = $1', [name])
    if (found.rowCount === 0) await session.query(`CREATE DATABASE "${name}"`)
    await migrate(url.href)
  })
  return url.href
}

/** Runs `work` in one session on `url`. */
export async function administer<T>(url: string, work: (session: pg.Client) => Promise<T>): Promise<T> {
  const session = new pg.Client({ connectionString: url, application_name: 'switchboard-testkit' })
  session.on('error', () => undefined)
  await session.connect()
  try {
    return await work(session)
  } finally {
    await session.end()
  }
}

async function fingerprint(): Promise<string> {
  const hash = createHash('sha256')
  for (const name of await migrationNames()) {
    hash.update(name).update(await readFile(join(migrationsFolder, name, 'migration.sql')))
  }
  return hash.digest('hex').slice(0, 12)
}
