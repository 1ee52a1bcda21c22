import { TaskCancelledError, timeout, TimeoutStrategy } from 'cockatiel'
import { CompanyBError } from '../error.ts'

/** Milliseconds for one try. `poll` comes on top of the seconds that the poll is held. */
export interface Deadlines { read: number; write: number; media: number; poll: number }

export const defaultDeadlines: Deadlines = { read: 5_000, write: 10_000, media: 20_000, poll: 10_000 }

/** Runs one try; at the deadline its signal aborts and it fails as 'timeout', at the caller's signal as 'cancelled'. */
export async function withDeadline<T>(call: string, ms: number, work: (signal: AbortSignal) => Promise<T>, outer?: AbortSignal): Promise<T> {
  const ended = () => outer?.aborted === true
  if (ended()) throw new CompanyBError(call, { kind: 'cancelled' })
  try {
    return await timeout(ms, TimeoutStrategy.Aggressive).execute(({ signal }) => work(signal), outer)
  } catch (error) {
    if (ended()) throw new CompanyBError(call, { kind: 'cancelled' }, error)
    if (error instanceof TaskCancelledError) throw new CompanyBError(call, { kind: 'timeout', reason: `no answer within ${ms} ms` }, error)
    throw error
  }
}
