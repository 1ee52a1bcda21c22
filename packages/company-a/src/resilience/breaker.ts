import { circuitBreaker, ConsecutiveBreaker, handleWhen, type CircuitBreakerPolicy } from 'cockatiel'
import { CompanyAError } from '../errors.ts'

/** When calls stop being tried, and for how many milliseconds. */
export type BreakerOptions = { consecutiveFailures: number; halfOpenAfterMs: number }

export const defaultBreaker: BreakerOptions = { consecutiveFailures: 8, halfOpenAfterMs: 2_000 }

/** Opens after so many failures in a row that tell of A's health; refusals and throttling do not. */
export function breaker(options: BreakerOptions): CircuitBreakerPolicy {
  return circuitBreaker(handleWhen(isSick), {
    breaker: new ConsecutiveBreaker(options.consecutiveFailures),
    halfOpenAfter: options.halfOpenAfterMs,
  })
}

function isSick(error: unknown): boolean {
  return error instanceof CompanyAError && ['unavailable', 'timeout', 'nonsense'].includes(error.kind)
}
