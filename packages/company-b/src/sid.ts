/** Where the partner session's sid comes from. At most four may be alive per key: keep one for the whole system. */
export interface SidSource {
  /** A sid believed alive; opens a session when there is none. */
  get(): Promise<string>
  /** This sid is dead: the next `get` must not answer it. Another sid that replaced it meanwhile stays. */
  invalidate(sid: string): void | Promise<void>
}

/** Keeps one sid in this process; callers at the same time share one log-in. */
export function memorySid(login: () => Promise<string>): SidSource {
  let current: Promise<string> | null = null
  let alive: string | null = null
  return {
    get() {
      current ??= login().then((sid) => (alive = sid), (error: unknown) => {
        current = null
        throw error
      })
      return current
    },
    invalidate(sid) {
      if (alive !== sid) return
      alive = null
      current = null
    },
  }
}
