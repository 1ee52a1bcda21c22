import type { Metrics } from '@switchboard/service-kit/metrics'
import type { Pool } from 'pg'
import { outboxDepth } from '../adapters/postgres/outbox.ts'
import type { BridgeCounts } from '../ports/leg-parts.ts'

export interface BridgeMetrics {
  counts: BridgeCounts
  /** One try towards a company and how it ended. */
  tried(company: string, kind: string, outcome: string): void
  /** Whether this process has a duty now. */
  held(duty: string, holds: boolean): void
}

/** What the worker tells of the bridge: depth and age of the outbox, tries, parked rows, healing, lag. */
export function bridgeMetrics(metrics: Metrics, pool: Pool): BridgeMetrics {
  const tries = metrics.counter('bridge_tries_total', 'Tries towards a company by how they ended.', ['company', 'kind', 'outcome'])
  const retries = metrics.counter('bridge_retries_total', 'Tries that have to be made again.', ['company', 'kind'])
  const duplicates = metrics.counter('bridge_duplicates_refused_total', 'Changes of a company that came twice and were applied once.', ['company'])
  const gaps = metrics.counter('bridge_gaps_healed_total', 'Rows of a company that its events did not bring and that were fetched.', ['company'])
  const strange = metrics.counter('bridge_not_understood_total', 'Changes of a company that could not be brought in.', ['company', 'reason'])
  const lag = metrics.gauge('bridge_feed_lag_seconds', 'Time from a change at a company to its effect here, of the last one.', ['company'])
  const duties = metrics.gauge('worker_duty_held', 'Whether this process holds the duty.', ['duty'])
  const oldest = metrics.gauge('outbox_oldest_seconds', 'Age of the oldest row of the outbox by company and state.', ['company', 'state'])
  metrics.gauge('outbox_rows', 'Rows of the outbox that are not done, by company and state; PARKED and REFUSED wait for people.', ['company', 'state'], async (gauge) => {
    const depths = await outboxDepth(pool)
    gauge.reset()
    oldest.reset()
    for (const depth of depths) {
      gauge.set({ company: depth.company, state: depth.state }, depth.rows)
      oldest.set({ company: depth.company, state: depth.state }, depth.oldest)
    }
  })
  return {
    counts: {
      duplicateRefused: (company) => { duplicates.inc({ company }) },
      gapHealed: (company, rows) => { gaps.inc({ company }, rows) },
      feedLag: (company, seconds) => { lag.set({ company }, seconds) },
      notUnderstood: (company, reason) => { strange.inc({ company, reason }) },
    },
    tried(company, kind, outcome) {
      tries.inc({ company, kind, outcome })
      if (outcome === 'later' || outcome === 'unknown') retries.inc({ company, kind })
    },
    held(duty, holds) { duties.set({ duty }, holds ? 1 : 0) },
  }
}
