import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Caller } from '../auth/access-tokens.ts'
import type { ServerClock } from '../clock.ts'
import type { FaultDice, Refusal } from '../control/fault-dice.ts'
import type { IdempotencyRecords, Scope } from '../idempotency.ts'
import { invalid, Problem } from '../problem.ts'
import type { RateLimits } from '../rate-limits.ts'
import type { Shapes } from '../shapes.ts'
import type { Storage } from '../storage.ts'
import { refuseBadText } from '../text.ts'
import { ClientGone, parseJson, readBody } from './body.ts'
import type { Callers } from './callers.ts'
import type { Call, Operation } from './operation.ts'
import { asProblem, finish, refuse, write, type Written } from './response.ts'
import type { Match, Router } from './router.ts'

const JSON_LIMIT = 1_048_576
const KEY = /^[\x21-\x7e]{1,128}$/

interface Parts {
  router: Router
  callers: Callers
  rates: RateLimits
  faults: FaultDice
  shapes: Shapes
  idempotency: IdempotencyRecords
  storage: Storage
  clock: ServerClock
  /** Told about users that call with their own token. */
  onOwnCall: (userId: string) => void
}

/**
 * Serves one request in the contract's order: unknown route 404, faults, 401, 429, 403, 413, shape 422, idempotency,
 * then the work with its own 404, 403, 409 / 410 and 422 (behaviour note, sections 4 and 10). The first hit wins.
 */
