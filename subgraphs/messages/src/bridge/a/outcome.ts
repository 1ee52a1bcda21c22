import { CompanyAError } from '@switchboard/company-a/errors'
import type { Outcome } from '../../ports/leg.ts'

/** A wait in ms that grows with the tries up to a bound, spread so that lanes do not come back together. */
export function backoff(attempts: number, mostMs = 15_000): number {
  const ceiling = Math.min(mostMs, 200 * 2 ** Math.min(attempts, 12))
  return Math.round(ceiling / 2 + Math.random() * ceiling / 2)
}

/**
 * What a failure means for a row. An outage, throttling, a shut breaker: wait, never park. Only a refusal is for good
 * (delivery.md, Out 2). What is no error of A (B could not be asked for a shadow, say) passes too.
 */
export function outcomeOf(error: unknown, attempts: number): Outcome {
  const text = error instanceof Error ? error.message : String(error)
  if (!(error instanceof CompanyAError)) return { outcome: 'later', afterMs: backoff(attempts), error: text }
  const { failure } = error
  const afterMs = Math.max(error.retryAfterMs ?? 0, backoff(attempts))
  switch (failure.kind) {
    case 'refused':
      return { outcome: 'parked', error: text }
    case 'throttled':
      return failure.code === 'idempotency-in-flight' ? { outcome: 'unknown', afterMs, error: text } : { outcome: 'later', afterMs, error: text }
    case 'timeout':
    case 'unavailable':
    case 'nonsense':
      return { outcome: error.outcomeUnknown ? 'unknown' : 'later', afterMs, error: text }
    case 'unauthenticated':
      return { outcome: 'later', afterMs: Math.max(afterMs, 2_000), error: text }
  }
}
