import type { Backend } from './backend.ts'
import { Fields, type Body } from './fields.ts'
import { Refusal } from './refusal.ts'
import type { Session } from './sessions.ts'

/** Fields of the answer beside `ok: 1`, or the finished JSON of a poll. */
export type Answer = object | string | Promise<string>

/** What a call with a sid gets to see. */
export interface Request<Who extends Session = Session> {
  readonly fields: Fields
  readonly session: Who
  /** The acting uid: the user of the session, or `as`; 0 when a partner session acts for nobody. */
  readonly me: number
  /** Ends the check of fields: throws their first complaint, then err 9 when `as` is unknown or gone. */
  accept(): void
  /** Registers what lets go of a held answer when the caller hangs up. */
  whenClosed(letGo: () => void): void
}

interface Common {
  /** True for polls, check and logout: not counted by the throttle. */
  readonly uncounted?: boolean
  /** True for writes that the commit-then-timeout fault may strike. */
  readonly writes?: boolean
}

/**
 * A call of the API by what it asks of the caller: `open` no sid; `own` a sid, `as` refused; `partner` a partner sid,
 * `as` refused; `reading` `as` optional on a partner sid; `acting` `as` needed there (section 3).
 */
export type Call =
  | (Common & { access: 'open'; run(backend: Backend, fields: Fields): Answer })
  | (Common & { access: 'own' | 'partner' | 'reading' | 'acting'; sends?: boolean; idle?: boolean; run(backend: Backend, request: Request): Answer })

type SidCall = Exclude<Call, { access: 'open' }>

/**
 * Runs one call in the order of checks of section 2: missing sid, session, partner rules, throttle; then the call itself
 * reads its fields and goes on with objects, rights, block and work. Refusals are thrown.
 */
export function runCall(backend: Backend, call: Call, body: Body, whenClosed: (letGo: () => void) => void): Answer {
  const fields = new Fields(body)
  if (call.access === 'open') return call.run(backend, fields)

  const session = sessionOf(backend, body)
  checkPartnerRules(call, session, body)
  throttle(backend, call, session, body)
  if (!call.idle) backend.sessions.touch(session)
  if (session.kind === 'user') {
    backend.people.sawAt(session.uid, backend.clock.now())
    return call.run(backend, { fields, session, me: session.uid, accept: () => fields.check(), whenClosed })
  }
  const as = call.access === 'acting' || fields.has('as') ? fields.uid('as') : 0
  const accept = () => {
    fields.check()
    if (as !== 0 && !backend.people.isLive(as)) throw new Refusal(9)
  }
  return call.run(backend, { fields, session, me: as, accept, whenClosed })
}

function sessionOf(backend: Backend, body: Body): Session {
  const sid = body['sid']
  if (typeof sid !== 'string') throw Refusal.argument('sid')
  const session = backend.sessions.find(sid)
  if (!session) throw new Refusal(5)
  return session
}

function checkPartnerRules(call: SidCall, session: Session, body: Body): void {
  const as = body['as'] !== undefined
  if (session.kind === 'user' && (as || call.access === 'partner')) throw new Refusal(4)
  if (session.kind === 'partner' && as && (call.access === 'own' || call.access === 'partner')) throw new Refusal(4)
}

function throttle(backend: Backend, call: SidCall, session: Session, body: Body): void {
  if (call.uncounted) return
  if (session.kind === 'user') backend.throttle.count('calls', session.sid)
  else backend.throttle.count('partner', session.key)
  if (!call.sends) return
  if (session.kind === 'user') backend.throttle.count('send', session.uid)
  else if (typeof body['as'] === 'number') backend.throttle.count('partnerSend', body['as'])
}
