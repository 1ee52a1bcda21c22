import { createHash } from 'node:crypto'
import { isSwitchboardError, SwitchboardError } from '@switchboard/domain/errors'
import type { Redis } from 'ioredis'
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible'
import type { Attempts, Subject } from '../../ports/attempts.ts'

/** Failures allowed in the window. B's credentials are weak (architecture.md, Identity); A limits guessing itself as well. */
const allowed: Record<Subject['kind'], number> = { phone: 5, 'address-b': 5, email: 10, 'address-a': 30, 'address-token': 30 }
const windowSeconds = 15 * 60
/** Each time the door is shut within a day it stays shut twice as long, up to a day. */
const memorySeconds = 86_400

/** What is guessed at is forgiven by a success; an address, which others may share, only gets its one attempt back. */
const forgiven = new Set<Subject['kind']>(['phone', 'email'])

/** Counts in Redis, for all processes; without Redis each process counts by itself. Values are hashed. */
export function redisAttempts(redis: Redis): Attempts {
  const limiters = new Map<string, RateLimiterAbstract>()
  for (const [kind, points] of Object.entries(allowed)) {
    const rule = { keyPrefix: `switchboard:attempts:${kind}`, points, duration: windowSeconds }
    limiters.set(kind, new RateLimiterRedis({ ...rule, storeClient: redis, insuranceLimiter: new RateLimiterMemory(rule) }))
  }
  const shut = new RateLimiterRedis({
    keyPrefix: 'switchboard:attempts:shut', points: 1_000, duration: memorySeconds, storeClient: redis,
    insuranceLimiter: new RateLimiterMemory({ points: 1_000, duration: memorySeconds }),
  })

  async function take({ kind, value }: Subject): Promise<void> {
    const key = hash(value)
    try {
      await limiters.get(kind)?.consume(key)
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused
      let waitMs = refused.msBeforeNext
      if (refused.consumedPoints === allowed[kind] + 1) {
        const times = (await shut.consume(`${kind}:${key}`)).consumedPoints
        const seconds = Math.min(memorySeconds, windowSeconds * 2 ** (times - 1))
        await limiters.get(kind)?.block(key, seconds)
        waitMs = seconds * 1_000
      }
      throw new SwitchboardError('RATE_LIMITED', undefined, { details: { retryAfterSeconds: Math.ceil(waitMs / 1_000) } })
    }
  }

  const giveBack = (subjects: readonly Subject[]) => Promise.all(subjects.map(({ kind, value }) => limiters.get(kind)?.reward(hash(value), 1)))

  return {
    // Taken before the attempt: guesses made side by side count as well.
    async guard(subjects, attempt) {
      for (const subject of subjects) await take(subject)
      try {
        const result = await attempt()
        await giveBack(subjects.filter(({ kind }) => !forgiven.has(kind)))
        await Promise.all(subjects.filter(({ kind }) => forgiven.has(kind)).map(({ kind, value }) => limiters.get(kind)?.delete(hash(value))))
        return result
      } catch (error) {
        if (!isSwitchboardError(error) || error.code !== 'INVALID_CREDENTIALS') await giveBack(subjects)
        throw error
      }
    },
  }
}

function hash(value: string): string {
  return createHash('sha256').update(value).digest('base64url')
}
