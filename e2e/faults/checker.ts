import type { Canonical, Log, Records, Shown } from './records.ts'

export type Rule = 'lost' | 'twice' | 'gap' | 'author order' | 'cause first' | 'log order' | 'company order' | 'diverged' | 'parked'
export interface Finding { rule: Rule; place: string; what: string }
export interface Verdict {
  findings: Finding[]
  /** Second rows at B that carry their note: allowed, counted. */
  notedDuplicates: number
}

/**
 * Holds the log, both companies and every subscriber's record against docs/delivery.md: nothing lost, nothing twice, the
 * four rules of order, converged states, parked rows explained. Pure: it judges what was collected.
 */
export function check(records: Records): Verdict {
  const verdict: Verdict = { findings: [], notedDuplicates: 0 }
  const object = (rule: Rule, place: string, what: string) => void verdict.findings.push({ rule, place, what })
  const messages = Map.groupBy(records.messages, ({ key }) => key)
  for (const log of records.logs) checkLog(log, object)
  for (const { key, place } of records.accepted) {
    const found = messages.get(key) ?? []
    if (found.length === 0) object('lost', place, `${key} was accepted and is not in the log`)
    if (found.length > 1) object('twice', place, `${key} stands in the log ${found.length} times`)
    if (found.some((one) => one.place !== place)) object('lost', place, `${key} stands in another conversation`)
  }
  checkWriters(records, (key) => messages.get(key)?.[0]?.seq, 'the log', object)
  checkCauses(records.messages, ({ seq }) => seq, 'the log', object)
  for (const reader of records.readers) checkReader(records, reader, verdict, object)
  checkSubscribers(records, object)
  for (const { company, key, state, error } of records.outgoing) {
    const explained = (state === 'PARKED' || state === 'REFUSED') && error !== null && error !== ''
    if (!explained) object('parked', company, `${key} is ${state} without a reason`)
  }
  return verdict
}

type Objection = (rule: Rule, place: string, what: string) => void

function checkLog({ place, lastSeq, events }: Log, object: Objection): void {
  const at = events.findIndex(({ seq }, index) => seq !== index + 1)
  if (at !== -1) object('gap', place, `the log has ${events[at]?.seq} where ${at + 1} belongs`)
  else if (events.length !== lastSeq) object('gap', place, `the log has ${events.length} events and says ${lastSeq}`)
  const born = new Set<string>()
  for (const { seq, event, messageId } of events) {
    if (messageId === null) continue
    if (event.startsWith('MessageCreated')) born.add(messageId)
    else if (/^(Message|Reaction)/.test(event) && !born.has(messageId)) object('cause first', place, `${event} at ${seq} comes before its message`)
  }
}

/** Rule (a): one writer's messages keep the writer's order. */
function checkWriters({ accepted }: Pick<Records, 'accepted'>, positionOf: (key: string) => number | undefined, where: string, object: Objection): void {
  for (const [, written] of Map.groupBy(accepted, ({ writer, place }) => `${writer} ${place}`)) {
    let last: { key: string; position: number } | undefined
    for (const { key, place, writer } of written) {
      const position = positionOf(key)
      if (position === undefined) continue
      if (last && position <= last.position) object('author order', place, `${writer}'s ${key} stands before ${last.key} in ${where}`)
      last = { key, position }
    }
  }
}

/** Rule (b) for replies. */
function checkCauses(messages: readonly Canonical[], positionOf: (message: Canonical) => number | undefined, where: string, object: Objection): void {
  const byId = new Map(messages.map((message) => [message.id, message]))
  for (const reply of messages) {
    const target = reply.replyToId === null ? undefined : byId.get(reply.replyToId)
    if (!target) continue
    const [mine, its] = [positionOf(reply), positionOf(target)]
    if (mine !== undefined && its !== undefined && mine < its) object('cause first', reply.place, `the reply ${reply.key} stands before ${target.key} in ${where}`)
  }
}

