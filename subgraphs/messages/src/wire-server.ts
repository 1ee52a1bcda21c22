import { readFile } from 'node:fs/promises'
import { createPool } from '@switchboard/prisma/pool'
import { createAssertionVerifier } from '@switchboard/service-kit/assertion'
import { startSubgraph, type RunningSubgraph } from '@switchboard/service-kit/graphql-server'
import { Readiness } from '@switchboard/service-kit/health'
import { createLog, type Log } from '@switchboard/service-kit/log'
import { createMetrics } from '@switchboard/service-kit/metrics'
import { createPubSub } from '@switchboard/service-kit/pubsub'
import { loadSdl } from '@switchboard/service-kit/sdl'
import type { DrainStep } from '@switchboard/service-kit/shutdown'
import { diskFileStore } from './adapters/files/disk-file-store.ts'
import { memberIdsOf } from './adapters/postgres/member-row.ts'
import { connectRedis } from './adapters/redis/connect.ts'
import { redisLive } from './adapters/redis/live.ts'
import { mayType } from './adapters/redis/typing-limit.ts'
import { publishWake } from './adapters/redis/wake.ts'
import { createCursors } from './domain/cursor.ts'
import { createFileLinks } from './files/file-links.ts'
import { fileRoutes } from './files/routes.ts'
import { OpenStreams } from './live/open-streams.ts'
import { contextOfEvent, createContext, type Context } from './schema/context.ts'
import { resolvers } from './schema/resolvers.ts'
import type { ServerConfig } from './server-config.ts'
import type { Services } from './use-cases/services.ts'

export interface MessagesServer extends AsyncDisposable {
  subgraph: RunningSubgraph
  services: Services
  log: Log
  /** The steps of going down, in order. */
  drain: DrainStep[]
}

/** Joins the parts of the messages server and starts it. */
export async function wireServer(config: ServerConfig, log: Log = createLog('messages')): Promise<MessagesServer> {
  const [cursorKey, fileKey] = await Promise.all([readSecret(config.CURSOR_KEY_FILE), readSecret(config.FILE_KEY_FILE)])
  const metrics = createMetrics('messages')
  const pool = createPool(config.DATABASE_URL, { poolSize: config.POOL_SIZE, applicationName: 'messages', onError: (err) => { log.warn({ err }, 'a database connection broke') } })
  const { commands, subscriber } = connectRedis(config.REDIS_URL, log)
  const pubsub = createPubSub({ publisher: commands, subscriber, log })
  const streams = new OpenStreams({ pool, pubsub, log, metrics })
  const services: Services = {
    pool, log, streams, mayType: (conversationId, identityId) => mayType(commands, conversationId, identityId),
    live: redisLive({ publisher: commands, membersOf: (id) => memberIdsOf(pool, id), log, metrics }),
    wake: () => { publishWake(pubsub, ['A', 'B']) },
    cursors: createCursors(cursorKey),
    links: createFileLinks(fileKey, config.PUBLIC_URL),
    files: diskFileStore(config.DATA_DIR),
  }
  const subgraph = await startSubgraph<Context>({
    name: 'messages', host: config.HOST, port: config.PORT, log, metrics,
    typeDefs: loadSdl(new URL('./schema', import.meta.url)), resolvers,
    readiness: new Readiness().add('database', () => pool.query('SELECT 1')).add('redis', () => commands.ping()),
    verifier: createAssertionVerifier({ jwks: config.ASSERTION_JWKS, audience: 'messages' }),
    context: (request) => createContext(services, request),
    perEvent: contextOfEvent,
    routes: fileRoutes({ pool, files: services.files, links: services.links }),
  })
  const drain: DrainStep[] = [
    { name: 'server', run: () => subgraph.stop() },
    { name: 'streams', run: () => { streams.close() } },
    { name: 'redis', run: () => pubsub.close() },
    { name: 'database', run: () => pool.end() },
  ]
  return { subgraph, services, log, drain, [Symbol.asyncDispose]: async () => { for (const step of drain) await step.run() } }
}

/** The secret in a file, without the line's end. */
async function readSecret(path: string): Promise<Buffer> {
  return Buffer.from((await readFile(path, 'utf8')).trim())
}
