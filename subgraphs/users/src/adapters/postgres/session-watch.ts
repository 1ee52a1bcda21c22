import type { Log } from '@switchboard/service-kit/log'
import type { Pool } from 'pg'

/** Tells open streams when the session behind them has ended. */
export interface SessionWatch {
  /** Calls back once when the session has ended; answers how to stop watching. */
  watch(sessionId: string, ended: () => void): () => void
  stop(): void
}

/** One question for all watched sessions every `everyMs` (default 5 s; delivery.md wants at most 10). */
export function watchSessions(pool: Pool, log: Log, everyMs = 5_000): SessionWatch {
  const watched = new Map<string, Set<() => void>>()
  let running = false

  async function check(): Promise<void> {
    if (running || watched.size === 0) return
    running = true
    try {
      const { rows } = await pool.query<{ id: string }>('SELECT id FROM users.session_card WHERE id = ANY($1) AND ended_at IS NULL AND expires_at > now()', [[...watched.keys()]])
      const alive = new Set(rows.map((row) => row.id))
      for (const [id, listeners] of [...watched]) if (!alive.has(id)) for (const ended of [...listeners]) ended()
    } catch (err) {
      log.warn({ err }, 'the sessions behind streams could not be checked')
    } finally {
      running = false
    }
  }

  const timer = setInterval(() => { void check() }, everyMs)
  timer.unref()
  return {
    watch(sessionId, ended) {
      const listeners = watched.get(sessionId) ?? new Set()
      watched.set(sessionId, listeners.add(ended))
      return () => { if (listeners.delete(ended) && listeners.size === 0 && watched.get(sessionId) === listeners) watched.delete(sessionId) }
    },
    stop: () => { clearInterval(timer) },
  }
}
