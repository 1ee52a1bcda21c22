import { bulkhead, type BulkheadPolicy } from 'cockatiel'

/** How many calls of a kind run at once and how many may wait; what is above is turned away at once. */
export type BulkheadOptions = { running: number; waiting: number }

export const defaultBulkhead: BulkheadOptions = { running: 32, waiting: 256 }

/** A bounded room for the calls of one kind, so that slow uploads never starve sends. */
export function bounded(options: BulkheadOptions): BulkheadPolicy {
  return bulkhead(options.running, options.waiting)
}
