import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { SCHEMA, TABLES } from './schema.sql.ts'

/** A prepared statement whose rows have the shape the SQL selects. */
export interface Statement<Row> {
  get(...values: SQLInputValue[]): Row | undefined
  all(...values: SQLInputValue[]): Row[]
  run(...values: SQLInputValue[]): { changes: number | bigint; lastInsertRowid: number | bigint }
}

/**
 * File-backed SQLite in write-ahead mode. A committed transaction is in the file system's hands when the call
 * returns, so it survives `kill -9`; `synchronous=NORMAL` spares the flush that only a power cut would need.
 */
export class Store {
  readonly #db: DatabaseSync
  readonly #file: string
  readonly #begin: Statement<never>
  readonly #commit: Statement<never>

  constructor(dataDir: string) {
    mkdirSync(dataDir, { recursive: true })
    this.#file = join(dataDir, 'company-b.db')
    this.#db = new DatabaseSync(this.#file)
    this.#db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 2000; PRAGMA cache_size = -65536')
    this.#db.exec(SCHEMA)
    this.#begin = this.prepare('BEGIN IMMEDIATE')
    this.#commit = this.prepare('COMMIT')
  }

  /** Prepares once; `Row` states the columns the SQL selects (node:sqlite itself types rows as open records). */
  prepare<Row>(sql: string): Statement<Row> {
    return this.#db.prepare(sql) as unknown as Statement<Row>
  }

  /** All of `work` or none of it. Not reentrant. */
  transaction<Result>(work: () => Result): Result {
    this.#begin.run()
    try {
      const result = work()
      this.#commit.run()
      return result
    } catch (cause) {
      this.#db.exec('ROLLBACK')
      throw cause
    }
  }

  /** Rows of one consistent snapshot, read on a connection of its own while writes go on. */
  *snapshot<Row>(sql: string): Generator<Row> {
    const reader = new DatabaseSync(this.#file, { readOnly: true })
    try {
      for (const row of reader.prepare(sql).iterate()) yield row as unknown as Row
    } finally {
      reader.close()
    }
  }

  /** Deletes every row of every table. */
  clear(): void {
    this.transaction(() => {
      for (const table of TABLES) this.#db.exec(`DELETE FROM ${table}`)
    })
  }

  close(): void {
    this.#db.close()
  }
}
