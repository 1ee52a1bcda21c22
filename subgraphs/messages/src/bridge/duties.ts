import { randomUUID } from 'node:crypto'
import type { Company } from '@switchboard/domain/ids'
import type { DueTimer } from '../adapters/postgres/timer.ts'
import type { LegModule } from '../ports/leg-module.ts'
import type { LegParts } from '../ports/leg-parts.ts'
import type { Bell } from './bell.ts'
import type { BridgeMetrics } from './bridge-metrics.ts'
import { deliver } from './deliver.ts'
import { startDuty, type Duty } from './duty.ts'
import { keepPeople, type PeopleOptions } from './people.ts'
import { logReads } from './reads.ts'
import { sweepDone } from './sweep.ts'
import { messageTimers } from '../use-cases/timers.ts'
import { runTimers } from './timers.ts'

export interface DutyPlan {
  parts: LegParts
  /** The companies' modules; a company without one is neither read nor written. */
  legs: readonly LegModule[]
  /** Rung when there may be new rows for a company. */
  bells: Readonly<Record<Company, Bell>>
  metrics: Pick<BridgeMetrics, 'tried' | 'held'>
  people: Omit<PeopleOptions, 'directory' | 'log'>
  /** How long a dead process keeps its duties from the others, in ms. Default 5,000. */
  ttlMs?: number
  /** Lanes worked on at once per company. Default 16. */
  concurrency?: number
}

export interface Duties {
  /** Names of the duties this process has now. */
  held(): string[]
  /** Gives all back; resolves when nothing runs any more. */
  stop(): Promise<void>
}

/**
 * Everything the worker does, each piece a duty that one process in the system has: `ingest:X`, `deliver:X` and `births:X` per
 * company, `directory`, `timers`, `reads`, `sweep`. Another process takes over within seconds when the holder dies.
 */
export function startDuties(plan: DutyPlan): Duties {
  const { parts, legs, bells, metrics } = plan
  const { pool, log, live, directory } = parts
  const holder = randomUUID()
  const duties = new Map<string, Duty>()
  const begin = (name: string, work: (signal: AbortSignal) => Promise<void>) => {
    duties.set(name, startDuty({
      pool, log, holder, name, ...(plan.ttlMs === undefined ? {} : { ttlMs: plan.ttlMs }),
      work: async (signal) => {
        metrics.held(name, true)
        try {
          await work(signal)
        } finally {
          metrics.held(name, false)
        }
      },
    }))
  }

  for (const module of legs) {
    const ingest = `ingest:${module.company}`
    const births = `births:${module.company}`
    begin(ingest, (signal) => module.ingest(signal, { name: ingest, holder }))
    begin(births, (signal) => module.births(signal, { name: births, holder }))
    begin(`deliver:${module.company}`, (signal) => deliver({
      pool, log, live, leg: module.leg, wake: () => bells[module.company].wait(), observe: metrics.tried,
      ...(plan.concurrency === undefined ? {} : { concurrency: plan.concurrency }),
    }, signal))
  }
  const handlers: Record<string, (timer: DueTimer) => Promise<void>> = {
    ...messageTimers({ pool, live: parts.live, wake: () => { parts.wake('A'); parts.wake('B') } }),
    ...Object.fromEntries(legs.flatMap((module) => Object.entries(module.timers))),
  }
  begin('timers', (signal) => runTimers({ pool, log, handlers }, signal))
  begin('directory', (signal) => keepPeople({ directory, log, ...plan.people }, signal))
  begin('reads', (signal) => logReads(pool, live, signal))
  begin('sweep', (signal) => sweepDone(pool, log, signal))

  return {
    held: () => [...duties].filter(([, duty]) => duty.held).map(([name]) => name),
    stop: async () => { await Promise.all([...duties.values()].map((duty) => duty.stop())) },
  }
}
