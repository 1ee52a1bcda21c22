import { setTimeout as sleep } from 'node:timers/promises'
import type { ServiceProcess } from './processes.ts'

const MOST_RESTARTS = 5
const WINDOW_MS = 60_000

/**
 * Starts a process again when it ends by itself, as an orchestrator does in production; one that ends
 * more than five times within a minute is given up.
 */
export class Supervisor {
  readonly #tell: (what: string) => void
  readonly #giveUp: (why: string) => void
  readonly #restarts = new Map<string, number[]>()
  #over = false

  constructor(tell: (what: string) => void, giveUp: (why: string) => void) {
    this.#tell = tell
    this.#giveUp = giveUp
  }

  /** From now on nothing is started again. */
  end(): void {
    this.#over = true
  }

  /** Fits `onEnd` of a service. */
  readonly onEnd = (service: ServiceProcess, reason: string): void => {
    if (this.#over) return
    const now = Date.now()
    const recent = [...(this.#restarts.get(service.name) ?? []), now].filter((at) => now - at < WINDOW_MS)
    this.#restarts.set(service.name, recent)
    if (recent.length > MOST_RESTARTS) return this.#giveUp(`${reason} That was the ${recent.length}th time within a minute.`)
    this.#tell(`${reason} Starting it again.`)
    void this.#restart(service, recent.length)
  }

  async #restart(service: ServiceProcess, count: number): Promise<void> {
    await sleep((count - 1) * 500)
    if (this.#over) return
    await service.start().then(
      () => this.#tell(`${service.name} is ready again`),
      (error: unknown) => this.onEnd(service, error instanceof Error ? error.message : String(error)),
    )
  }
}
