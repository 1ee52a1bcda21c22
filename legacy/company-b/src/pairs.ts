import type { Statement, Store } from './store.ts'

/** A pair with its archive epoch, highest id in use, and per side: rows hidden and the newest visible row. */
export interface PairRow {
  pair: number
  lo: number
  hi: number
  ep: number
  top: number
  hidLo: number
  hidHi: number
  lastLo: number
  lastLoSrv: number
  lastHi: number
  lastHiSrv: number
}

export interface ThreadRow {
  pair: number
  peer: number
  ep: number
  top: number
  hidden: number
  last: number
}

/** The bit of `mask` that hides a row from this side. */
export function sideBit(pair: Pick<PairRow, 'lo'>, uid: number): 1 | 2 {
  return uid === pair.lo ? 1 : 2
}

/** The pairs themselves; their rows are in `messages.ts`. */
export class Pairs {
  readonly #find: Statement<PairRow>
  readonly #create: Statement<PairRow>
  readonly #archive: Statement<never>
  readonly #append: Statement<never>
  readonly #tally: Statement<never>
  readonly #threads: Statement<ThreadRow>
  readonly #threadCount: Statement<{ n: number }>

  constructor(store: Store) {
    this.#find = store.prepare('SELECT * FROM pairs WHERE lo = ? AND hi = ?')
    this.#create = store.prepare('INSERT INTO pairs (lo, hi) VALUES (?, ?) RETURNING *')
    this.#archive = store.prepare(`UPDATE pairs SET ep = ?, top = 0, hidLo = 0, hidHi = 0, lastLo = 0, lastLoSrv = 0, lastHi = 0, lastHiSrv = 0
      WHERE pair = ?`)
    this.#append = store.prepare('UPDATE pairs SET top = ?1, lastLo = ?1, lastLoSrv = ?2, lastHi = ?1, lastHiSrv = ?2 WHERE pair = ?3')
    this.#tally = store.prepare(`UPDATE pairs SET hidLo = ?, hidHi = ?, lastLo = ?, lastLoSrv = ?, lastHi = ?, lastHiSrv = ? WHERE pair = ?`)
    this.#threads = store.prepare(`
      SELECT pair, hi AS peer, ep, top, hidLo AS hidden, lastLo AS last, lastLoSrv AS srv FROM pairs WHERE lo = ?1 AND lastLo > 0
      UNION ALL SELECT pair, lo, ep, top, hidHi, lastHi, lastHiSrv FROM pairs WHERE hi = ?1 AND lastHi > 0
      ORDER BY srv DESC, peer LIMIT ?2 OFFSET ?3`)
    this.#threadCount = store.prepare(`SELECT (SELECT count(*) FROM pairs WHERE lo = ?1 AND lastLo > 0)
      + (SELECT count(*) FROM pairs WHERE hi = ?1 AND lastHi > 0) AS n`)
  }

  find(a: number, b: number): PairRow | undefined {
    return this.#find.get(Math.min(a, b), Math.max(a, b))
  }

  findOrCreate(a: number, b: number): PairRow {
    const pair = this.find(a, b) ?? this.#create.get(Math.min(a, b), Math.max(a, b))
    if (!pair) throw new Error('the pair was not stored')
    return pair
  }

  /** A new row became the newest for both sides. */
  appended(pair: PairRow, id: number, srv: number): void {
    this.#append.run(id, srv, pair.pair)
  }

  /** Starts epoch `ep` with no rows. */
  startEpoch(pair: PairRow, ep: number): void {
    this.#archive.run(ep, pair.pair)
  }

  /** Writes back the per-side counts. */
  saveSides(pair: PairRow): void {
    this.#tally.run(pair.hidLo, pair.hidHi, pair.lastLo, pair.lastLoSrv, pair.lastHi, pair.lastHiSrv, pair.pair)
  }

  /** Pairs in which this uid sees at least one row: newest server time first, ties by peer. */
  threadsOf(uid: number, off: number, cnt: number): { tot: number; rows: ThreadRow[] } {
    return { tot: this.#threadCount.get(uid)?.n ?? 0, rows: this.#threads.all(uid, cnt, off) }
  }
}
