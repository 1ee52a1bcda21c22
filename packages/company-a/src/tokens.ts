/** Where the service token comes from. The worker wraps the default one with a stored and locked source. */
export type TokenSource = {
  /** A token that is good now; made when there is none. */
  get(): Promise<string>
  /** A refused this token: never give it again. */
  invalidate(token: string): Promise<void>
}

/** A service token as A issued it; `expiresAt` in milliseconds since 1970. */
export type IssuedToken = { token: string; expiresAt: number }

/** Renewed this many milliseconds before it ends: A gives no leeway. */
const marginMs = 60_000

/** Keeps one token in memory; callers that come together share one request. */
export function memoryTokenSource(issue: () => Promise<IssuedToken>, now: () => number = Date.now): TokenSource {
  let held: IssuedToken | undefined
  let asking: Promise<IssuedToken> | undefined

  async function renew(): Promise<IssuedToken> {
    try {
      held = await issue()
      return held
    } finally {
      asking = undefined
    }
  }

  return {
    async get() {
      if (held !== undefined && held.expiresAt - marginMs > now()) return held.token
      asking ??= renew()
      return (await asking).token
    },
    async invalidate(token) {
      if (held?.token === token) held = undefined
    },
  }
}
