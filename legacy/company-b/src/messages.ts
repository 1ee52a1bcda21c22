import { MARKER, type MessageRow, type NewMessage } from './message.ts'
import { sideBit, type PairRow, type Pairs } from './pairs.ts'
import type { Store } from './store.ts'

const orNull = <T>(value: T | undefined): T | null => value ?? null

/** The rows of pairs. Ids of an epoch run from 1 without gaps, because no row is ever removed from it. */
export class Messages {
  readonly #pairs: Pairs
  readonly #q: ReturnType<typeof statements>

  constructor(store: Store, pairs: Pairs) {
    this.#pairs = pairs
    this.#q = statements(store)
  }

  /** Stores a row under the next id of the pair. Inside the caller's transaction. */
  append(pair: PairRow, message: NewMessage): MessageRow {
    const id = pair.top + 1
    const hid = message.hid && message.hid.length > 0 ? [...new Set(message.hid)] : undefined
    const row: MessageRow = {
      pair: pair.pair, ep: pair.ep, id, fr: message.fr, to: message.to, t: message.t, srv: message.srv, txt: message.txt, typ: message.typ,
      st: message.st ?? 0, r: orNull(message.r), ref: orNull(message.ref), q: orNull(message.q), exp: orNull(message.exp),
      at: orNull(message.at), lid: orNull(message.lid), tag: orNull(message.tag), link: orNull(message.link),
      mask: (hid?.includes(pair.lo) ? 1 : 0) | (hid?.includes(pair.hi) ? 2 : 0), hid: hid ? JSON.stringify(hid) : null, due: orNull(message.due),
    }
    this.#q.insert.run(
      row.pair, row.ep, row.id, row.fr, row.to, row.t, row.srv, row.txt, row.typ, row.st, row.r, row.ref, row.q, row.exp, row.at, row.lid,
      row.tag, row.link, row.mask, row.hid, row.due)
    pair.top = id
    this.#countIn(pair, row)
    return row
  }

  /** A row of the current epoch; undefined when there is none with this id. */
  find(pair: PairRow | undefined, id: number): MessageRow | undefined {
    return pair && this.#q.find.get(pair.pair, pair.ep, id)
  }

  /** Rows this side can see, id descending, `off` of them skipped. */
  page(pair: PairRow, uid: number, off: number, cnt: number): MessageRow[] {
    const bit = sideBit(pair, uid)
    const hidden = bit === 1 ? pair.hidLo : pair.hidHi
    if (hidden === 0) return this.#q.range.all(pair.pair, pair.ep, pair.top - off, cnt)
    return this.#q.page.all(pair.pair, pair.ep, bit, cnt, off)
  }

  /** One row of an epoch, for the newest row of a thread. */
  at(pair: number, ep: number, id: number): MessageRow | undefined {
    return this.#q.find.get(pair, ep, id)
  }

  /** Visible rows from `fr` that were not seen, markers aside; `bit` is the reader's side. */
  unseen(pair: number, ep: number, fr: number, bit: 1 | 2): number {
    return this.#q.unseen.get(pair, ep, fr, bit)?.n ?? 0
  }

  /** Raises `st` of rows sent to `me`; answers the ids that changed. Seen rows with `exp` get their end. */
  raise(pair: PairRow, me: number, ids: Iterable<number>, st: 1 | 2, now: number): number[] {
    const changed: number[] = []
    for (const id of new Set(ids)) {
      if (this.#q.raise.get(st, now, pair.pair, pair.ep, id, me)) changed.push(id)
    }
    return changed.sort((a, b) => a - b)
  }

  setReactions(row: MessageRow, slots: Record<string, number>): void {
    this.#q.react.run(Object.keys(slots).length === 0 ? null : JSON.stringify(slots), row.pair, row.ep, row.id)
  }

  /** Turns the row into a deleted marker: id, t, tag, ref, lid, st (and `at`) stay. */
  mark(row: Pick<MessageRow, 'pair' | 'ep' | 'id'>): void {
    this.#q.mark.run(row.pair, row.ep, row.id)
  }

  /** Hides the row from one side. False when it was hidden already. */
  hide(pair: PairRow, row: MessageRow, uid: number): boolean {
    const bit = sideBit(pair, uid)
    if ((row.mask & bit) !== 0) return false
    const hid = row.hid === null ? [] : (JSON.parse(row.hid) as number[])
    this.#q.hide.run(row.mask | bit, JSON.stringify([...hid, uid]), row.pair, row.ep, row.id)
    if (bit === 1) pair.hidLo += 1
    else pair.hidHi += 1
    this.#recountLast(pair, bit)
    this.#pairs.saveSides(pair)
    return true
  }

  /** Puts every row of the pair away; ids start again at 1. Answers how many there were. */
  archive(pair: PairRow, ep: number = pair.ep + 1): number {
    const rows = pair.top
    this.#q.forgetDue.run(pair.pair, pair.ep)
    this.#pairs.startEpoch(pair, ep)
    Object.assign(pair, { ep, top: 0, hidLo: 0, hidHi: 0, lastLo: 0, lastLoSrv: 0, lastHi: 0, lastHiSrv: 0 })
    return rows
  }

  /** Rows whose time ran out by `now`. */
  expired(now: number): MessageRow[] {
    return this.#q.expired.all(now)
  }

  #countIn(pair: PairRow, row: MessageRow): void {
    if (row.mask === 0) {
      Object.assign(pair, { lastLo: row.id, lastLoSrv: row.srv, lastHi: row.id, lastHiSrv: row.srv })
      this.#pairs.appended(pair, row.id, row.srv)
      return
    }
    this.#pairs.appended(pair, row.id, row.srv)
    if ((row.mask & 1) !== 0) pair.hidLo += 1
    else Object.assign(pair, { lastLo: row.id, lastLoSrv: row.srv })
    if ((row.mask & 2) !== 0) pair.hidHi += 1
    else Object.assign(pair, { lastHi: row.id, lastHiSrv: row.srv })
    this.#pairs.saveSides(pair)
  }

  #recountLast(pair: PairRow, bit: 1 | 2): void {
    const last = this.#q.newest.get(pair.pair, pair.ep, bit)
    const [id, srv] = [last?.id ?? 0, last?.srv ?? 0]
    Object.assign(pair, bit === 1 ? { lastLo: id, lastLoSrv: srv } : { lastHi: id, lastHiSrv: srv })
  }
}

