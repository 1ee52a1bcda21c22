import type { components } from './generated/api.ts'

/** Company A's own error codes (behaviour note, section 12); a code it invents later passes as a string. */
export type CompanyACode = components['schemas']['Problem']['code'] | (string & {})

/**
 * Why a call to company A did not succeed. What to do about it hangs on `kind` alone:
 * - `refused`: for good; the same call again fails again. Park it.
 * - `throttled`: wait `retryAfterMs`, then the same call again.
 * - `unavailable`: A (or the way to it) is down, or our breaker or bulkhead is shut. Wait.
 * - `timeout`: nobody knows whether A did it. Ask again with the same key.
 * - `nonsense`: the answer is not what the contract promises. Wait, and raise an alarm.
 * - `unauthenticated`: the token or the credentials are not good.
 */
export type CompanyAFailure =
  | { kind: 'refused'; status: number; code: CompanyACode; detail?: string; existingId?: string; currentVersion?: number; oldestCursor?: string }
  | { kind: 'throttled'; status: number; code: CompanyACode; retryAfterMs: number }
  | { kind: 'unavailable'; reason: 'answered' | 'unreachable' | 'breaker-open' | 'bulkhead-full'; outcomeUnknown: boolean; retryAfterMs?: number; status?: number }
  | { kind: 'timeout'; outcomeUnknown: true; detail: string }
  | { kind: 'nonsense'; outcomeUnknown: boolean; detail: string; status?: number }
  | { kind: 'unauthenticated'; code: CompanyACode }

export type CompanyAErrorKind = CompanyAFailure['kind']

/** A failed call to company A. `failure` is the discriminated detail; the cause is for the log. */
export class CompanyAError extends Error {
  readonly operation: string
  readonly failure: CompanyAFailure

  constructor(operation: string, failure: CompanyAFailure, options: { cause?: unknown } = {}) {
    super(`company A: ${operation}: ${describe(failure)}`, options)
    this.name = 'CompanyAError'
    this.operation = operation
    this.failure = failure
  }

  get kind(): CompanyAErrorKind {
    return this.failure.kind
  }

  /** Whether A may have done the work all the same. */
  get outcomeUnknown(): boolean {
    return 'outcomeUnknown' in this.failure && this.failure.outcomeUnknown
  }

  /** Milliseconds that A asks us to wait, if it said so. */
  get retryAfterMs(): number | undefined {
    return 'retryAfterMs' in this.failure ? this.failure.retryAfterMs : undefined
  }
}

function describe(failure: CompanyAFailure): string {
  switch (failure.kind) {
    case 'refused':
      return `refused with ${failure.status} ${failure.code}${failure.detail === undefined ? '' : ` (${failure.detail})`}`
    case 'throttled':
      return `throttled with ${failure.code} for ${failure.retryAfterMs} ms`
    case 'unavailable':
      return `unavailable (${failure.reason}${failure.status === undefined ? '' : ` ${failure.status}`})`
    case 'timeout':
    case 'nonsense':
      return `${failure.kind}: ${failure.detail}`
    case 'unauthenticated':
      return `unauthenticated (${failure.code})`
  }
}

/** Whether a thrown value is a refusal with one of the given codes. */
export function isRefused(error: unknown, ...codes: CompanyACode[]): error is CompanyAError & { failure: { kind: 'refused' } } {
  return error instanceof CompanyAError && error.failure.kind === 'refused' && (codes.length === 0 || codes.includes(error.failure.code))
}
