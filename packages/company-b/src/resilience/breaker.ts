import { BrokenCircuitError, circuitBreaker, CircuitState, CountBreaker, handleWhen } from 'cockatiel'
import { CompanyBError, isCompanyBError } from '../error.ts'

export interface BreakerOptions {
  /** Number of latest calls looked at. */
  size: number
  /** Share of them that must fail to open. */
  threshold: number
  /** Ms until one call may try again. */
  halfOpenAfterMs: number
}

export const defaultBreaker: BreakerOptions = { size: 20, threshold: 0.5, halfOpenAfterMs: 5_000 }

/** Opens while B as a whole does not answer; refusals, blocks and throttles are answers. */
export function breakerPolicy(options: BreakerOptions) {
  const policy = circuitBreaker(handleWhen((error) => isCompanyBError(error, 'unavailable', 'timeout', 'nonsense')), {
    halfOpenAfter: options.halfOpenAfterMs,
    breaker: new CountBreaker({ threshold: options.threshold, size: options.size, minimumNumberOfCalls: Math.ceil(options.size / 2) }),
  })
  return {
    isOpen: () => policy.state === CircuitState.Open,
    async run<T>(call: string, work: () => Promise<T>): Promise<T> {
      try {
        return await policy.execute(work)
      } catch (error) {
        if (error instanceof BrokenCircuitError) throw new CompanyBError(call, { kind: 'unavailable', reason: 'breaker open' }, error)
        throw error
      }
    },
  }
}
