/**
 * What can go wrong in a call to B.
 * - refused: for good; `err` is B's number (413: body too big for the front proxy)
 * - blocked: the peer does not accept the sender; for good until unblocked
 * - throttled: nothing was done; try after `retryAfterMs`
 * - unavailable: nothing was done (overload, outage, err 23, no connection, breaker open, queue full)
 * - timeout: no answer; the call may have been done
 * - nonsense: an answer that is none of B's; the call may have been done
 * - sessionGone: nothing was done; the sid is not alive
 * - cancelled: the caller ended the call; it may have been done
 */
export type Failure =
  | { kind: 'refused'; err: number; message: string; uid?: number }
  | { kind: 'blocked' }
  | { kind: 'throttled'; retryAfterMs: number }
  | { kind: 'unavailable'; reason: string }
  | { kind: 'timeout'; reason: string }
  | { kind: 'nonsense'; reason: string }
  | { kind: 'sessionGone'; sid: string | null }
  | { kind: 'cancelled' }

export type FailureKind = Failure['kind']

/** A failed call to B; `failure` tells the kinds apart. */
export class CompanyBError extends Error {
  readonly call: string
  readonly failure: Failure

  constructor(call: string, failure: Failure, cause?: unknown) {
    super(`${call}: ${describe(failure)}`, cause === undefined ? {} : { cause })
    this.name = 'CompanyBError'
    this.call = call
    this.failure = failure
  }

  get kind(): FailureKind {
    return this.failure.kind
  }

  /** Whether the call may have been done although it failed: then B's history must be searched before it is made again. */
  get outcomeUnknown(): boolean {
    return this.kind === 'timeout' || this.kind === 'nonsense' || this.kind === 'cancelled'
  }
}

/** Whether an error is a failed call to B, of one of the kinds if any are given. */
export function isCompanyBError(error: unknown, ...kinds: FailureKind[]): error is CompanyBError {
  return error instanceof CompanyBError && (kinds.length === 0 || kinds.includes(error.kind))
}

function describe(failure: Failure): string {
  switch (failure.kind) {
    case 'refused': return `refused, err ${failure.err} ${failure.message}`
    case 'throttled': return `throttled for ${failure.retryAfterMs} ms`
    case 'unavailable': case 'timeout': case 'nonsense': return `${failure.kind}, ${failure.reason}`
    case 'blocked': case 'sessionGone': case 'cancelled': return failure.kind
  }
}
