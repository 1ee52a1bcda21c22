import { DelegateBackoff, handleWhen, retry, type IRetryBackoffContext } from 'cockatiel'
import { isCompanyBError } from '../error.ts'

export interface RetryOptions {
  /** Tries after the first. */
  attempts: number
  /** Upper bound of the first wait, ms; doubles with every try. */
  baseMs: number
  /** Upper bound of any wait, ms; a longer `slow down` is not waited for here. */
  capMs: number
}

export const defaultRetry: RetryOptions = { attempts: 3, baseMs: 200, capMs: 5_000 }

/**
 * Retries calls that read or set a state: full jitter on an exponential bound; `slow down (<n>s)` waits n seconds.
 * A call that adds something (send, list/post, list/new, media/put) must never come through here: who stored its intent repeats it.
 */
export function retryPolicy(options: RetryOptions) {
  return retry(handleWhen((error) => isWorthATry(error, options.capMs)), {
    maxAttempts: options.attempts,
    backoff: new DelegateBackoff((context: IRetryBackoffContext<unknown>) => waitMs(context, options)),
  })
}

function isWorthATry(error: unknown, capMs: number): boolean {
  if (!isCompanyBError(error)) return false
  if (error.failure.kind === 'throttled') return error.failure.retryAfterMs <= capMs
  if (error.failure.kind === 'unavailable') return error.failure.reason !== 'breaker open' && error.failure.reason !== 'queue full'
  return error.kind === 'timeout' || error.kind === 'nonsense'
}

function waitMs(context: IRetryBackoffContext<unknown>, { baseMs, capMs }: RetryOptions): number {
  const error = 'error' in context.result ? context.result.error : undefined
  const jitter = Math.random() * Math.min(capMs, baseMs * 2 ** (context.attempt - 1))
  return isCompanyBError(error) && error.failure.kind === 'throttled' ? error.failure.retryAfterMs + jitter / 4 : jitter
}
