import type { Log } from './log.ts'

/** One step of going down, such as "stop accepting" or "close the pool". They run in order, one after the other. */
export interface DrainStep {
  name: string
  run: () => unknown
}

/** What of a process the shutdown needs; `process` fits. */
export interface Signals {
  on(signal: NodeJS.Signals, listener: () => void): unknown
  exit(code: number): unknown
}

/**
 * On the first SIGTERM or SIGINT runs the steps in order and exits 0; when one fails the others still run, and the
 * exit is 1. All together get `deadlineMs`, then the process exits 1. A second signal exits at once with 130.
 * Returns a function that begins the same shutdown by hand.
 */
export function onShutdown(
  log: Log,
  steps: readonly DrainStep[],
  options: { deadlineMs?: number; process?: Signals } = {},
): () => Promise<void> {
  const host = options.process ?? process
  let draining: Promise<void> | undefined
  const begin = () => (draining ??= drain(log, steps, options.deadlineMs ?? 10_000).then((code) => { host.exit(code) }))
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    host.on(signal, () => {
      if (draining !== undefined) return void host.exit(130)
      log.info({ signal }, 'stopping')
      void begin()
    })
  }
  return begin
}

async function drain(log: Log, steps: readonly DrainStep[], deadlineMs: number): Promise<number> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<'late'>((resolve) => { timer = setTimeout(resolve, deadlineMs, 'late') })
  let failed = false
  try {
    for (const step of steps) {
      const outcome = await Promise.race([attempt(log, step), late])
      if (outcome === 'late') {
        log.error({ step: step.name, deadlineMs }, 'stopping took too long')
        return 1
      }
      failed ||= !outcome
    }
    log.info('stopped')
    return failed ? 1 : 0
  } finally {
    clearTimeout(timer)
  }
}

async function attempt(log: Log, step: DrainStep): Promise<boolean> {
  try {
    await step.run()
    return true
  } catch (err) {
    log.error({ step: step.name, err }, 'a step of stopping failed')
    return false
  }
}
