import type { Quota } from './config.ts'
import type { ServerClock } from './clock.ts'

export type Policy = 'user' | 'service' | 'anon'

export interface Standing {
  allowed: boolean
  /** Whole seconds to the end of the window, at least 1. */
  resetS: number
  headers: { RateLimit: string; 'RateLimit-Policy': string }
}

/** Fixed windows on the server's clock (behaviour note, section 4). Not kept over a restart. */
export class RateLimits {
  readonly #clock: ServerClock
  readonly #quotas: Record<Policy, Quota>
  readonly #windows: Record<Policy, { index: number; used: Map<string, number> }>

  constructor(clock: ServerClock, quotas: Record<Policy, Quota>) {
    this.#clock = clock
    this.#quotas = quotas
    const empty = () => ({ index: -1, used: new Map<string, number>() })
    this.#windows = { user: empty(), service: empty(), anon: empty() }
  }

  /** Counts one call of `who` (user id, client id, address) and says whether it may pass. */
  count(policy: Policy, who: string): Standing {
    return this.#stand(policy, who, 1)
  }

  /** How `who` stands, without counting. */
  peek(policy: Policy, who: string): Standing {
    return this.#stand(policy, who, 0)
  }

  reset(): void {
    for (const window of Object.values(this.#windows)) window.used.clear()
  }

  #stand(policy: Policy, who: string, calls: number): Standing {
    const { limit, windowS } = this.#quotas[policy]
    const window = this.#windows[policy]
    const nowMs = this.#clock.nowMs()
    const index = Math.floor(nowMs / (windowS * 1000))
    if (index !== window.index) {
      window.index = index
      window.used.clear()
    }
    const used = (window.used.get(who) ?? 0) + calls
    if (calls > 0) window.used.set(who, used)
    const resetS = Math.max(1, Math.ceil(((index + 1) * windowS * 1000 - nowMs) / 1000))
    return {
      allowed: used <= limit,
      resetS,
      headers: { RateLimit: `"${policy}";r=${Math.max(0, limit - used)};t=${resetS}`, 'RateLimit-Policy': `"${policy}";q=${limit};w=${windowS}` },
    }
  }
}
