import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'

const SCHEMA = new URL('./schema.sql', import.meta.url)

/** A prepared statement whose rows have the shape `Row`; the SQL beside it is what makes that true. */
export class Query<Row> {
  readonly #statement: StatementSync

  constructor(statement: StatementSync) {
    this.#statement = statement
  }

  get(...values: SQLInputValue[]): Row | undefined {
    return this.#statement.get(...values) as Row | undefined
  }

  all(...values: SQLInputValue[]): Row[] {
    return this.#statement.all(...values) as Row[]
  }

  each(...values: SQLInputValue[]): Iterable<Row> {
    return this.#statement.iterate(...values) as Iterable<Row>
  }

  /** Answers the number of rows changed. */
  run(...values: SQLInputValue[]): number {
    return Number(this.#statement.run(...values).changes)
  }
}

/**
 * The one file everything is kept in. WAL with `synchronous = NORMAL`: what was committed survives the death of the
 * process (not of the machine), which is what the contract asks for.
 */
export class Storage {
  readonly #db: DatabaseSync
  readonly #afterCommit = new Set<() => void>()
  readonly #begin: StatementSync
  readonly #commit: StatementSync
  readonly #rollback: StatementSync
  #open = false

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true })
    this.#db = new DatabaseSync(join(folder, 'company-a.sqlite'))
    this.#db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 8000; PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY')
    this.#db.exec(readFileSync(SCHEMA, 'utf8'))
    this.#begin = this.#db.prepare('BEGIN IMMEDIATE')
    this.#commit = this.#db.prepare('COMMIT')
    this.#rollback = this.#db.prepare('ROLLBACK')
  }

  query<Row>(sql: string): Query<Row> {
    return new Query<Row>(this.#db.prepare(sql))
  }

  /** Runs `work` in one transaction; within another it joins that one. An error undoes everything. */
  transaction<Result>(work: () => Result): Result {
    if (this.#open) return work()
    this.#begin.run()
    this.#open = true
    try {
      const result = work()
      this.#commit.run()
      this.#open = false
      const listeners = [...this.#afterCommit]
      this.#afterCommit.clear()
      for (const listener of listeners) listener()
      return result
    } catch (error) {
      if (this.#open) this.#rollback.run()
      this.#open = false
      this.#afterCommit.clear()
      throw error
    }
  }

  /** Calls `listener` once when the running transaction has been committed, however often it was asked. */
  afterCommit(listener: () => void): void {
    this.#afterCommit.add(listener)
  }

  /** A small named value that lives beside the entities. */
  readMeta(key: string): string | undefined {
    return this.query<{ value: string }>('SELECT value FROM meta WHERE key = ?').get(key)?.value
  }

  writeMeta(key: string, value: string): void {
    this.query('INSERT INTO meta VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value').run(key, value)
  }

  /** Empties every table but `meta`. */
  deleteAll(): void {
    const tables = this.query<{ name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'meta' AND name NOT LIKE 'sqlite%'").all()
    for (const { name } of tables) this.#db.exec(`DELETE FROM ${name}`)
  }

  close(): void {
    this.#db.close()
  }
}
