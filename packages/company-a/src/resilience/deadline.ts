import { timeout, TimeoutStrategy, type TimeoutPolicy } from 'cockatiel'

/**
 * What a call is, for its deadline, its bulkhead and its breaker:
 * a read, a write, the long poll of the feed, or the transfer of a file.
 */
export type CallKind = 'read' | 'write' | 'poll' | 'transfer'

/** Milliseconds per try. The poll's own waiting time is added to its deadline. */
export type Deadlines = Record<CallKind, number>

export const defaultDeadlinesMs: Deadlines = { read: 5_000, write: 10_000, poll: 10_000, transfer: 60_000 }

/** Ends a try after `ms` milliseconds, also when the other side ignores the abort. Throws cockatiel's TaskCancelledError. */
export function deadline(ms: number): TimeoutPolicy {
  return timeout(ms, TimeoutStrategy.Aggressive)
}
