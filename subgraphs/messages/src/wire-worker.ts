import { createServer } from 'node:http'
import { createCompanies } from '@switchboard/companies/companies'
import { isId } from '@switchboard/domain/ids'
import { createPool } from '@switchboard/prisma/pool'
import { Readiness } from '@switchboard/service-kit/health'
import { close, listen, notFound, operational, type Address } from '@switchboard/service-kit/http'
import { createLog, type Log } from '@switchboard/service-kit/log'
import { createMetrics } from '@switchboard/service-kit/metrics'
import { createPubSub } from '@switchboard/service-kit/pubsub'
import type { DrainStep } from '@switchboard/service-kit/shutdown'
import { createDirectory } from '@switchboard/users/directory'
import { diskFileStore } from './adapters/files/disk-file-store.ts'
import { raiseBirthsOf } from './adapters/postgres/birth.ts'
import { memberIdsOf } from './adapters/postgres/member-row.ts'
import { connectRedis } from './adapters/redis/connect.ts'
import { redisLive } from './adapters/redis/live.ts'
import { listenWakes } from './adapters/redis/wake.ts'
import { legA } from './bridge/a/leg-a.ts'
import { legB } from './bridge/b/leg-b.ts'
import { Bell } from './bridge/bell.ts'
import { bridgeMetrics } from './bridge/bridge-metrics.ts'
import { startDuties } from './bridge/duties.ts'
import type { LegParts } from './ports/leg-parts.ts'
import type { WorkerConfig } from './worker-config.ts'

export interface Worker {
  log: Log
  listen(): Promise<Address>
  /** Names of the duties this process has now. */
  held(): string[]
  /** The steps of going down, in order. */
  drain: DrainStep[]
}

/** Joins the worker's parts. Duties begin at once; `listen` opens the door for operators and webhooks. */
export async function wireWorker(config: WorkerConfig, log: Log = createLog('worker')): Promise<Worker> {
  const metrics = createMetrics('worker')
  const pool = createPool(config.DATABASE_URL, { poolSize: config.POOL_SIZE, applicationName: 'messages-worker', onError: (err) => { log.warn({ err }, 'a database connection broke') } })
  const { commands: redis, subscriber } = connectRedis(config.REDIS_URL, log)
  const pubsub = createPubSub({ publisher: redis, subscriber, log })
  const companies = createCompanies({ redis, config, log, metrics })
  const directory = createDirectory({ pool, companies, log, avatarBaseUrl: config.USERS_PUBLIC_URL })
  const bridge = bridgeMetrics(metrics, pool)
  const bells = { A: new Bell(), B: new Bell() }
  const live = redisLive({ publisher: redis, membersOf: (id) => memberIdsOf(pool, id), log, metrics })
  const parts: LegParts = {
    pool, log, companies, directory, live, files: diskFileStore(config.DATA_DIR), counts: bridge.counts,
    wake: (company) => { bells[company].ring() }, clientIdAtA: config.COMPANY_A_CLIENT_ID, publicUrl: config.WORKER_PUBLIC_URL,
  }
  const legs = [legA(parts), legB(parts, { filesUrl: config.PUBLIC_URL })]
  const duties = startDuties({
    parts, legs, bells, metrics: bridge, ttlMs: config.DUTY_TTL_MS, concurrency: config.DELIVER_LANES,
    people: { syncAMs: config.DIRECTORY_A_MS, syncBMs: config.DIRECTORY_B_MS, mirrorMs: config.DIRECTORY_MIRROR_MS },
  })
  // Who signs in sees their conversations first (delivery.md, In 3); a lost message costs their place in the queue only.
  void pubsub.listen('switchboard:signed-in', (payload) => {
    const id = typeof payload === 'object' && payload !== null && 'identityId' in payload ? String(payload.identityId) : ''
    if (isId(id)) raiseBirthsOf(pool, id).catch((err: unknown) => { log.warn({ err }, 'births could not be moved to the front') })
  }).catch((err: unknown) => { log.warn({ err }, 'sign-ins are not heard: births keep their order') })
  void listenWakes(pubsub, ['A', 'B'], parts.wake).catch((err: unknown) => { log.warn({ err }, 'no wake-ups by Redis: the queue is looked at by time') })

  const readiness = new Readiness().add('database', () => pool.query('SELECT 1'))
  const server = createServer(operational({ readiness, metrics }, (request, response) => {
    void (async () => {
      for (const leg of legs) if (await leg.route?.(request, response)) return
      notFound(request, response)
    })().catch((err: unknown) => {
      log.error({ err }, 'a request from a company failed')
      if (!response.headersSent) response.writeHead(500)
      response.end()
    })
  }))
  return {
    log,
    listen: () => listen(server, { host: config.HOST, port: config.PORT }),
    held: () => duties.held(),
    drain: [
      { name: 'not ready', run: () => { readiness.drain() } },
      { name: 'duties', run: () => duties.stop() },
      { name: 'server', run: () => close(server, 2_000) },
      { name: 'companies', run: () => companies.close() },
      { name: 'redis', run: () => pubsub.close() },
      { name: 'database', run: () => pool.end() },
    ],
  }
}
