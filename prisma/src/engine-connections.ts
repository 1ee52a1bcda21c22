import { randomUUID } from 'node:crypto'
import { PrismaPg } from '@prisma/adapter-pg'
import { ColumnTypeEnum } from '@prisma/driver-adapter-utils'
import pg from 'pg'

type Connection = Awaited<ReturnType<PrismaPg['connect']>>

/** Numbers of PostgreSQL's internal one-byte type `"char"`, which adapter-pg does not know, and of `text`. */
const INTERNAL_CHAR = 18
const TEXT = 25

/**
 * The schema engine's way to PostgreSQL: PrismaPg, with four of its gaps (7.10) closed.
 * - The engine never disposes of its connection, which then holds the engine's own advisory lock until
 *   it idles out, ten seconds in the way of the next migrator.
 * - The stock shadow database is none when the address is one string: the replay runs in the real one.
 * - A script is cut at every `;`, also inside a function's body or a comment.
 * - `"char"` columns of the catalogue, which the engine reads to describe a database, are refused.
 */
export class EngineConnections extends PrismaPg {
  /** Why the last script failed; the engine's own error only numbers it. */
  scriptError: unknown
  readonly #url: string
  readonly #opened = new Set<Connection>()
  readonly #shadows = new Set<string>()

  constructor(databaseUrl: string) {
    super({ connectionString: databaseUrl, max: 1, application_name: 'switchboard-schema-engine' })
    this.#url = databaseUrl
  }

  override async connect(): Promise<Connection> {
    return this.#fitted(await super.connect())
  }

  override async connectToShadowDb(): Promise<Connection> {
    const name = `switchboard_shadow_${randomUUID().replaceAll('-', '')}`
    await this.#administer(`CREATE DATABASE "${name}"`)
    this.#shadows.add(name)
    const url = new URL(this.#url)
    url.pathname = `/${name}`
    return this.#fitted(await new PrismaPg({ connectionString: url.href, max: 1 }).connect())
  }

  /** Ends every connection, then drops the shadow databases. */
  async close(): Promise<void> {
    for (const connection of this.#opened) await connection.dispose()
    this.#opened.clear()
    for (const name of this.#shadows) await this.#administer(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`)
    this.#shadows.clear()
  }

  #fitted(connection: Connection): Connection {
    const pool = connection.underlyingDriver()
    const query = pool.query.bind(pool)
    const queryRaw = connection.queryRaw.bind(connection)
    // One query at a time: the engine awaits each, and the pool has one connection.
    let characters: number[] = []
    const queryAsText = async (config: pg.QueryConfig): Promise<pg.QueryResult> => {
      const result = await query(config)
      characters = result.fields.flatMap((field, index) => (field.dataTypeID === INTERNAL_CHAR ? [index] : []))
      for (const index of characters) Object.assign(result.fields[index] ?? {}, { dataTypeID: TEXT })
      return result
    }
    Object.assign(pool, { query: queryAsText })
    connection.queryRaw = async (sql) => {
      const result = await queryRaw(sql)
      for (const index of characters) result.columnTypes[index] = ColumnTypeEnum.Character
      return result
    }
    // Without parameters PostgreSQL takes a whole script at once, and all of it or nothing.
    connection.executeScript = async (script) => {
      this.scriptError = undefined
      await query(script).catch((error: unknown) => {
        this.scriptError = error
        throw error
      })
    }
    // The engine may dispose of a connection too: the pool behind it must be ended once only.
    const dispose = connection.dispose.bind(connection)
    let disposed: Promise<void> | undefined
    connection.dispose = () => (disposed ??= dispose())
    this.#opened.add(connection)
    return connection
  }

  async #administer(sql: string): Promise<void> {
    const session = new pg.Client({ connectionString: this.#url })
    session.on('error', () => undefined)
    await session.connect()
    try {
      await session.query(sql)
    } finally {
      await session.end()
    }
  }
}
