import type { IncomingMessage, ServerResponse } from 'node:http'
import { createCompanies } from '@switchboard/companies/companies'
import { createPrisma } from '@switchboard/prisma/client'
import { createPool } from '@switchboard/prisma/pool'
import { createAssertionVerifier } from '@switchboard/service-kit/assertion'
import { type RunningSubgraph, startSubgraph } from '@switchboard/service-kit/graphql-server'
import { Readiness } from '@switchboard/service-kit/health'
import { pathOf } from '@switchboard/service-kit/http'
import { loadOrCreateSigningKey } from '@switchboard/service-kit/keys'
import type { Log } from '@switchboard/service-kit/log'
import { createMetrics } from '@switchboard/service-kit/metrics'
import { createPubSub } from '@switchboard/service-kit/pubsub'
import { loadSdl } from '@switchboard/service-kit/sdl'
import type { DrainStep } from '@switchboard/service-kit/shutdown'
import { Redis } from 'ioredis'
import { companyProver } from './adapters/company/prover.ts'
import { postgresNotices } from './adapters/postgres/notices.ts'
import { postgresPeople } from './adapters/postgres/people.ts'
import { watchSessions } from './adapters/postgres/session-watch.ts'
import { postgresSessions } from './adapters/postgres/sessions.ts'
import { redisAttempts } from './adapters/redis/attempts.ts'
import { redisPresence } from './adapters/redis/presence.ts'
import { redisSignInNews } from './adapters/redis/signed-in.ts'
import { createTokens } from './adapters/tokens.ts'
import type { UsersConfig } from './config.ts'
import type { UsersParts } from './parts.ts'
import { createContext, nextEvent } from './schema/context.ts'
import { resolvers } from './schema/resolvers.ts'
import { documents } from './documents.ts'

export interface Users {
  parts: UsersParts
  listen(): Promise<RunningSubgraph>
  /** The steps of going down, in order. */
  drain: DrainStep[]
}

/** Joins the parts of the users subgraph. Nothing is served before `listen`. */
export async function wireUsers(config: UsersConfig, log: Log): Promise<Users> {
  const metrics = createMetrics('users')
  const broken = (err: Error) => { log.warn({ err }, 'a database connection broke') }
  const connections = { poolSize: Math.ceil(config.POOL_SIZE / 2), applicationName: 'users', onError: broken }
  const pool = createPool(config.DATABASE_URL, connections)
  const prisma = createPrisma(config.DATABASE_URL, connections)
  // Calls that wait for Redis longer than this do without it.
  const redis = new Redis(config.REDIS_URL, { maxRetriesPerRequest: 1, commandTimeout: 2_000 })
  redis.on('error', (err: Error) => { log.warn({ err }, 'the Redis connection broke') })
  const pubsub = createPubSub({ publisher: redis, subscriber: new Redis(config.REDIS_URL, { maxRetriesPerRequest: null }), log })
  const companies = createCompanies({ redis, config, log, metrics })
  const tokens = createTokens(await loadOrCreateSigningKey(config.TOKEN_KEY_FILE))
  const people = postgresPeople(prisma, pool)
  const parts: UsersParts = {
    prisma, people, tokens, log,
    directory: { pool, companies, log, avatarBaseUrl: config.USERS_PUBLIC_URL },
    sessions: postgresSessions(prisma, tokens),
    sessionWatch: watchSessions(pool, log),
    notices: postgresNotices(prisma),
    presence: redisPresence(redis, pubsub, log),
    attempts: redisAttempts(redis),
    news: redisSignInNews(pubsub),
    prover: companyProver({ companies, pool, avatarBaseUrl: config.USERS_PUBLIC_URL, log }),
  }
  const readiness = new Readiness().add('database', () => pool.query('SELECT 1'))
  const serve = documents({ jwks: tokens.jwks, avatar: people.avatar })
  let running: RunningSubgraph | undefined

  return {
    parts,
    async listen() {
      running = await startSubgraph({
        name: 'users', typeDefs: loadSdl(new URL('schema', import.meta.url)), resolvers,
        context: (request) => createContext(parts, request), perEvent: nextEvent,
        host: config.HOST, port: config.PORT, log, metrics, readiness,
        verifier: createAssertionVerifier({ jwks: config.ASSERTION_JWKS, audience: 'users' }),
        routes: (request: IncomingMessage, response: ServerResponse) => serve(request.method, pathOf(request.url), response),
      })
      return running
    },
    drain: [
      { name: 'server', run: () => running?.stop() },
      { name: 'session watch', run: () => { parts.sessionWatch.stop() } },
      { name: 'companies', run: () => companies.close() },
      { name: 'redis', run: () => pubsub.close() },
      { name: 'database', run: () => Promise.all([pool.end(), prisma.$disconnect()]) },
    ],
  }
}
