import pg from 'pg'

export interface PoolOptions {
  /** Most connections held at once; default 10. */
  poolSize?: number
  /** Shown in `pg_stat_activity`; default `switchboard`. */
  applicationName?: string
  /** A statement running longer is cancelled by the server, milliseconds; default 10,000. */
  statementTimeoutMs?: number
  /** Waiting longer for a free connection fails, milliseconds; default 5,000. */
  connectTimeoutMs?: number
  /** Told when an idle connection breaks (the server restarted, say). The pool replaces it by itself. */
  onError?: (error: Error) => void
}

/** The same limits for every pool of the system, as `pg` spells them. */
export function poolConfig(databaseUrl: string, options: PoolOptions = {}): pg.PoolConfig {
  const statementTimeout = options.statementTimeoutMs ?? 10_000
  return {
    connectionString: databaseUrl,
    max: options.poolSize ?? 10,
    application_name: options.applicationName ?? 'switchboard',
    statement_timeout: statementTimeout,
    // A transaction left open by a fault must not hold its locks for ever.
    idle_in_transaction_session_timeout: statementTimeout * 2,
    // The server cannot cancel anything when it is not there: the client gives up on its own.
    query_timeout: statementTimeout + 2_000,
    connectionTimeoutMillis: options.connectTimeoutMs ?? 5_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
  }
}

/**
 * A pool of PostgreSQL connections with time limits. An idle connection that breaks is reported to
 * `onError` and never ends the process (without a listener, `pg` would throw from the event loop).
 */
export function createPool(databaseUrl: string, options: PoolOptions = {}): pg.Pool {
  const pool = new pg.Pool(poolConfig(databaseUrl, options))
  const report = options.onError ?? (() => undefined)
  pool.on('error', report)
  // A connection in someone's hands can break between two statements; the next statement tells its
  // owner, the event itself must only not be unhandled.
  pool.on('connect', (client) => client.on('error', () => undefined))
  return pool
}
