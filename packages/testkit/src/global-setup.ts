import { createServer, type Server } from 'node:http'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPostgres, type Postgres } from '@switchboard/local/postgres'
import { redisProgram } from '@switchboard/local/redis-program'
import type { TestProject } from 'vitest/node'
import type {} from './database.ts'
import { buildTemplate } from './template.ts'

/**
 * Vitest's global setup: one PostgreSQL for the whole run, with a migrated template database. It costs
 * nothing until a test asks for a database. With DATABASE_URL set, that server is used instead.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  // Once, before the tests' processes could each try to install it.
  if (process.env['REDIS_URL'] === undefined || process.env['REDIS_URL'] === '') redisProgram()
  let started: Promise<{ server: Postgres | undefined; folder: string | undefined; address: string }> | undefined

  const start = async () => {
    const given = process.env['DATABASE_URL']
    if (given !== undefined && given !== '') {
      return { server: undefined, folder: undefined, address: await buildTemplate(given) }
    }
    const folder = await mkdtemp(join(tmpdir(), 'switchboard-tests-'))
    const server = await startPostgres({ folder, fsync: false })
    return { server, folder, address: await buildTemplate(server.url('postgres')) }
  }

  const broker = createServer((_request, response) => {
    started ??= start()
    started.then(
      ({ address }) => response.end(address),
      (error: unknown) => response.writeHead(500).end(error instanceof Error ? error.message : String(error)),
    )
  })
  project.provide('postgresBroker', await listen(broker))

  return async () => {
    broker.closeAllConnections()
    broker.close()
    const running = await started?.catch(() => undefined)
    await running?.server?.stop()
    if (running?.folder !== undefined) await rm(running.folder, { recursive: true, force: true })
  }
}

function listen(server: Server): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      if (address === null || typeof address === 'string') reject(new Error('no address'))
      else resolve(`http://127.0.0.1:${address.port}`)
    })
  })
}
