import { isBrokenCircuitError, isBulkheadRejectedError, isTaskCancelledError, type BulkheadPolicy, type CircuitBreakerPolicy } from 'cockatiel'
import { CompanyAError } from '../errors.ts'
import { breaker, defaultBreaker, type BreakerOptions } from './breaker.ts'
import { bounded, defaultBulkhead, type BulkheadOptions } from './bulkhead.ts'
import { deadline, defaultDeadlinesMs, type CallKind, type Deadlines } from './deadline.ts'
import { defaultRetry, retrying, type RetryOptions } from './retry.ts'

/** What may be tuned; absent fields keep their defaults. */
export type ResilienceOptions = {
  deadlinesMs?: Partial<Deadlines>
  retry?: Partial<RetryOptions>
  breaker?: Partial<BreakerOptions>
  bulkhead?: Partial<BulkheadOptions>
}

/** One call, as the policies see it. */
export type Guarded<T> = {
  operation: string
  kind: CallKind
  /** Milliseconds added to the kind's deadline, for the feed's wait. */
  extraMs?: number
  signal?: AbortSignal
  /** Asked after a failure: may the request that was sent be sent again? */
  mayRepeat(): boolean
  /** Runs inside bulkhead and breaker but outside the deadline, before each try. */
  prepare(): Promise<void>
  attempt(signal: AbortSignal): Promise<T>
}

export type Policies = { run<T>(call: Guarded<T>): Promise<T> }

/** Bulkhead and breaker are shared by all calls of this link; the long poll has its own of both, since it holds them long. */
export function policies(options: ResilienceOptions = {}): Policies {
  const retryOptions = { ...defaultRetry, ...options.retry }
  const breakerOptions = { ...defaultBreaker, ...options.breaker }
  const bulkheadOptions = { ...defaultBulkhead, ...options.bulkhead }
  const deadlines = { ...defaultDeadlinesMs, ...options.deadlinesMs }
  const rooms: Record<CallKind, BulkheadPolicy> = { read: bounded(bulkheadOptions), write: bounded(bulkheadOptions), poll: bounded(bulkheadOptions), transfer: bounded(bulkheadOptions) }
  const shared = breaker(breakerOptions)
  const breakers: Record<CallKind, CircuitBreakerPolicy> = { read: shared, write: shared, transfer: shared, poll: breaker(breakerOptions) }

  async function once<T>(call: Guarded<T>): Promise<T> {
    call.signal?.throwIfAborted()
    try {
      return await rooms[call.kind].execute(() => breakers[call.kind].execute(async () => {
        call.signal?.throwIfAborted()
        await call.prepare()
        return withinDeadline(call, deadlines[call.kind] + (call.extraMs ?? 0))
      }))
    } catch (error) {
      call.signal?.throwIfAborted()
      if (isBrokenCircuitError(error)) throw new CompanyAError(call.operation, { kind: 'unavailable', reason: 'breaker-open', outcomeUnknown: false, retryAfterMs: breakerOptions.halfOpenAfterMs })
      if (isBulkheadRejectedError(error)) throw new CompanyAError(call.operation, { kind: 'unavailable', reason: 'bulkhead-full', outcomeUnknown: false })
      throw error
    }
  }

  return { run: (call) => retrying(retryOptions, call.mayRepeat).execute(() => once(call), call.signal) }
}

async function withinDeadline<T>(call: Guarded<T>, ms: number): Promise<T> {
  try {
    return await deadline(ms).execute(({ signal }) => call.attempt(signal), call.signal)
  } catch (error) {
    if (!isTaskCancelledError(error)) throw error
    throw new CompanyAError(call.operation, { kind: 'timeout', outcomeUnknown: true, detail: `no answer within ${ms} ms` }, { cause: error })
  }
}
