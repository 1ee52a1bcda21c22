import { randomBytes } from 'node:crypto'
import { quoteOf, rowsOf } from './b-text.ts'
import { Refusal } from './refusal.ts'

export interface BSignIn {
  phone: string
  pin: string
  dev?: 'phone' | 'tablet'
}

export interface BRow {
  id: number
  fr: number
  to: number
  t: number
  txt: string
  typ: number
  st: number
  r?: Record<string, number>
  ref?: { id: number }
  q?: string
  exp?: number
  lid?: number
  tag?: string
  link?: string
}

/**
 * Company B's app of before Switchboard: straight against B's calls, as one signed-in user, with the
 * app's own ways (behaviour note, section 6). What B refuses is thrown as a Refusal with B's `err`.
 */
export class BApp {
  readonly uid: number
  /** The live B session, for the exchange at our door. */
  readonly sid: string
  readonly #url: string

  private constructor(url: string, uid: number, sid: string) {
    this.#url = url
    this.uid = uid
    this.sid = sid
  }

  static async login(url: string, user: BSignIn): Promise<BApp> {
    const session = await call<{ uid: number; sid: string }>(url, 'login', { dev: 'phone', ...user })
    return new BApp(url, session.uid, session.sid)
  }

  /** Any call, with the sid added. */
  call<T = { ok: 1 }>(name: string, fields: object = {}): Promise<T> {
    return call<T>(this.#url, name, { sid: this.sid, ...fields })
  }

  /** Sends a text as the app does, in several rows when it is long; answers the rows' ids. */
  async send(to: number, text: string, more: object = {}): Promise<number[]> {
    const rows = rowsOf(text)
    const t = Date.now()
    const tag = rows.length === 1 ? { tag: randomBytes(6).toString('base64url') } : {}
    const ids: number[] = []
    for (const txt of rows) ids.push((await this.row(to, txt, { t, ...tag, ...more })).id)
    return ids
  }

  /** Sends exactly one row, its text as given (escaped already). */
  row(to: number, txt: string, more: object = {}): Promise<{ id: number; pair: string; t: number }> {
    return this.call('send', { to, txt, ...more })
  }

  /** Edits as the app does: delete for all, then send with a reference to the deleted row. */
  async edit(to: number, id: number, text: string): Promise<number[]> {
    await this.delete(to, id)
    return this.send(to, text, { ref: { id } })
  }

  /** Answers to a message as the app does: the shown text's beginning travels as `q`. */
  quote(to: number, shownText: string, text: string): Promise<number[]> {
    return this.send(to, text, { q: quoteOf(shownText) })
  }

  /** Deletes for both. */
  async delete(to: number, id: number): Promise<void> {
    await this.call('del', { with: to, id, all: 1 })
  }

  /** Hides for this user only. */
  async hide(to: number, id: number): Promise<void> {
    await this.call('del', { with: to, id, all: 0 })
  }

  /** 1 thumb up, 2 heart, 3 laugh, 4 surprise, 5 tears, 6 anger; 0 clears. */
  async react(to: number, id: number, slot: 0 | 1 | 2 | 3 | 4 | 5 | 6): Promise<void> {
    await this.call('react', { with: to, id, r: slot })
  }

  async seen(to: number, ids: readonly number[]): Promise<void> {
    await this.call('seen', { with: to, ids })
  }

  async got(to: number, ids: readonly number[]): Promise<void> {
    await this.call('got', { with: to, ids })
  }

  async typing(to: number): Promise<void> {
    await this.call('typing', { with: to })
  }

  /** Empties the pair for both: ids start again at 1. */
  async archive(to: number): Promise<void> {
    await this.call('archive', { with: to })
  }

  async block(uid: number, on = true): Promise<void> {
    await this.call('block', { with: uid, blk: on ? 1 : 0 })
  }

  async rename(name: string): Promise<void> {
    await this.call('setname', { name })
  }

  /** Every row of a pair that this user sees, ids ascending. */
  async history(to: number): Promise<BRow[]> {
    const rows: BRow[] = []
    for (;;) {
      const page = await this.call<{ m: BRow[]; tot: number }>('hist', { with: to, off: rows.length, cnt: 50 })
      rows.push(...page.m)
      if (page.m.length === 0 || rows.length >= page.tot) return rows.toSorted((one, other) => one.id - other.id)
    }
  }

  async threads(): Promise<{ with: number; pair: string; top: number; unseen: number; last: BRow }[]> {
    return (await this.call<{ th: { with: number; pair: string; top: number; unseen: number; last: BRow }[] }>('threads', { cnt: 50 })).th
  }

  /** Uploads a file; its link goes into `row(…, { typ: 1, link })`. */
  async upload(mime: string, bytes: Uint8Array): Promise<string> {
    return (await this.call<{ link: string }>('media/put', { mime, b64: Buffer.from(bytes).toString('base64') })).link
  }

  async newList(name: string, uids: readonly number[]): Promise<number> {
    return (await this.call<{ lid: number }>('list/new', { name, uids })).lid
  }

  post(lid: number, txt: string): Promise<{ pid: number; n: number; skip: number[] }> {
    return this.call('list/post', { lid, txt })
  }
}

/** Signs in to B as its app does. */
export function bApp(url: string, user: BSignIn): Promise<BApp> {
  return BApp.login(url, user)
}

async function call<T>(url: string, name: string, fields: object): Promise<T> {
  const response = await fetch(`${url}/api/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(fields),
  })
  const text = await response.text()
  const result = text.startsWith('{') ? (JSON.parse(text) as { ok: number; err?: number; msg?: string }) : undefined
  if (result?.ok === 1) return result as T
  throw new Refusal(name, response.status, String(result?.err ?? ''), result?.msg ?? text.slice(0, 100))
}
