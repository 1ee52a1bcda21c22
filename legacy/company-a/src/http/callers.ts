import type { Actor } from '../actor.ts'
import type { AccessTokens, Caller } from '../auth/access-tokens.ts'
import { Problem } from '../problem.ts'
import type { Policy } from '../rate-limits.ts'
import type { UserStore } from '../users/user-store.ts'
import type { Operation } from './operation.ts'

const NOBODY: Actor = { userId: '', origin: '' }

/** Who calls, and for whom (behaviour note, section 3). */
export class Callers {
  readonly #tokens: AccessTokens
  readonly #users: UserStore
  readonly #clients: Map<string, string>

  constructor(tokens: AccessTokens, users: UserStore, clients: Map<string, string>) {
    this.#tokens = tokens
    this.#users = users
    this.#clients = clients
  }

  /** Whom the Authorization header speaks for, if that user or client still exists: else 401. */
  async identify(header: string | undefined): Promise<Caller> {
    const caller = await this.#tokens.verify(header)
    const exists = caller.kind === 'user' ? this.#users.byId(caller.userId) : this.#clients.has(caller.clientId)
    if (!exists) throw new Problem('unauthenticated')
    return caller
  }

  /** Like `identify`, for calls that need no token: a bad one counts as none. */
  async identifyIfPossible(header: string | undefined): Promise<Caller | undefined> {
    if (header === undefined) return undefined
    try {
      return await this.identify(header)
    } catch {
      return undefined
    }
  }

  /** Who is counted for the rate limit. */
  account(caller: Caller | undefined, address: string): [Policy, string] {
    if (!caller) return ['anon', address]
    return caller.kind === 'user' ? ['user', caller.userId] : ['service', caller.clientId]
  }

  /** The effective user. 403 `scope-required`, `act-as-required`, `act-as-not-allowed`. */
  actor(access: Operation['access'], caller: Caller, actAs: string | undefined): Actor {
    if (access === 'integration' && caller.kind === 'user') throw new Problem('scope-required')
    if (access !== 'user') return caller.kind === 'user' ? { userId: caller.userId, origin: caller.client } : { ...NOBODY, origin: caller.clientId }
    if (caller.kind === 'user') {
      if (actAs !== undefined) throw new Problem('act-as-not-allowed')
      return { userId: caller.userId, origin: caller.client }
    }
    if (actAs === undefined) throw new Problem('act-as-required')
    if (!this.#users.byId(actAs)) throw new Problem('act-as-not-allowed')
    return { userId: actAs, origin: caller.clientId }
  }
}
