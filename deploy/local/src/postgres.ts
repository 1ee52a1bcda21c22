import { spawnSync, type ChildProcess } from 'node:child_process'
import { chown, mkdir, open, readFile, rm, writeFile } from 'node:fs/promises'
import { randomBytes } from 'node:crypto'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { ended, spawnLeashed, stopChild } from './leash.ts'
import { freePort, isPortTaken } from './port.ts'
import {
  canEnter, postgresBinaries, postgresUser, reachableTwin, type PostgresBinaries, type PostgresUser,
} from './postgres-binaries.ts'
import { StartError } from './start-error.ts'

export interface PostgresOptions {
  /** Where the data, the log and the password are kept; made when missing. */
  folder: string
  /** Default: a free one. */
  port?: number
  /** Default true. False only for tests: faster, and lost when the machine (not the process) dies. */
  fsync?: boolean
  /** Default 200. */
  maxConnections?: number
}

/** A running PostgreSQL server. */
export interface Postgres {
  readonly port: number
  readonly pid: number | undefined
  /** Connection address of a database; default `switchboard`. */
  url(database?: string): string
  /** Fast shutdown: sessions end, data is written. A second call does nothing. */
  stop(): Promise<void>
  /** Ends it without a word, as a crash would. */
  kill(): Promise<void>
  /** Starts again on the same port after `stop` or `kill`. */
  start(): Promise<void>
}

export const DATABASE = 'switchboard'
const READY_WITHIN_MS = 30_000

/**
 * Starts PostgreSQL 18 on 127.0.0.1 in a folder, as another user when we are root, and makes the
 * database `switchboard`. It ends with this process, however this process ends.
 *
 * @throws StartError in one sentence when it cannot
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const user = postgresUser()
  const folder = await reachable(resolve(options.folder), user)
  const binaries = await postgresBinaries(user)
  const data = join(folder, 'data')
  const password = await initialised(folder, data, binaries, user, options.fsync ?? true)
  await settleLock(data)
  const port = options.port ?? (await freePort())
  const url = (database = DATABASE) => `postgresql://postgres:${password}@127.0.0.1:${port}/${database}`
  let child: ChildProcess | undefined

  const start = async () => {
    if (await isPortTaken(port)) throw new StartError(`PostgreSQL did not start on port ${port}: the port is taken on this machine.`)
    const log = await open(join(folder, 'postgres.log'), 'a')
    const begin = (await log.stat()).size
    child = spawnLeashed(binaries.postgres, ['-D', data, '-p', String(port), ...settings(options)], {
      ...user,
      cwd: folder,
      stdio: ['ignore', log.fd, log.fd],
      stopSignal: 'SIGINT',
    })
    child.on('error', () => undefined)
    await log.close()
    try {
      await answers(child, url('postgres'))
    } catch {
      await stopChild(child, 'SIGINT')
      const text = (await readFile(join(folder, 'postgres.log'), 'utf8')).slice(begin)
      throw new StartError(`PostgreSQL did not start on port ${port}: ${reason(text)} (log: ${join(folder, 'postgres.log')})`)
    }
  }

  await start()
  await makeDatabase(url('postgres'))
  return {
    port,
    get pid() {
      return child?.pid
    },
    url,
    start,
    stop: async () => {
      if (child) await stopChild(child, 'SIGINT', 20_000)
    },
    kill: async () => {
      if (!child) return
      // SIGQUIT is PostgreSQL's own crash: no checkpoint, and its children go too (SIGKILL leaves them).
      child.kill('SIGQUIT')
      await ended(child)
    },
  }
}

function settings(options: PostgresOptions): string[] {
  const durable = options.fsync ?? true
  const values: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: String(options.maxConnections ?? 200),
    shared_buffers: '128MB',
    jit: 'off',
    wal_level: 'minimal',
    max_wal_senders: '0',
    log_min_messages: 'warning',
    timezone: 'UTC',
    ...(durable ? {} : { fsync: 'off', full_page_writes: 'off' }),
  }
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

/** Root's own folders are closed to the user PostgreSQL runs as: a twin under /var/tmp is used then. */
async function reachable(folder: string, user: PostgresUser | undefined): Promise<string> {
  await mkdir(folder, { recursive: true })
  if (user === undefined) return folder
  await chown(folder, user.uid, user.gid)
  if (canEnter(folder, user)) return folder
  const twin = reachableTwin(folder)
  await mkdir(twin, { recursive: true, mode: 0o700 })
  await chown(twin, user.uid, user.gid)
  await writeFile(join(folder, 'location'), `${twin}\n`)
  return twin
}

