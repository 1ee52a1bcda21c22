import { DelegateBackoff, handleWhen, retry, type IRetryBackoffContext, type RetryPolicy } from 'cockatiel'
import { CompanyAError } from '../errors.ts'

/** How a failed try is repeated inside one call. Durations in milliseconds. */
export type RetryOptions = {
  /** Further tries after the first; 0 turns repeating off. */
  attempts: number
  initialDelayMs: number
  maxDelayMs: number
  /** When A asks to wait longer than this, the call ends and the wait is the caller's. */
  maxRetryAfterMs: number
}

export const defaultRetry: RetryOptions = { attempts: 2, initialDelayMs: 100, maxDelayMs: 2_000, maxRetryAfterMs: 2_000 }

/** Whether a request may be sent twice without doing its work twice: GET, PUT, DELETE, or a POST that carries a key. */
export function isRepeatable(request: { method: string; headers: { has(name: string): boolean } }): boolean {
  return ['GET', 'HEAD', 'PUT', 'DELETE'].includes(request.method) || (request.method === 'POST' && request.headers.has('Idempotency-Key'))
}

/** Whether the failure may pass by itself within the patience of one call. */
export function isTransient(error: unknown, maxRetryAfterMs: number): boolean {
  if (!(error instanceof CompanyAError)) return false
  const { failure } = error
  if ((error.retryAfterMs ?? 0) > maxRetryAfterMs) return false
  if (failure.kind === 'unavailable') return failure.reason === 'answered' || failure.reason === 'unreachable'
  return failure.kind === 'throttled' || failure.kind === 'timeout'
}

/**
 * Exponential backoff with full jitter, never shorter than the Retry-After of the failure.
 * `mayRepeat` says whether the request that failed is safe to send again.
 */
export function retrying(options: RetryOptions, mayRepeat: () => boolean): RetryPolicy {
  return retry(
    handleWhen((error) => mayRepeat() && isTransient(error, options.maxRetryAfterMs)),
    { maxAttempts: options.attempts, backoff: new DelegateBackoff((context: IRetryBackoffContext<unknown>) => delayBefore(context.attempt, errorOf(context), options)) },
  )
}

/** Milliseconds before try `attempt` (1 = the first repetition). */
export function delayBefore(attempt: number, error: unknown, options: RetryOptions, random: () => number = Math.random): number {
  const ceiling = Math.min(options.maxDelayMs, options.initialDelayMs * 2 ** (attempt - 1))
  const asked = error instanceof CompanyAError ? (error.retryAfterMs ?? 0) : 0
  return asked + random() * ceiling
}

function errorOf(context: IRetryBackoffContext<unknown>): unknown {
  return 'error' in context.result ? context.result.error : undefined
}
