import type { ServerResponse } from 'node:http'
import { Problem } from '../problem.ts'
import type { Answer } from './operation.ts'

/** An answer that is ready for the wire. */
export interface Written {
  status: number
  body: string | Uint8Array
  headers: Record<string, string>
}

/** Joins an answer with the headers collected on the way to it. */
export function finish(answer: Answer, headers: Record<string, string>): Written {
  const body = answer.bytes ?? answer.text ?? (answer.json === undefined ? '' : JSON.stringify(answer.json))
  const type: Record<string, string> = answer.status === 204 ? {} : { 'Content-Type': 'application/json' }
  return { status: answer.status, body, headers: { ...type, ...headers, ...answer.headers } }
}

export function refuse(problem: Problem, requestId: string, headers: Record<string, string>): Written {
  const retry: Record<string, string> = problem.retryAfterS === undefined ? {} : { 'Retry-After': String(problem.retryAfterS) }
  const challenge: Record<string, string> = problem.status === 401 ? { 'WWW-Authenticate': 'Bearer' } : {}
  return { status: problem.status, body: problem.body(requestId), headers: { 'Content-Type': 'application/problem+json', ...headers, ...retry, ...challenge } }
}

/** What is not a refusal is a fault of this program: logged, and answered as 503, for the contract has no 500. */
export function asProblem(error: unknown, requestId: string): Problem {
  if (error instanceof Problem) return error
  process.stderr.write(`${JSON.stringify({ level: 'error', requestId, error: error instanceof Error ? error.stack : String(error) })}\n`)
  return new Problem('unavailable', {}, 1)
}

export function write(response: ServerResponse, written: Written): void {
  if (response.destroyed || response.headersSent) return
  const length: Record<string, string> = written.status === 204 ? {} : { 'Content-Length': String(Buffer.byteLength(written.body)) }
  response.writeHead(written.status, { ...written.headers, ...length })
  response.end(written.body)
}
