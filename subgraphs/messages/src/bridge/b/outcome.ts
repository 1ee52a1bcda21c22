import { isCompanyBError, type CompanyBError } from '@switchboard/company-b/error'
import type { Outcome } from '../../ports/leg.ts'

/** The wait before the next try, ms: doubles with every try up to 30 s, with jitter. */
export function waitMs(attempts: number): number {
  return Math.round(Math.min(30_000, 250 * 2 ** Math.min(attempts, 10)) * (0.75 + Math.random() / 2))
}

/**
 * What a failed call means for its row (delivery.md, Out 2): trouble on the way waits and never parks, a recipient who is
 * gone or does not accept it is a refusal, everything else that B refuses is for people to look at.
 */
export function outcomeOf(error: unknown, attempts: number): Outcome {
  if (!isCompanyBError(error)) throw error
  const text = error.message
  const { failure } = error
  switch (failure.kind) {
    case 'throttled': return { outcome: 'later', afterMs: Math.max(50, failure.retryAfterMs), error: text }
    case 'unavailable': case 'sessionGone': return { outcome: 'later', afterMs: waitMs(attempts), error: text }
    case 'timeout': case 'nonsense': case 'cancelled': return { outcome: 'unknown', afterMs: Math.min(1_000, waitMs(attempts)), error: text }
    case 'blocked': return { outcome: 'refused', error: text }
    case 'refused': return failure.err === 9 ? { outcome: 'refused', error: text } : { outcome: 'parked', error: text }
  }
}

/** Whether B refused for good with this number. */
export function refusedWith(error: unknown, err: number): error is CompanyBError {
  return isCompanyBError(error) && error.failure.kind === 'refused' && error.failure.err === err
}
