import type { Statement, Store } from './store.ts'

/** The few single values that outlive a restart: clock offset, and the country that normal forms were made with. */
export class Meta {
  readonly #read: Statement<{ value: string }>
  readonly #write: Statement<never>

  constructor(store: Store) {
    this.#read = store.prepare('SELECT value FROM meta WHERE key = ?')
    this.#write = store.prepare('INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value')
  }

  /** Milliseconds the server clock stands ahead; 0 when it was never moved. */
  get clockOffset(): number {
    return Number(this.#read.get('clockOffset')?.value ?? 0)
  }

  set clockOffset(ms: number) {
    this.#write.run('clockOffset', String(ms))
  }

  /** Calling code the stored normal forms rest on; undefined in a new store. */
  get country(): string | undefined {
    return this.#read.get('country')?.value
  }

  /** Stores the calling code that normal forms rest on from now on. */
  rememberCountry(code: string): void {
    this.#write.run('country', code)
  }
}
