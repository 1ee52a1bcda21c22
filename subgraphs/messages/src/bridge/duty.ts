import type { Logger } from 'pino'
import type { Pool } from 'pg'
import { dropLease, takeLease } from '../adapters/postgres/lease.ts'

export interface DutyOptions {
  pool: Pool
  log: Logger
  /** Unique per process. */
  holder: string
  /** Name of the lease: one holder in the whole system. */
  name: string
  /** How long a dead holder keeps the others waiting, in ms. Default 5,000. */
  ttlMs?: number
  /** The work; returns when `signal` is aborted (the duty was lost or the process drains), or throws, and is then begun anew. */
  work: (signal: AbortSignal) => Promise<void>
}

/** Runs a duty on whichever process holds its lease, until stopped. */
export interface Duty {
  readonly held: boolean
  stop(): Promise<void>
}

export function startDuty(options: DutyOptions): Duty {
  const ttlMs = options.ttlMs ?? 5_000
  const stopping = new AbortController()
  let held = false

  async function holdOnce(): Promise<void> {
    const lost = new AbortController()
    const signal = AbortSignal.any([stopping.signal, lost.signal])
    held = true
    let renewedAt = Date.now()
    const renewal = setInterval(() => {
      takeLease(options.pool, options.name, options.holder, ttlMs).then(
        (ours) => { if (ours) renewedAt = Date.now(); else lost.abort(new Error('lease lost')) },
        () => { if (Date.now() - renewedAt > ttlMs * 0.8) lost.abort(new Error('lease could not be renewed')) },
      )
    }, ttlMs / 3)
    try {
      await options.work(signal)
    } finally {
      clearInterval(renewal)
      held = false
      if (!lost.signal.aborted) await dropLease(options.pool, options.name, options.holder).catch(() => undefined)
    }
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        if (await takeLease(options.pool, options.name, options.holder, ttlMs)) await holdOnce()
      } catch (error) {
        if (!stopping.signal.aborted) options.log.error({ err: error, duty: options.name }, 'duty failed; it begins anew')
      }
      await pause(ttlMs / 5, stopping.signal)
    }
  }

  const running = run()
  return {
    get held() { return held },
    async stop() {
      stopping.abort()
      await running
    },
  }
}

/** Waits; an abort ends the wait at once, without an error. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const timer = setTimeout(done, ms)
    function done() {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    signal.addEventListener('abort', done, { once: true })
  })
}
