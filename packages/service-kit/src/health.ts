import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

/** Resolves while the part works; rejects with the reason when it does not. */
export type Check = () => Promise<unknown>

export interface ReadinessReport {
  ready: boolean
  draining: boolean
  checks: Record<string, 'ok' | 'failed'>
}

/** Whether a process may be sent work: every named check passes and it is not draining. */
export class Readiness {
  readonly #checks = new Map<string, Check>()
  readonly #checkTimeoutMs: number
  #draining = false
  #running: Promise<ReadinessReport> | undefined

  constructor(options: { checkTimeoutMs?: number } = {}) {
    this.#checkTimeoutMs = options.checkTimeoutMs ?? 2_000
  }

  add(name: string, check: Check): this {
    this.#checks.set(name, check)
    return this
  }

  /** From now on the process is not ready, so that balancers stop sending work before it stops. */
  drain(): void {
    this.#draining = true
  }

  /** Runs all checks, each within its time; calls that come meanwhile share the answer. */
  report(): Promise<ReadinessReport> {
    this.#running ??= this.#run().finally(() => { this.#running = undefined })
    return this.#running
  }

  async #run(): Promise<ReadinessReport> {
    const entries = await Promise.all([...this.#checks].map(async ([name, check]) => [name, await this.#passes(check) ? 'ok' : 'failed'] as const))
    const ready = !this.#draining && entries.every(([, state]) => state === 'ok')
    return { ready, draining: this.#draining, checks: Object.fromEntries(entries) }
  }

  async #passes(check: Check): Promise<boolean> {
    const timer = new AbortController()
    try {
      const late = sleep(this.#checkTimeoutMs, false, { signal: timer.signal }).catch(() => false)
      return await Promise.race([Promise.resolve().then(check).then(() => true), late])
    } catch {
      return false
    } finally {
      timer.abort()
    }
  }
}

/** Answers GET /healthz: the process is alive. It asks nothing else, or an outage elsewhere would get it killed. */
export function respondHealth(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"alive"}')
}

/** Answers GET /readyz: 200 when ready, else 503, with the state of each check. */
export async function respondReadiness(readiness: Readiness, response: ServerResponse): Promise<void> {
  const report = await readiness.report()
  response.writeHead(report.ready ? 200 : 503, { 'content-type': 'application/json' }).end(JSON.stringify(report))
}