/** Makes the cluster at the first start; answers its password. */
async function initialised(
  folder: string,
  data: string,
  binaries: PostgresBinaries,
  user: PostgresUser | undefined,
  fsync: boolean,
): Promise<string> {
  const passwordFile = join(folder, 'password')
  const known = await readFile(passwordFile, 'utf8').catch(() => undefined)
  const complete = await readFile(join(data, 'PG_VERSION'), 'utf8').then(() => true, () => false)
  if (known !== undefined && complete) return known.trim()
  const password = known?.trim() ?? randomBytes(18).toString('base64url')
  await rm(data, { recursive: true, force: true })
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 })
  if (user) await chown(passwordFile, user.uid, user.gid)
  const result = spawnSync(
    binaries.initdb,
    [
      `--pgdata=${data}`, '--username=postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`,
      '--encoding=UTF8', '--locale-provider=builtin', '--locale=C', '--builtin-locale=C.UTF-8', '--no-instructions',
      ...(fsync ? [] : ['--no-sync']),
    ],
    { ...user, cwd: folder, encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } },
  )
  if (result.status !== 0) {
    await rm(data, { recursive: true, force: true })
    throw new StartError(`PostgreSQL could not make its data folder ${data}: ${reason(result.stderr ?? String(result.error))}`)
  }
  return password
}

/**
 * A `postmaster.pid` of a server that was killed stops the next start when its number was given to
 * another program meanwhile. A server that is still stopping gets 10 s.
 */
async function settleLock(data: string): Promise<void> {
  const file = join(data, 'postmaster.pid')
  const deadline = Date.now() + 10_000
  for (;;) {
    const pid = Number((await readFile(file, 'utf8').catch(() => '')).split('\n')[0])
    if (!Number.isInteger(pid) || pid <= 0) return
    const command = spawnSync('ps', ['-p', String(pid), '-o', 'args='], { encoding: 'utf8' }).stdout ?? ''
    if (!command.includes(data)) return rm(file, { force: true })
    if (Date.now() > deadline) {
      throw new StartError(`A PostgreSQL server (process ${pid}) is running on ${data}: stop what started it first, or use another data folder.`)
    }
    await sleep(100)
  }
}

async function answers(child: ChildProcess, url: string): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS
  for (;;) {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) throw new Error('ended')
    try {
      return await withSession(url, async (session) => void (await session.query('SELECT 1')))
    } catch (error) {
      if (Date.now() > deadline) throw error
      await sleep(20)
    }
  }
}

async function makeDatabase(url: string): Promise<void> {
  await withSession(url, async (session) => {
    const found = await session.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE])
    if (found.rowCount === 0) await session.query(`CREATE DATABASE ${DATABASE}`)
  })
}

async function withSession<T>(url: string, work: (session: pg.Client) => Promise<T>): Promise<T> {
  const session = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  session.on('error', () => undefined)
  await session.connect()
  try {
    return await work(session)
  } finally {
    await session.end()
  }
}

/** The line of a PostgreSQL log that says why. */
function reason(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const telling = lines.find((line) => /FATAL|error:|could not/.test(line)) ?? lines.at(-1) ?? 'no reason given'
  return telling.replace(/^.*?(FATAL|ERROR|LOG|HINT):\s*/, '')
}
