import { randomBytes } from 'node:crypto'
import type { Clock } from './clock.ts'
import { SECOND } from './clock.ts'

/** Seconds a sid lives after its last accepted call. */
export const TTL_SECONDS = 1_800
const PARTNER_SESSIONS = 4

interface Base {
  readonly sid: string
  /** Server ms of the last accepted call. */
  used: number
  /** Order of use: breaks ties of `used` within one millisecond. */
  turn: number
  /** Called when the session ends, so that the polls it holds end with err 5. */
  readonly onEnd: Set<() => void>
}
export type UserSession = Base & { readonly kind: 'user'; readonly uid: number; readonly dev: string }
export type PartnerSession = Base & { readonly kind: 'partner'; readonly key: string }
export type Session = UserSession | PartnerSession

/** Live sids, in memory only: a restart ends them all (sections 1 and 3). */
export class Sessions {
  readonly #clock: Clock
  readonly #bySid = new Map<string, Session>()
  readonly #byUser = new Map<number, Map<string, UserSession>>()
  readonly #byKey = new Map<string, Set<PartnerSession>>()
  #turn = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Opens the one session of this user and device type; the older one ends at once. */
  openUser(uid: number, dev: string): UserSession {
    const devices = this.#byUser.get(uid) ?? new Map<string, UserSession>()
    const older = devices.get(dev)
    if (older) this.end(older)
    const session: UserSession = { ...this.#base(randomBytes(8).toString('hex')), kind: 'user', uid, dev }
    devices.set(dev, session)
    this.#byUser.set(uid, devices)
    this.#bySid.set(session.sid, session)
    return session
  }

  /** Opens a partner session; the least recently used of four makes room for a fifth. */
  openPartner(key: string): PartnerSession {
    this.sweep()
    const open = this.#byKey.get(key) ?? new Set<PartnerSession>()
    this.#byKey.set(key, open)
    if (open.size >= PARTNER_SESSIONS) this.end([...open].reduce((least, session) => (session.turn < least.turn ? session : least)))
    const session: PartnerSession = { ...this.#base(`p${randomBytes(8).toString('hex').slice(1)}`), kind: 'partner', key }
    open.add(session)
    this.#bySid.set(session.sid, session)
    return session
  }

  /** The live session of a sid; undefined when unknown, idle too long or ended. */
  find(sid: string): Session | undefined {
    const session = this.#bySid.get(sid)
    if (!session || this.isAlive(session)) return session
    this.end(session)
    return undefined
  }

  isAlive(session: Session): boolean {
    return this.#bySid.get(session.sid) === session && this.#clock.now() < session.used + TTL_SECONDS * SECOND
  }

  /** Whole seconds until the session would idle out. */
  secondsLeft(session: Session): number {
    return Math.max(0, Math.floor((session.used + TTL_SECONDS * SECOND - this.#clock.now()) / SECOND))
  }

  /** An accepted call extends the session. */
  touch(session: Session): void {
    session.used = this.#clock.now()
    session.turn = ++this.#turn
  }

  end(session: Session): void {
    this.#bySid.delete(session.sid)
    if (session.kind === 'partner') this.#byKey.get(session.key)?.delete(session)
    else {
      const devices = this.#byUser.get(session.uid)
      if (devices?.get(session.dev) === session) devices.delete(session.dev)
      if (devices?.size === 0) this.#byUser.delete(session.uid)
    }
    for (const notify of [...session.onEnd]) notify()
  }

  endAllOf(uid: number): void {
    for (const session of [...(this.#byUser.get(uid)?.values() ?? [])]) this.end(session)
  }

  endAll(): void {
    for (const session of [...this.#bySid.values()]) this.end(session)
  }

  /** Ends what idled out. */
  sweep(): void {
    for (const session of [...this.#bySid.values()]) if (!this.isAlive(session)) this.end(session)
  }

  #base(sid: string): Base {
    return { sid, used: this.#clock.now(), turn: ++this.#turn, onEnd: new Set() }
  }
}
