import { setTimeout as sleep } from 'node:timers/promises'
import type { Redis } from 'ioredis'
import type { Quota } from './config.ts'

/** A wait would be longer than the caller's patience; nothing was taken. */
export class BudgetExhausted extends Error {
  override readonly name = 'BudgetExhausted'
  readonly retryAfterMs: number

  constructor(retryAfterMs: number) {
    super(`The rate budget is used up for ${retryAfterMs} ms.`)
    this.retryAfterMs = retryAfterMs
  }
}

/**
 * Of a quota, this share is used as a burst and this share as the steady rate. The companies count in fixed windows:
 * whatever the timing, one window sees at most 30 % + 60 % = 90 % of what it allows.
 */
const burstShare = 0.3
const rateShare = 0.6

/** Places are handed out by Redis's clock (generic cell rate algorithm): a caller learns how many ms it has to wait for its own. */
const takePlace = `
local t = redis.call('TIME')
local now = t[1] * 1000 + t[2] / 1000
local interval, burst, patience = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local tat = math.max(tonumber(redis.call('GET', KEYS[1]) or 0), now)
local wait = math.max(0, tat - burst - now)
if wait > patience then return {0, math.ceil(wait)} end
redis.call('SET', KEYS[1], string.format('%.3f', tat + interval), 'PX', math.ceil(tat + interval - now) + 1000)
return {1, math.ceil(wait)}`

export interface BudgetOptions {
  redis: Redis
  /** The longest wait, ms, before a caller is turned away; default 5,000. */
  patienceMs?: number
  /** Told how long each caller waited, ms. */
  onWait?: (name: string, ms: number) => void
  /** Told when Redis could not be asked. */
  onError?: (error: unknown) => void
}

/** One rate budget for the whole system, whatever number of processes call. */
export interface Budget {
  /** Waits for the next place under `name`. Throws BudgetExhausted when that takes too long. */
  take(name: string, quota: Quota): Promise<void>
}

/** Without Redis every process keeps to a quarter of the quota by itself: slower, and never over it with up to four of them. */
export function createBudget(options: BudgetOptions): Budget {
  const patience = options.patienceMs ?? 5_000
  const local = new Map<string, number>()

  async function ask(name: string, quota: Quota): Promise<[taken: boolean, waitMs: number]> {
    const interval = (quota.seconds * 1_000) / (quota.count * rateShare)
    const burst = interval * Math.max(0, Math.floor(quota.count * burstShare) - 1)
    try {
      const [taken, wait] = await options.redis.eval(takePlace, 1, `switchboard:budget:${name}`, interval, burst, patience) as [number, number]
      return [taken === 1, wait]
    } catch (error) {
      options.onError?.(error)
      return alone(name, interval * 4)
    }
  }

  function alone(name: string, interval: number): [boolean, number] {
    const now = performance.now()
    const next = Math.max(local.get(name) ?? 0, now)
    if (next - now > patience) return [false, Math.ceil(next - now)]
    local.set(name, next + interval)
    if (local.size > 10_000) for (const [key, at] of local) if (at < now) local.delete(key)
    return [true, Math.ceil(next - now)]
  }

  return {
    async take(name, quota) {
      const [taken, wait] = await ask(name, quota)
      if (!taken) throw new BudgetExhausted(wait)
      options.onWait?.(name, wait)
      if (wait > 0) await sleep(wait)
    },
  }
}
