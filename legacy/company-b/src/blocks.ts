import type { Statement, Store } from './store.ts'

/** Who does not accept whom; stands until taken back. */
export class Blocks {
  readonly #has: Statement<{ by: number }>
  readonly #add: Statement<never>
  readonly #remove: Statement<never>

  constructor(store: Store) {
    this.#has = store.prepare('SELECT by FROM blocks WHERE by = ? AND peer = ?')
    this.#add = store.prepare('INSERT OR IGNORE INTO blocks (by, peer) VALUES (?, ?)')
    this.#remove = store.prepare('DELETE FROM blocks WHERE by = ? AND peer = ?')
  }

  /** Does `by` refuse what `peer` sends? */
  has(by: number, peer: number): boolean {
    return this.#has.get(by, peer) !== undefined
  }

  set(by: number, peer: number, blocked: boolean): void {
    const statement = blocked ? this.#add : this.#remove
    statement.run(by, peer)
  }
}
