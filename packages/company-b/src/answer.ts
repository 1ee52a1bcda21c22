import { z } from 'zod'
import { CompanyBError } from './error.ts'
import type { RawAnswer } from './transport.ts'

const refusal = z.object({ ok: z.literal(0), err: z.int(), msg: z.string(), uid: z.int().optional() })
const slowDown = /^slow down \((\d+)s\)$/

/** Reads an answer at the door: B says everything in HTTP 200, its front proxy in HTML. Anything else fails as 'nonsense'. */
export function readAnswer<T>(call: string, sid: string | null, raw: RawAnswer, shape: z.ZodType<T>): T {
  const fail = (reason: string): never => { throw new CompanyBError(call, { kind: 'nonsense', reason }) }
  if (raw.status === 413) throw new CompanyBError(call, { kind: 'refused', err: 413, message: 'request entity too large' })
  if (raw.status === 502 || raw.status === 503) throw new CompanyBError(call, { kind: 'unavailable', reason: `HTTP ${raw.status}` })
  if (raw.status === 504) throw new CompanyBError(call, { kind: 'timeout', reason: 'HTTP 504' })
  if (raw.status !== 200) return fail(`HTTP ${raw.status}`)
  const value = parsed(raw.text)
  if (value === undefined) return fail('not JSON')
  const refused = refusal.safeParse(value)
  if (refused.success) throw refusalError(call, sid, refused.data)
  const answer = shape.safeParse(value)
  return answer.success ? answer.data : fail(z.prettifyError(answer.error).slice(0, 500))
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function refusalError(call: string, sid: string | null, { err, msg, uid }: z.infer<typeof refusal>): CompanyBError {
  if (err === 5) return new CompanyBError(call, { kind: 'sessionGone', sid })
  if (err === 23) return new CompanyBError(call, { kind: 'unavailable', reason: 'err 23' })
  if (err === 17) {
    const seconds = slowDown.exec(msg)?.[1]
    return new CompanyBError(call, seconds === undefined ? { kind: 'blocked' } : { kind: 'throttled', retryAfterMs: Number(seconds) * 1_000 })
  }
  return new CompanyBError(call, { kind: 'refused', err, message: msg, ...(uid === undefined ? {} : { uid }) })
}
