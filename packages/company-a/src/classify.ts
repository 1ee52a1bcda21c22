import { CompanyAError, type CompanyAFailure } from './errors.ts'
import { problemAnswer } from './answers/problem.ts'

/** An answer that is not a success, as far as it is needed to judge it. */
export type FailedAnswer = { status: number; retryAfter: string | null; body: unknown }

/** When A gives no Retry-After: milliseconds. */
const defaultRetryAfterMs = 1_000

/** Milliseconds of a Retry-After header (seconds or an HTTP date), undefined when absent or unreadable. */
export function retryAfterMs(header: string | null, now: number = Date.now()): number | undefined {
  if (header === null) return undefined
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1_000
  const at = Date.parse(header)
  return Number.isNaN(at) ? undefined : Math.max(0, at - now)
}

/** Judges an answer of A that is not 2xx (behaviour note, sections 4 and 12). */
export function classifyAnswer(operation: string, answer: FailedAnswer): CompanyAError {
  return new CompanyAError(operation, failureOf(answer))
}

function failureOf({ status, retryAfter, body }: FailedAnswer): CompanyAFailure {
  const parsed = problemAnswer.safeParse(body)
  const problem = parsed.success ? parsed.data : undefined
  const wait = retryAfterMs(retryAfter)
  if (status === 429) return { kind: 'throttled', status, code: problem?.code ?? 'rate-limited', retryAfterMs: wait ?? defaultRetryAfterMs }
  if (status >= 500) {
    // A's own 503 comes before any work; what a proxy answers in its place proves nothing.
    const outcomeUnknown = !(status === 503 && problem !== undefined)
    return { kind: 'unavailable', reason: 'answered', status, outcomeUnknown, ...(wait === undefined ? {} : { retryAfterMs: wait }) }
  }
  if (status === 401 && problem !== undefined) return { kind: 'unauthenticated', code: problem.code }
  if (status < 400 || problem === undefined) return { kind: 'nonsense', status, outcomeUnknown: true, detail: `status ${status} without a problem document` }
  // The first call with this key still runs: its outcome comes by asking again.
  if (problem.code === 'idempotency-in-flight') return { kind: 'throttled', status, code: problem.code, retryAfterMs: wait ?? defaultRetryAfterMs }
  return {
    kind: 'refused',
    status,
    code: problem.code,
    ...detailOf(problem),
    ...(problem.existingId === undefined ? {} : { existingId: problem.existingId }),
    ...(problem.currentVersion === undefined ? {} : { currentVersion: problem.currentVersion }),
    ...(problem.oldestCursor === undefined ? {} : { oldestCursor: problem.oldestCursor }),
  }
}

function detailOf(problem: { detail?: string | undefined; errors?: { pointer: string; detail: string }[] | undefined }): { detail?: string } {
  const details = problem.errors?.map((error) => `${error.pointer}: ${error.detail}`).join('; ')
  const detail = problem.detail ?? details
  return detail === undefined ? {} : { detail }
}

/** Failures before a byte of the request could reach A: nothing was done. */
const unreachable = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT'])

/** Judges what the HTTP client threw: no connection, a connection that broke, an answer too large or not JSON. */
export function classifyThrown(operation: string, thrown: unknown): CompanyAError {
  if (thrown instanceof CompanyAError) return thrown
  if (thrown instanceof SyntaxError) return new CompanyAError(operation, { kind: 'nonsense', outcomeUnknown: true, detail: 'the answer is not JSON' }, { cause: thrown })
  const code = codeOf(thrown)
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') return new CompanyAError(operation, { kind: 'nonsense', outcomeUnknown: true, detail: 'the answer is too large' }, { cause: thrown })
  if (code !== undefined && unreachable.has(code)) return new CompanyAError(operation, { kind: 'unavailable', reason: 'unreachable', outcomeUnknown: false }, { cause: thrown })
  return new CompanyAError(operation, { kind: 'timeout', outcomeUnknown: true, detail: `the connection broke${code === undefined ? '' : ` (${code})`}` }, { cause: thrown })
}

function codeOf(thrown: unknown): string | undefined {
  for (let error: unknown = thrown, depth = 0; error instanceof Error && depth < 5; error = error.cause, depth += 1) {
    if ('code' in error && typeof error.code === 'string') return error.code
    if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0])
  }
  return undefined
}
