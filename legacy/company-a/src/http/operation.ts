import type { Actor } from '../actor.ts'
import type { Caller } from '../auth/access-tokens.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** One call, after everything about its caller and its shape was found right. */
export interface Call {
  params: Record<string, string>
  query: URLSearchParams
  headers: NodeJS.Dict<string | string[]>
  /** The JSON body; it fits the contract's schema of the operation. */
  body: unknown
  /** The raw body of an operation that takes bytes. */
  bytes: Buffer
  /** Who calls; absent on open operations only. */
  caller: Caller | undefined
  /** The effective user; empty where no user acts. */
  actor: Actor
  /** A signal that is aborted when the client has gone; made when asked for, because few calls wait. */
  gone: () => AbortSignal
}

export interface Answer {
  status: number
  /** A value to write as JSON, text that is JSON already, or bytes. */
  json?: unknown
  text?: string
  bytes?: Uint8Array
  headers?: Record<string, string>
}

export interface Operation {
  /** operationId in the contract. */
  id: string
  method: Method
  /** As in the contract, with `{name}` for parameters. */
  path: string
  /**
   * Who may call: `open` needs no token, `free` is open and not rate-limited, `control` exists with FAULTS=1 only,
   * `token` any token without a user acting, `integration` a service token, `user` an effective user.
   */
  access: 'open' | 'free' | 'control' | 'token' | 'integration' | 'user'
  body?: 'json' | 'bytes'
  /** Bytes the body may have. */
  limit?: number
  /** Whether an Idempotency-Key is required; the work must then be done without waiting for anything. */
  idempotent?: boolean
  /** Shape rules that the contract's schemas do not hold (queries, path values). */
  check?: (call: Call) => void
  handle: (call: Call) => Answer | Promise<Answer>
}

export const answer = (status: number, json: unknown): Answer => ({ status, json })
export const NO_CONTENT: Answer = { status: 204 }
