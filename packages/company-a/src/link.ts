import type { z } from 'zod'
import { classifyAnswer, classifyThrown } from './classify.ts'
import { CompanyAError, type CompanyAErrorKind } from './errors.ts'
import type { CallKind } from './resilience/deadline.ts'
import { policies, type ResilienceOptions } from './resilience/policies.ts'
import { isRepeatable } from './resilience/retry.ts'
import type { TokenSource } from './tokens.ts'
import { transport, type Http, type Transport } from './transport.ts'

/** In whose name a call is made. */
export type Caller =
  | { by: 'nobody' }
  | { by: 'service' }
  | { by: 'service'; actAs: string }
  | { by: 'user'; token: string }

/** What every try of a call needs; spread it into the typed client's options. */
export type Try = { headers: Record<string, string>; signal: AbortSignal; fetch: (request: Request) => Promise<Response> }

/** What openapi-fetch answers, as far as the link looks at it. */
type Answered = { data?: unknown; error?: unknown; response: Response }

/** One call of the contract. */
export type Call<Schema extends z.ZodType> = {
  operation: string
  kind: CallKind
  as: Caller
  answer: Schema
  send(http: Http, attempt: Try): Promise<Answered>
  /** Set where the contract makes a repetition harmless though the method does not tell it. */
  repeatable?: true
  /** What the call costs in A's rate budget; default 1, and 0 asks for no budget. */
  cost?: number
  /** Milliseconds added to the deadline. */
  extraMs?: number
  signal?: AbortSignal | undefined
}

/** `ok` or the kind of failure of one try. */
export type Outcome = 'ok' | CompanyAErrorKind | 'aborted'

export type LinkOptions = {
  baseUrl: string
  tokens: TokenSource
  /** Rate budget: awaited before each try that A counts. */
  acquire?: ((cost: number) => Promise<void>) | undefined
  /** Called after each try with its duration in milliseconds. */
  observe?: ((operation: string, outcome: Outcome, ms: number) => void) | undefined
  resilience?: ResilienceOptions | undefined
}

/** The guarded way to company A: policies, tokens, budget, classification and the check of every answer. */
export type Link = {
  baseUrl: string
  fetch: Transport['fetch']
  call<Schema extends z.ZodType>(call: Call<Schema>): Promise<z.output<Schema>>
  /** As `call`, with the headers of the answer. */
  callWithHeaders<Schema extends z.ZodType>(call: Call<Schema>): Promise<{ value: z.output<Schema>; headers: Headers }>
  close(): Promise<void>
}

/** Opens the way to company A. Nothing is sent before the first call. */
export function link(options: LinkOptions): Link {
  const wire = transport(options.baseUrl)
  const guard = policies(options.resilience)

  async function attempt<Schema extends z.ZodType>(call: Call<Schema>, token: string | undefined) {
    let sent: Request | undefined
    const once = async (signal: AbortSignal) => {
      const fetch = (request: Request): Promise<Response> => {
        sent = request
        return wire.fetch(request)
      }
      return judge(call, await call.send(wire.http, { headers: headersFor(call.as, token), signal, fetch }))
    }
    return guard.run({
      operation: call.operation,
      kind: call.kind,
      ...(call.extraMs === undefined ? {} : { extraMs: call.extraMs }),
      ...(call.signal === undefined ? {} : { signal: call.signal }),
      mayRepeat: () => sent === undefined || call.repeatable === true || isRepeatable(sent),
      prepare: async () => { if (call.cost !== 0) await options.acquire?.(call.cost ?? 1) },
      attempt: (signal) => observed(call.operation, () => once(signal), signal, call.signal),
    })
  }

  /** Times one try. A try that the deadline ended is counted then, not when its socket closes. */
  async function observed<T>(operation: string, work: () => Promise<T>, ends: AbortSignal, caller: AbortSignal | undefined): Promise<T> {
    const start = performance.now()
    let counted = false
    const count = (outcome: Outcome) => {
      if (!counted) options.observe?.(operation, outcome, performance.now() - start)
      counted = true
    }
    const onEnd = () => count(caller?.aborted === true ? 'aborted' : 'timeout')
    ends.addEventListener('abort', onEnd, { once: true })
    try {
      const value = await work()
      count('ok')
      return value
    } catch (error) {
      const failure = classifyThrown(operation, error)
      count(failure.kind)
      throw failure
    } finally {
      ends.removeEventListener('abort', onEnd)
    }
  }

  async function callWithHeaders<Schema extends z.ZodType>(call: Call<Schema>) {
    if (call.as.by !== 'service') return attempt(call, call.as.by === 'user' ? call.as.token : undefined)
    const token = await options.tokens.get()
    try {
      return await attempt(call, token)
    } catch (error) {
      if (!(error instanceof CompanyAError) || error.kind !== 'unauthenticated') throw error
      // Nothing was done: the token is checked before any work. Once more with a new one.
      await options.tokens.invalidate(token)
      return attempt(call, await options.tokens.get())
    }
  }

  return { baseUrl: options.baseUrl, fetch: wire.fetch, callWithHeaders, call: async (call) => (await callWithHeaders(call)).value, close: wire.close }
}

function headersFor(as: Caller, token: string | undefined): Record<string, string> {
  return {
    Accept: 'application/json, application/problem+json',
    ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
    ...('actAs' in as ? { 'X-Act-As': as.actAs } : {}),
  }
}

function judge<Schema extends z.ZodType>(call: Call<Schema>, { data, error, response }: Answered): { value: z.output<Schema>; headers: Headers } {
  if (!response.ok) throw classifyAnswer(call.operation, { status: response.status, retryAfter: response.headers.get('Retry-After'), body: error })
  const parsed = call.answer.safeParse(data)
  if (!parsed.success) {
    const where = parsed.error.issues.slice(0, 3).map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')
    throw new CompanyAError(call.operation, { kind: 'nonsense', status: response.status, outcomeUnknown: call.kind === 'write', detail: `wrong shape (${where})` })
  }
  return { value: parsed.data, headers: response.headers }
}
