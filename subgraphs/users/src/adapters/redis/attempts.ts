import { createHash } from 'node:crypto'
import { isSwitchboardError } from '@switchboard/domain/errors'
import type { Redis } from 'ioredis'
import { RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible'
import type { Attempts, Subject } from '../../ports/attempts.ts'
import { createDoor, shutFor, type Door } from './door.ts'

/** Failures allowed in the window (architecture.md, Identity). Whole offices share an address: A limits guessing itself as well. */
const allowed: Record<Subject['kind'], number> = { phone: 5, 'address-b': 5, email: 5, 'address-a': 30, 'address-token': 30 }
const windowSeconds = 15 * 60
/** Each time the door is shut within a day it stays shut twice as long, up to a day. */
const memorySeconds = 86_400

/** What is guessed at is forgiven by a success; an address, which others may share, is not. */
const forgiven = new Set<Subject['kind']>(['phone', 'email'])

/** Counts failures in Redis, for all processes; without Redis each process counts by itself. Values are hashed. */
export function redisAttempts(redis: Redis): Attempts {
  const limiterOf = (name: string, points: number, duration: number) => {
    const rule = { keyPrefix: `switchboard:attempts:${name}`, points, duration }
    return new RateLimiterRedis({ ...rule, storeClient: redis, insuranceLimiter: new RateLimiterMemory(rule) })
  }
  const failures = new Map(Object.entries(allowed).map(([kind, points]) => [kind, limiterOf(kind, points, windowSeconds)]))
  const shut = limiterOf('shut', 1_000, memorySeconds)
  const doors = new Map<string, Door>()

  async function failed({ kind, value }: Subject): Promise<void> {
    const key = hash(value)
    const counted = await failures.get(kind)?.penalty(key)
    if ((counted?.consumedPoints ?? 0) < allowed[kind]) return
    const { consumedPoints: times } = await shut.penalty(`${kind}:${key}`)
    await failures.get(kind)?.block(key, Math.min(memorySeconds, windowSeconds * 2 ** (times - 1)))
  }

  /** Lets an attempt in, or throws RATE_LIMITED; answers how to leave. */
  async function enter({ kind, value }: Subject): Promise<() => void> {
    const name = `${kind}:${hash(value)}`
    const door = doors.get(name) ?? createDoor(() => { doors.delete(name) })
    doors.set(name, door)
    return door.enter(async () => {
      const state = await failures.get(kind)?.get(hash(value))
      const left = allowed[kind] - (state?.consumedPoints ?? 0)
      if (left <= 0) throw shutFor(state?.msBeforeNext ?? 0)
      return left
    })
  }

  return {
    async guard(subjects, attempt) {
      const leave: (() => void)[] = []
      try {
        for (const subject of subjects) leave.push(await enter(subject))
        const result = await attempt()
        for (const { kind, value } of subjects) if (forgiven.has(kind)) await failures.get(kind)?.delete(hash(value))
        return result
      } catch (error) {
        if (isSwitchboardError(error) && error.code === 'INVALID_CREDENTIALS') await Promise.all(subjects.map(failed))
        throw error
      } finally {
        for (const one of leave) one()
      }
    },
  }
}

function hash(value: string): string {
  return createHash('sha256').update(value).digest('base64url')
}
