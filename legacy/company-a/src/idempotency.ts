import { createHash } from 'node:crypto'
import type { ServerClock } from './clock.ts'
import { Problem } from './problem.ts'
import type { Storage } from './storage.ts'
import { canonicalJson } from './text.ts'

/** Milliseconds an answer is kept for its key. */
export const KEPT_MS = 24 * 3_600_000

export interface Scope {
  userId: string
  path: string
  key: string
}

interface Recorded {
  status: number
  body: string
}

/** Answers kept for Idempotency-Keys (behaviour note, section 5). The caller holds the transaction. */
export class IdempotencyRecords {
  readonly #clock: ServerClock
  readonly #running = new Map<string, symbol>()
  readonly #find
  readonly #add

  constructor(storage: Storage, clock: ServerClock) {
    this.#clock = clock
    this.#find = storage.query<Recorded & { digest: string; at_ms: number }>(
      'SELECT digest, status, body, at_ms FROM idempotency WHERE user_id = ? AND path = ? AND key = ?',
    )
    this.#add = storage.query('INSERT OR REPLACE INTO idempotency VALUES (?, ?, ?, ?, ?, ?, ?)')
  }

  /** Marks a call as running from the moment its caller is known until the answer calls `done`; a later call with the key cannot overtake it. */
  begin(scope: Scope): { mark: symbol; done: () => void } {
    const name = JSON.stringify(scope)
    const mine = Symbol(scope.key)
    if (!this.#running.has(name)) this.#running.set(name, mine)
    return {
      mark: mine,
      done: () => {
        if (this.#running.get(name) === mine) this.#running.delete(name)
      },
    }
  }

  /** The answer to give again, if there is one. 409 `idempotency-key-reused` for another body, 409 `idempotency-in-flight` while the first call runs. */
  find(scope: Scope, mine: symbol, body: unknown): Recorded | undefined {
    const row = this.#find.get(scope.userId, scope.path, scope.key)
    if (row && this.#clock.nowMs() < row.at_ms + KEPT_MS) {
      if (row.digest !== digestOf(body)) throw new Problem('idempotency-key-reused')
      return row
    }
    const running = this.#running.get(JSON.stringify(scope))
    if (running !== undefined && running !== mine) throw new Problem('idempotency-in-flight', {}, 1)
    return undefined
  }

  record(scope: Scope, body: unknown, answer: Recorded): void {
    this.#add.run(scope.userId, scope.path, scope.key, digestOf(body), answer.status, answer.body, this.#clock.nowMs())
  }
}

function digestOf(body: unknown): string {
  return createHash('sha256').update(canonicalJson(body)).digest('base64url')
}