/** Rules (a), (b), (d), presence and state of everything one reader of a company must see. */
function checkReader(records: Records, reader: Records['readers'][number], verdict: Verdict, object: Objection): void {
  const { company, place } = reader
  const where = `${company} ${reader.reader}`.trimEnd()
  const shown = Map.groupBy(records.shown.filter((one) => one.company === company && one.place === place && one.reader === reader.reader), ({ key }) => key)
  const expected = records.messages.filter((message) => message.place === place)
  const excused = new Set(records.outgoing.filter((row) => row.company === company && (row.state === 'PARKED' || row.state === 'REFUSED')).map(({ key }) => key))
  const positionOf = (key: string) => shown.get(key)?.map(({ position }) => position).reduce((one, other) => Math.min(one, other))
  for (const message of expected) {
    const copies = shown.get(message.key) ?? []
    const living = copies.filter(({ deleted }) => !deleted)
    if (copies.length === 0 && !message.deleted && !excused.has(message.key)) object('lost', place, `${message.key} is not at ${where}`)
    if (living.length > 1) {
      if (company === 'B' && message.notes.includes('DUPLICATE_ON_B')) verdict.notedDuplicates += living.length - 1
      else object('twice', place, `${message.key} stands ${living.length} times at ${where}`)
    }
    if (!excused.has(message.key)) for (const copy of copies) if (copy.archived !== true) checkState(message, copy, living.length, where, object)
  }
  for (const [key, [copy]] of shown) {
    if (!expected.some((message) => message.key === key)) object('lost', place, `${key} is at ${where}${copy?.deleted === true ? ', deleted,' : ''} and not in the log`)
  }
  const here = records.accepted.filter((one) => one.place === place)
  checkWriters({ accepted: here }, positionOf, where, object)
  checkCauses(expected, ({ key }) => positionOf(key), where, object)
  const own = expected.filter(({ origin, key }) => origin === company && shown.has(key)).toSorted((one, other) => one.seq - other.seq)
  own.forEach((message, index) => {
    const before = own[index - 1]
    if (before && (positionOf(message.key) ?? 0) < (positionOf(before.key) ?? 0)) object('company order', place, `${message.key} entered the log after ${before.key}, at ${where} it stands before`)
  })
}

function checkState(message: Canonical, copy: Shown, living: number, where: string, object: Objection): void {
  const differs = (what: string) => { object('diverged', message.place, `${message.key} at ${where}: ${what}`) }
  if (message.deleted !== copy.deleted) {
    // An edit at B sends anew and deletes the old row: one living row is enough.
    if (message.deleted || living === 0) differs(message.deleted ? 'not deleted' : 'deleted')
    return
  }
  if (copy.deleted) return
  if (copy.body !== message.body) differs(`"${copy.body}" instead of "${message.body}"`)
  if (copy.reactions && copy.reactions.toSorted().join() !== message.reactions.toSorted().join()) differs(`reactions ${copy.reactions.join()} instead of ${message.reactions.join()}`)
}

/** Rule (c): a subscriber heard an unbroken piece of the log, up to its end. */
function checkSubscribers({ heard, logs }: Records, object: Objection): void {
  for (const { subscriber, place, events } of heard) {
    const log = logs.find((one) => one.place === place)
    const first = events[0]?.seq ?? 1
    const wanted = log?.events.slice(first - 1) ?? []
    const at = Array.from({ length: Math.max(wanted.length, events.length) }).findIndex((_, index) => events[index]?.seq !== wanted[index]?.seq || events[index]?.event !== wanted[index]?.event)
    const name = (one: { seq: number; event: string } | undefined) => (one ? `${one.seq} ${one.event}` : 'nothing')
    if (at !== -1) object('log order', place, `${subscriber} heard ${name(events[at])} where the log has ${name(wanted[at])}`)
  }
}
