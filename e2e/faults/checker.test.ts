import { describe, expect, test } from 'vitest'
import { check, type Rule } from './checker.ts'
import type { Canonical, Records, Shown } from './records.ts'

const place = 'direct'

/** Three messages, the last a reply to the first, everywhere as they must be. */
function sound(): Records {
  const keys = ['k1', 'k2', 'k3']
  const events = keys.map((key, index) => ({ seq: index + 1, event: `MessageCreated ${key}`, messageId: key }))
  const message = (key: string, index: number): Canonical => ({
    id: key, key, place, seq: index + 1, origin: key === 'k2' ? 'GRAPH' : 'A', body: `${key} text`, deleted: false, reactions: ['omar 👍'], notes: [],
    replyToId: key === 'k3' ? 'k1' : null,
  })
  const shown = (company: 'A' | 'B') => (key: string, index: number): Shown => ({
    company, place, reader: '', key, position: index + 10, body: `${key} text`, deleted: false, reactions: ['omar 👍'],
  })
  return {
    accepted: keys.map((key) => ({ key, place, writer: key === 'k2' ? 'omar' : 'lea' })),
    logs: [{ place, lastSeq: 3, events }],
    messages: keys.map(message),
    readers: [{ company: 'A', place, reader: '' }, { company: 'B', place, reader: '' }],
    shown: [...keys.map(shown('A')), ...keys.map(shown('B'))],
    heard: [{ subscriber: 'ines', place, events: events.map(({ seq, event }) => ({ seq, event })) }],
    outgoing: [],
  }
}

function objections(spoil: (records: Records) => void): Rule[] {
  const records = sound()
  spoil(records)
  return [...new Set(check(records).findings.map(({ rule }) => rule))]
}

/** The nth entry, which the sound records have. */
function nth<T>(list: readonly T[], index: number): T {
  const one = list[index]
  if (one === undefined) throw new Error(`no entry ${index}`)
  return one
}

test('nothing to object to where everything stands as it must', () => {
  expect(check(sound())).toEqual({ findings: [], notedDuplicates: 0 })
})

describe('the checker objects to', () => {
  const spoiled: [what: string, rule: Rule, spoil: (records: Records) => void][] = [
    ['an accepted message missing in the log', 'lost', (all) => { all.messages.splice(1, 1) }],
    ['a message missing at A', 'lost', (all) => { all.shown.splice(0, 1) }],
    ['a message missing at B', 'lost', (all) => { all.shown.splice(4, 1) }],
    ['a message of a company that never entered the log', 'lost', (all) => { all.shown.push({ ...nth(all.shown, 3), key: 'k9' }) }],
    ['a message in another conversation', 'lost', (all) => { nth(all.messages, 0).place = 'group' }],
    ['a message twice in the log', 'twice', (all) => { all.messages.push({ ...nth(all.messages, 2), id: 'other', seq: 4 }) }],
    ['a message twice at A', 'twice', (all) => { all.shown.push({ ...nth(all.shown, 2), position: 20 }) }],
    ['a message twice at B without a note', 'twice', (all) => { all.shown.push({ ...nth(all.shown, 5), position: 20 }) }],
    ['a gap in the log', 'gap', (all) => { nth(all.logs, 0).events.splice(1, 1) }],
    ['a log shorter than it says', 'gap', (all) => { nth(all.logs, 0).lastSeq = 4 }],
    ['a reaction before its message', 'cause first', (all) => { nth(nth(all.logs, 0).events, 0).event = 'ReactionAdded k1' }],
    ['a writer\'s messages swapped in the log', 'author order', (all) => { nth(all.messages, 0).seq = 3; nth(all.messages, 2).seq = 1 }],
    ['a writer\'s messages swapped at B', 'author order', (all) => { nth(all.shown, 3).position = 30 }],
    ['a reply before its target at A', 'cause first', (all) => { nth(all.shown, 0).position = 30 }],
    ['a company\'s order not kept', 'company order', (all) => { nth(all.shown, 2).position = 1 }],
    ['another body at A', 'diverged', (all) => { nth(all.shown, 1).body = 'k2 other' }],
    ['other reactions at B', 'diverged', (all) => { nth(all.shown, 4).reactions = [] }],
    ['a deletion that did not reach A', 'diverged', (all) => { nth(all.messages, 1).deleted = true }],
    ['a deletion at B that the log does not know', 'diverged', (all) => { nth(all.shown, 4).deleted = true }],
    ['a subscriber that missed an event', 'log order', (all) => { nth(all.heard, 0).events.splice(1, 1) }],
    ['a subscriber that heard one twice', 'log order', (all) => { nth(all.heard, 0).events.splice(1, 0, nth(nth(all.heard, 0).events, 0)) }],
    ['a subscriber that heard two swapped', 'log order', (all) => { nth(all.heard, 0).events.reverse() }],
    ['a subscriber that stopped early', 'log order', (all) => { nth(all.heard, 0).events.pop() }],
    ['a row that never went out', 'parked', (all) => { all.outgoing.push({ company: 'B', key: 'k1', state: 'PENDING', error: 'timeout' }) }],
    ['a parked row without a reason', 'parked', (all) => { all.outgoing.push({ company: 'A', key: 'k1', state: 'PARKED', error: null }) }],
  ]
  test.each(spoiled)('%s', (_what, rule, spoil) => { expect(objections(spoil)).toContain(rule) })
})

test('a second row at B with its note is counted, not objected to', () => {
  const records = sound()
  records.shown.push({ ...nth(records.shown, 5), position: 20 })
  nth(records.messages, 2).notes.push('DUPLICATE_ON_B')
  expect(check(records)).toEqual({ findings: [], notedDuplicates: 1 })
})

test('an edit at B: the old row deleted and the new one alive are one message', () => {
  const records = sound()
  const old = nth(records.shown, 5)
  records.shown.push({ ...old, position: 20 })
  old.deleted = true
  expect(check(records).findings).toEqual([])
})

test('what B archived may keep its old state, and a parked row with a reason excuses the message', () => {
  const records = sound()
  Object.assign(nth(records.shown, 4), { archived: true, body: 'k2 as it was' })
  records.outgoing.push({ company: 'A', key: 'k2', state: 'PARKED', error: '404 not-found' })
  records.shown.splice(1, 1)
  expect(check(records).findings).toEqual([])
})

test('a subscriber that began later heard the rest', () => {
  const records = sound()
  nth(records.heard, 0).events.shift()
  expect(check(records).findings).toEqual([])
})
