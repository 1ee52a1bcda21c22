import { bulkhead, BulkheadRejectedError } from 'cockatiel'
import { CompanyBError } from '../error.ts'

export interface BulkheadOptions {
  /** Calls at B at once. */
  calls: number
  /** Calls that may wait for a place; beyond that they fail as unavailable. */
  queue: number
}

export const defaultBulkhead: BulkheadOptions = { calls: 32, queue: 512 }

/** Bounds what is under way and what waits. Long polls have a bulkhead of their own: they must not take the places of calls. */
export function bulkheadPolicy(options: BulkheadOptions) {
  const policy = bulkhead(options.calls, options.queue)
  return async function run<T>(call: string, work: () => Promise<T>): Promise<T> {
    try {
      return await policy.execute(work)
    } catch (error) {
      if (error instanceof BulkheadRejectedError) throw new CompanyBError(call, { kind: 'unavailable', reason: 'queue full' }, error)
      throw error
    }
  }
}