export class Listener {
  readonly #parts: Parts
  readonly #holds = new Set<() => void>()
  readonly #idPrefix = randomBytes(4).toString('hex')
  #served = 0

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Serves one request; it never throws. */
  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const requestId = `${this.#idPrefix}-${(this.#served += 1)}`
    const headers: Record<string, string> = { 'X-Request-Id': requestId }
    try {
      const written = await this.#answer(request, response, headers)
      if (written) write(response, written)
    } catch (error) {
      if (error instanceof ClientGone) return
      write(response, refuse(asProblem(error, requestId), requestId, headers))
    }
  }

  /** Closes the sockets of all answers that are being held; for shutdown. */
  releaseHolds(): void {
    for (const release of [...this.#holds]) release()
  }

  async #answer(request: IncomingMessage, response: ServerResponse, headers: Record<string, string>): Promise<Written | undefined> {
    const [path, search] = splitOnce(request.url ?? '/')
    const match = this.#parts.router.find(request.method ?? '', path)
    if (!match) {
      await this.#showStanding(request, headers)
      throw new Problem('not-found')
    }
    const refusal = match.operation.access === 'control' ? undefined : await this.#fault()
    if (refusal) {
      await this.#showStanding(request, headers)
      throw new Problem(refusal.code, {}, refusal.retryAfterS)
    }
    const written = await this.#work({ match, path, query: new URLSearchParams(search), request, response, headers })
    const holdMs = canTimeOut(match.operation, written.status) ? this.#parts.faults.commitThenTimeoutMs() : undefined
    if (holdMs === undefined) return written
    this.#hold(response, holdMs)
    return undefined
  }

  /** The faults before the work, latency included. */
  async #fault(): Promise<Refusal | undefined> {
    const refusal = this.#parts.faults.refusalAtTheDoor()
    if (refusal) return refusal
    const latencyMs = this.#parts.faults.latencyMs()
    if (latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, latencyMs))
    return this.#parts.faults.error()
  }

  async #work(arrived: Arrived): Promise<Written> {
    const { match, path, query, request, headers } = arrived
    const { operation, params } = match
    const caller = await this.#admit(operation, request, headers)
    const actAs = request.headers['x-act-as']
    const actor = caller ? this.#parts.callers.actor(operation.access, caller, typeof actAs === 'string' ? actAs : undefined) : { userId: '', origin: '' }
    const scope = { userId: actor.userId, path, key: String(request.headers['idempotency-key'] ?? '') }
    const running = operation.idempotent === true ? this.#parts.idempotency.begin(scope) : undefined
    try {
      const bytes = operation.body === undefined ? Buffer.alloc(0) : await readBody(request, operation.limit ?? JSON_LIMIT)
      const body = operation.body === 'json' ? this.#readJson(operation, bytes) : undefined
      const call: Call = { params, query, headers: request.headers, body, bytes, caller, actor, gone: () => whenGone(arrived.response) }
      operation.check?.(call)
      if (caller?.kind === 'user') this.#parts.onOwnCall(caller.userId)
      if (!running) return finish(await operation.handle(call), headers)
      return this.#once(operation, call, scope, running.mark, headers)
    } finally {
      running?.done()
    }
  }

  /** 401 and 429. Calls without a token are counted by address. */
  async #admit(operation: Operation, request: IncomingMessage, headers: Record<string, string>): Promise<Caller | undefined> {
    const { callers, rates } = this.#parts
    if (operation.access === 'free' || operation.access === 'control') return undefined
    const open = operation.access === 'open'
    const { authorization } = request.headers
    const caller = open ? await callers.identifyIfPossible(authorization) : await callers.identify(authorization)
    const standing = rates.count(...callers.account(caller, request.socket.remoteAddress ?? ''))
    Object.assign(headers, standing.headers)
    if (!standing.allowed) throw new Problem('rate-limited', {}, standing.resetS)
    return open ? undefined : caller
  }

  #readJson(operation: Operation, bytes: Buffer): unknown {
    const body = parseJson(bytes)
    this.#parts.shapes.check(operation.id, body)
    // Passwords and secrets are no text fields: nobody reads them.
    if (operation.access !== 'open') refuseBadText(body)
    return body
  }

  /** The work and the record of its answer in one transaction, or the recorded answer again. */
  #once(operation: Operation, call: Call, scope: Scope, mark: symbol, headers: Record<string, string>): Written {
    if (scope.key === '') throw new Problem('idempotency-key-required')
    if (!KEY.test(scope.key)) throw invalid('header:Idempotency-Key', 'must be 1 to 128 visible ASCII characters')
    const { idempotency, storage } = this.#parts
    return storage.transaction(() => {
      const recorded = idempotency.find(scope, mark, call.body)
      if (recorded) return finish({ status: recorded.status, text: recorded.body, headers: { 'Idempotency-Replayed': 'true' } }, headers)
      const result = operation.handle(call)
      if (result instanceof Promise) throw new Error(`${operation.id} must not wait inside its transaction`)
      const body = JSON.stringify(result.json)
      idempotency.record(scope, call.body, { status: result.status, body })
      return finish({ status: result.status, text: body }, headers)
    })
  }

  /** Every answer to a token says how it stands, also one that was refused before it was counted. */
  async #showStanding(request: IncomingMessage, headers: Record<string, string>): Promise<void> {
    const caller = await this.#parts.callers.identifyIfPossible(request.headers.authorization)
    if (caller) Object.assign(headers, this.#parts.rates.peek(...this.#parts.callers.account(caller, '')).headers)
  }

  /** The work is committed; the client hears nothing, and the socket closes in the end. */
  #hold(response: ServerResponse, holdMs: number): void {
    const { clock } = this.#parts
    const release = () => {
      cancel()
      this.#holds.delete(release)
      response.socket?.destroy()
    }
    const cancel = clock.at(clock.nowMs() + holdMs, release)
    this.#holds.add(release)
    response.on('close', release)
  }
}

interface Arrived {
  match: Match
  path: string
  query: URLSearchParams
  request: IncomingMessage
  response: ServerResponse
  headers: Record<string, string>
}

function splitOnce(url: string): [string, string] {
  const at = url.indexOf('?')
  return at < 0 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)]
}

function canTimeOut(operation: Operation, status: number): boolean {
  return operation.method !== 'GET' && operation.access !== 'control' && !operation.path.startsWith('/v1/auth/') && status < 300
}

function whenGone(response: ServerResponse): AbortSignal {
  const controller = new AbortController()
  response.on('close', () => controller.abort())
  return controller.signal
}
