import { readAnswer } from './answer.ts'
import { calls, type Answer, type CallName, type Fields } from './call.ts'
import { CompanyBError, isCompanyBError, type FailureKind } from './error.ts'
import { breakerPolicy, defaultBreaker, type BreakerOptions } from './resilience/breaker.ts'
import { bulkheadPolicy, defaultBulkhead, type BulkheadOptions } from './resilience/bulkhead.ts'
import { defaultDeadlines, withDeadline, type Deadlines } from './resilience/deadline.ts'
import { defaultRetry, retryPolicy, type RetryOptions } from './resilience/retry.ts'
import { memorySid, type SidSource } from './sid.ts'
import { openTransport } from './transport.ts'

export interface CompanyBOptions {
  /** Base URL without path. */
  url: string
  /** Partner key; without it only calls with a user's own sid can be made. */
  partnerKey?: string
  /** Keeps the partner's sid; default: in memory. The worker passes one that stores it and renews it under a lock. */
  sid?: (login: () => Promise<string>) => SidSource
  /** Waits until the rate budget allows the try. `as` is the acting uid, for the limit of sends. */
  acquire?: (cost: number, kind: 'call' | 'send', as?: number) => Promise<void>
  /** Told of every try: its outcome and how long it took, ms. */
  observe?: (call: CallName, outcome: 'ok' | FailureKind, ms: number) => void
  deadlines?: Partial<Deadlines>
  retry?: Partial<RetryOptions>
  breaker?: Partial<BreakerOptions>
  bulkhead?: Partial<BulkheadOptions>
}

export interface AskOptions {
  /** The uid to act for; partner session only. */
  as?: number
  /** A user's own sid instead of the partner's. */
  sid?: string
  signal?: AbortSignal
  /** Added to the deadline, ms: the time a poll is held. */
  holdMs?: number
}

export interface CompanyB {
  /** Makes one call in B's own words. Operations of this package are the only ones to use it. Fails with CompanyBError. */
  ask<C extends CallName>(call: C, fields: Fields<C>, options?: AskOptions): Promise<Answer<C>>
  /** Whether the breaker lets calls through. */
  readonly available: boolean
  /** Ends all calls under way. */
  close(): Promise<void>
}

/**
 * Connects to B. Per try: budget, bulkhead, breaker, deadline. Tries are repeated for repeatable calls only, except
 * after `session gone`, which B says before it does anything: then any call is made once again with a new session.
 */
export function connectCompanyB(options: CompanyBOptions): CompanyB {
  const transport = openTransport(options.url)
  const deadlines = { ...defaultDeadlines, ...options.deadlines }
  const breaker = breakerPolicy({ ...defaultBreaker, ...options.breaker })
  const inCalls = bulkheadPolicy({ ...defaultBulkhead, ...options.bulkhead })
  const inPolls = bulkheadPolicy({ calls: 4, queue: 4 })
  const retry = retryPolicy({ ...defaultRetry, ...options.retry })
  const sids = (options.sid ?? memorySid)(login)

  return {
    async ask(call, fields, how = {}) {
      const tryIt = () => withSession(call, fields, how)
      return calls[call].repeatable ? retry.execute(tryIt, how.signal) : tryIt()
    },
    get available() {
      return !breaker.isOpen()
    },
    close: () => transport.close(),
  }

  async function withSession<C extends CallName>(call: C, fields: Fields<C>, how: AskOptions): Promise<Answer<C>> {
    if (calls[call].session === 'none') return once(call, fields, null, how)
    if (how.sid !== undefined) return once(call, fields, how.sid, how)
    const sid = await sids.get()
    try {
      return await once(call, fields, sid, how)
    } catch (error) {
      if (!isCompanyBError(error, 'sessionGone')) throw error
      await sids.invalidate(sid)
      return once(call, fields, await sids.get(), how)
    }
  }

  async function once<C extends CallName>(call: C, fields: Fields<C>, sid: string | null, how: AskOptions): Promise<Answer<C>> {
    const rule = calls[call]
    if (rule.cost !== 'none') await options.acquire?.(1, rule.cost, how.as)
    const body = { ...fields, ...(sid === null ? {} : { sid }), ...(how.as === undefined ? {} : { as: how.as }) }
    const deadline = deadlines[rule.deadline] + (how.holdMs ?? 0)
    const run = rule.deadline === 'poll' ? inPolls : inCalls
    return run(call, () => observed(call, () => breaker.run(call, () => withDeadline(call, deadline, async (signal) => {
      const raw = await transport.post(call, rule.path, body, signal)
      // The table ties this call's shape to this call's answer; the union of all shapes cannot say so.
      return readAnswer(call, sid, raw, rule.answer) as Answer<C>
    }, how.signal))))
  }

  async function observed<T>(call: CallName, work: () => Promise<T>): Promise<T> {
    const started = performance.now()
    try {
      const answer = await work()
      options.observe?.(call, 'ok', performance.now() - started)
      return answer
    } catch (error) {
      options.observe?.(call, isCompanyBError(error) ? error.kind : 'nonsense', performance.now() - started)
      throw error
    }
  }

  async function login(): Promise<string> {
    if (options.partnerKey === undefined) throw new CompanyBError('partnerLogin', { kind: 'refused', err: 4, message: 'no partner key configured' })
    const { sid } = await once('partnerLogin', { key: options.partnerKey }, null, {})
    return sid
  }
}
