import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startCompanyB, type CompanyB, type CompanyBOptions } from '../src/server.ts'
import { checkRequest, checkResponse } from './contract.ts'

type Fields = Record<string, unknown>
/** The fields of all answers in one: the contract check has seen the answer before a test reads the fields of its own call. */
export interface Answer {
  ok: 0 | 1; err?: number; msg?: string
  sid: string; uid: number; id: number; boot: string; now: number; n: number; lost: number; ev: Event[]; left: number; dev: string; ttl: number
  user: User; users: User[]; tot: number; top: number; m: Message[]; pair: string; t: number; th: Thread[]; lid: number; lists: List[]; list: List
  pid: number; skip: number[]; p: Post[]; link: string; till: number; mime: string; b64: string; lastTyped: number; seen: number; gone: number
}
export interface User { uid: number; phone: string; name: string; pic: string; seen: number; gone: number; ext?: string }
export interface Message { id: number; fr: number; to: number; t: number; txt: string; typ: number; st: number; [key: string]: unknown }
export interface Thread { with: number; pair: string; top: number; tot: number; unseen: number; last: Message }
export interface List { lid: number; owner: number; name: string; uids: number[]; posts: number }
export interface Post { pid: number; t: number; txt: string; n: number; [key: string]: unknown }
export interface Event { n: number; ts: number; k: string; [key: string]: unknown }

export const KEY = 'local-partner-key'
const MANY = { count: 1_000_000, seconds: 1 }
export const UNTHROTTLED = { calls: MANY, send: MANY, partner: MANY, partnerSend: MANY }

/** A client of one server: every request and every answer is held against the contract. */
export class Client {
  readonly url: string

  constructor(url: string) {
    this.url = url
  }

  /** A call that is as the contract wants it. */
  async call(name: string, body: Fields = {}): Promise<Answer> {
    checkRequest('post', `/api/${name}`, body)
    return this.bad(name, body)
  }

  /** A call that is deliberately not: only the answer is checked. */
  async bad(name: string, body: unknown): Promise<Answer> {
    const path = `/api/${name}`
    const response = await fetch(this.url + path, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) })
    const answer: unknown = await response.json()
    const sentAs = typeof body === 'object' && body !== null && 'as' in body
    checkResponse('post', path, response.status, response.headers.get('content-type') ?? '', answer, sentAs)
    return answer as Answer
  }

  /** The raw answer, held against the contract too. */
  async raw(name: string, body: string): Promise<{ status: number; text: string }> {
    const response = await fetch(`${this.url}/api/${name}`, { method: 'POST', body })
    const text = await response.text()
    const type = response.headers.get('content-type') ?? ''
    checkResponse('post', `/api/${name}`, response.status, type, type === 'text/html' ? text : JSON.parse(text), false)
    return { status: response.status, text }
  }

  async control(name: string, body: unknown = {}, bad = false): Promise<{ status: number; answer: Fields }> {
    const path = `/__control/${name}`
    if (!bad) checkRequest('post', path, body)
    const response = await fetch(this.url + path, { method: 'POST', body: JSON.stringify(body) })
    const answer: unknown = await response.json()
    checkResponse('post', path, response.status, response.headers.get('content-type') ?? '', answer, false)
    return { status: response.status, answer: answer as Fields }
  }

  async dump<Row = Fields>(entity: string): Promise<Row[]> {
    const response = await fetch(`${this.url}/__control/dump?entity=${entity}`)
    const text = await response.text()
    checkResponse('get', '/__control/dump', response.status, response.headers.get('content-type') ?? '', text, false)
    return text.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Row)
  }

  advance(ms: number): Promise<unknown> {
    return this.control('faults', { clockAdvanceMs: ms })
  }

  async partner(key = KEY): Promise<string> {
    return (await this.call('partner/login', { key })).sid
  }

  async login(uid: number, dev = 'phone'): Promise<string> {
    return (await this.call('login', { phone: phoneOf(uid), pin: '0000', dev })).sid
  }
}

export const phoneOf = (uid: number) => `+336${String(uid).padStart(8, '0')}`

/** One server in its own folder with the users asked for. */
export class Bench extends Client implements AsyncDisposable {
  readonly #server: CompanyB
  readonly #folder: string

  private constructor(server: CompanyB, folder: string) {
    super(server.url)
    this.#server = server
    this.#folder = folder
  }

  static async open(uids: number[] = [], options: Partial<CompanyBOptions> = {}): Promise<Bench> {
    const folder = mkdtempSync(join(tmpdir(), 'company-b-'))
    const server = await startCompanyB({ dataDir: folder, partnerKeys: [KEY, 'other-key'], faults: true, throttle: UNTHROTTLED, ...options })
    const bench = new Bench(server, folder)
    if (uids.length > 0) await bench.control('seed', { users: uids.map((uid) => ({ uid, phone: phoneOf(uid), name: `User ${uid}` })) })
    return bench
  }

  get folder(): string {
    return this.#folder
  }

  /** Stops the server and keeps its folder. */
  stop(): Promise<void> {
    return this.#server.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.close()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

/** The answer without its fixed part, for comparing. */
export const refusal = ({ ok, err, msg }: Answer) => ({ ok, err, msg })
