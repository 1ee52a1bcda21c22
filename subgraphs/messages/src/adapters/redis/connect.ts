import { Redis } from 'ioredis'
import type { Log } from '@switchboard/service-kit/log'

export interface RedisConnections {
  /** For commands: fails at once while Redis is away, queues nothing. */
  commands: Redis
  /** For subscriptions only: waits for Redis and subscribes again by itself. */
  subscriber: Redis
}

/** Two connections to Redis that come back by themselves, waiting at most 2 s between tries. */
export function connectRedis(url: string, log: Log): RedisConnections {
  const retryStrategy = (tries: number) => Math.min(50 * 2 ** Math.min(tries, 6), 2_000)
  const commands = new Redis(url, { enableOfflineQueue: false, maxRetriesPerRequest: 0, commandTimeout: 2_000, connectTimeout: 2_000, retryStrategy })
  const subscriber = new Redis(url, { maxRetriesPerRequest: null, connectTimeout: 2_000, retryStrategy })
  commands.on('error', (err: Error) => { log.debug({ err }, 'the connection to Redis broke') })
  return { commands, subscriber }
}