function statements(store: Store) {
  const KEY = 'pair = ? AND ep = ? AND id = ?'
  return {
    insert: store.prepare(`INSERT INTO msgs (pair, ep, id, fr, "to", t, srv, txt, typ, st, r, ref, q, exp, at, lid, tag, link, mask, hid, due)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
    find: store.prepare<MessageRow>(`SELECT * FROM msgs WHERE ${KEY}`),
    range: store.prepare<MessageRow>('SELECT * FROM msgs WHERE pair = ? AND ep = ? AND id <= ? ORDER BY id DESC LIMIT ?'),
    page: store.prepare<MessageRow>('SELECT * FROM msgs WHERE pair = ? AND ep = ? AND mask & ? = 0 ORDER BY id DESC LIMIT ? OFFSET ?'),
    newest: store.prepare<{ id: number; srv: number }>(
      'SELECT id, srv FROM msgs WHERE pair = ? AND ep = ? AND mask & ? = 0 ORDER BY id DESC LIMIT 1'),
    unseen: store.prepare<{ n: number }>(
      `SELECT count(*) AS n FROM msgs WHERE pair = ? AND ep = ? AND fr = ? AND mask & ? = 0 AND st < 2 AND typ <> ${MARKER}`),
    raise: store.prepare<{ id: number }>(`UPDATE msgs SET st = ?1, due = CASE WHEN ?1 = 2 AND exp IS NOT NULL THEN ?2 + exp * 1000 ELSE due END
      WHERE pair = ?3 AND ep = ?4 AND id = ?5 AND "to" = ?6 AND st < ?1 RETURNING id`),
    react: store.prepare(`UPDATE msgs SET r = ? WHERE ${KEY}`),
    mark: store.prepare(`UPDATE msgs SET typ = ${MARKER}, txt = '', r = NULL, q = NULL, link = NULL, exp = NULL, due = NULL WHERE ${KEY}`),
    hide: store.prepare(`UPDATE msgs SET mask = ?, hid = ? WHERE ${KEY}`),
    forgetDue: store.prepare('UPDATE msgs SET due = NULL WHERE pair = ? AND ep = ? AND due IS NOT NULL'),
    expired: store.prepare<MessageRow>('SELECT * FROM msgs WHERE due <= ? ORDER BY due LIMIT 500'),
  }
}
