import { mkdir, open, readFile } from 'node:fs/promises'
import type { ChildProcess } from 'node:child_process'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis as Client } from 'ioredis'
import { ended, spawnLeashed, stopChild } from './leash.ts'
import { freePort, isPortTaken } from './port.ts'
import { redisProgram } from './redis-program.ts'
import { StartError } from './start-error.ts'

export interface RedisOptions {
  /** Where the log is kept; made when missing. */
  folder: string
  /** Default: a free one. */
  port?: number
  /** Number of logical databases; default 16. */
  databases?: number
}

/** A running Redis server. Nothing is kept over a restart: Redis is only the fast path here. */
export interface Redis {
  readonly port: number
  readonly pid: number | undefined
  /** Connection address of a logical database; default 0. */
  url(database?: number): string
  stop(): Promise<void>
  /** Ends it without a word, as a crash would. */
  kill(): Promise<void>
  /** Starts again, empty, on the same port after `stop` or `kill`. */
  start(): Promise<void>
}

/**
 * Starts Redis on 127.0.0.1, without persistence. It ends with this process, however this process ends.
 *
 * @throws StartError in one sentence when there is no Redis or it does not start
 */
export async function startRedis(options: RedisOptions): Promise<Redis> {
  const program = redisProgram()
  const folder = resolve(options.folder)
  await mkdir(folder, { recursive: true })
  const port = options.port ?? (await freePort())
  const logFile = join(folder, 'redis.log')
  const url = (database = 0) => `redis://127.0.0.1:${port}/${database}`
  let child: ChildProcess | undefined

  const start = async () => {
    if (await isPortTaken(port)) throw new StartError(`Redis did not start on port ${port}: the port is taken on this machine.`)
    const log = await open(logFile, 'a')
    const begin = (await log.stat()).size
    child = spawnLeashed(
      program,
      [
        '--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder,
        '--databases', String(options.databases ?? 16), '--daemonize', 'no', '--loglevel', 'warning',
      ],
      { stdio: ['ignore', log.fd, log.fd] },
    )
    child.on('error', () => undefined)
    await log.close()
    if (await answers(child, url())) return
    await stopChild(child)
    const lines = (await readFile(logFile, 'utf8')).slice(begin).trim().split('\n')
    throw new StartError(`Redis did not start on port ${port}: ${lines.at(-1) ?? 'no reason given'} (log: ${logFile})`)
  }

  await start()
  return {
    port,
    get pid() {
      return child?.pid
    },
    url,
    start,
    stop: async () => {
      if (child) await stopChild(child)
    },
    kill: async () => {
      if (!child) return
      child.kill('SIGKILL')
      await ended(child)
    },
  }
}

async function answers(child: ChildProcess, url: string): Promise<boolean> {
  const client = new Client(url, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0, connectTimeout: 1_000, commandTimeout: 1_000 })
  client.on('error', () => undefined)
  const deadline = Date.now() + 10_000
  try {
    while (Date.now() < deadline) {
      if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return false
      try {
        if (client.status !== 'ready') await client.connect()
        return (await client.ping()) === 'PONG'
      } catch {
        await sleep(20)
      }
    }
    return false
  } finally {
    client.disconnect()
  }
}
