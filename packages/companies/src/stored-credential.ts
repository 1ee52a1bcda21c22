import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Redis } from 'ioredis'

/** Something a company gave us that is good until a time (ms since 1970). */
export interface Credential { value: string; expiresAt: number }

export interface StoredCredentialOptions {
  redis: Redis
  /** Names it in Redis. */
  name: string
  /** Asks the company for a new one. */
  issue: () => Promise<Credential>
  /** Not used any more this long before it ends; default 60,000 ms. */
  marginMs?: number
  /** How long a renewal may take before another process takes it over; default 15,000 ms. */
  lockMs?: number
  onError?: (error: unknown) => void
}

export interface StoredCredential {
  /** One that is believed good; the same in every process. */
  get(): Promise<string>
  /** The company refused this value: it is never given again. A newer one that replaced it stays. */
  invalidate(value: string): Promise<void>
}

const deleteIfSame = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0`

/**
 * One credential for the whole system: kept in Redis, renewed by one process at a time under a lock. What this process
 * has seen is remembered, so that a call costs no question to Redis. Without Redis each process gets its own.
 */
export function storedCredential(options: StoredCredentialOptions): StoredCredential {
  const { redis } = options
  const margin = options.marginMs ?? 60_000
  const lockMs = options.lockMs ?? 15_000
  const place = `switchboard:credential:${options.name}`
  const lock = `${place}:lock`
  const refused = new Set<string>()
  let held: Credential | undefined
  let asking: Promise<Credential> | undefined

  const usable = (credential: Credential | undefined): credential is Credential =>
    credential !== undefined && credential.expiresAt - margin > Date.now() && !refused.has(credential.value)

  async function stored(): Promise<Credential | undefined> {
    const text = await redis.get(place)
    return text === null ? undefined : JSON.parse(text) as Credential
  }

  async function renewed(): Promise<Credential> {
    const owner = randomUUID()
    try {
      for (;;) {
        const known = await stored()
        if (usable(known)) return known
        if (await redis.set(lock, owner, 'PX', lockMs, 'NX') === 'OK') break
        await sleep(25 + Math.random() * 50)
      }
    } catch (error) {
      options.onError?.(error)
      return options.issue()
    }
    try {
      const known = await stored().catch(() => undefined)
      if (usable(known)) return known
      const fresh = await options.issue()
      await redis.set(place, JSON.stringify(fresh), 'PX', Math.max(1, fresh.expiresAt - Date.now())).catch(options.onError)
      return fresh
    } finally {
      await redis.eval(deleteIfSame, 1, lock, owner).catch(options.onError)
    }
  }

  return {
    async get() {
      if (usable(held)) return held.value
      asking ??= renewed().finally(() => { asking = undefined })
      held = await asking
      return held.value
    },
    async invalidate(value) {
      refused.add(value)
      if (refused.size > 100) refused.delete(refused.values().next().value ?? '')
      if (held?.value === value) held = undefined
    },
  }
}
