import fc from 'fast-check'
import { levelOf } from '@switchboard/domain/fidelity'
import { describe, expect, test } from 'vitest'
import { receiptIntents } from '../src/intent.ts'
import type { PairRow } from '../src/pair/row.ts'
import { clusters } from '../src/text/clusters.ts'
import { decode, encode } from '../src/text/entities.ts'
import { plain } from '../src/text/plain.ts'
import { incoming } from '../src/translate/incoming.ts'
import { editLine, eventLine, roomLine, roomName, WITHDRAWN_LINE } from '../src/translate/line.ts'
import { attachmentText, MEDIA_LIMIT, mediaWay } from '../src/translate/media.ts'
import { nameForB } from '../src/translate/name.ts'
import { outgoing } from '../src/translate/outgoing.ts'
import { personOf } from '../src/translate/person.ts'
import { normalPhone } from '../src/translate/phone.ts'
import { emojiOfSlot, slotOfEmoji, slotOfReactions } from '../src/translate/reaction.ts'
import { hostileText } from './hostile.ts'

const row = (more: Partial<PairRow>): PairRow => ({ id: 1, from: 1, to: 2, time: 1, text: '', damaged: false, kind: 'text', status: 'sent', reactions: {}, ...more })
const codes = (notes: readonly { code: string }[]) => notes.map((note) => note.code)

describe('reactions', () => {
  test('4: slot to emoji to slot is the identity', () => {
    for (const slot of [1, 2, 3, 4, 5, 6]) expect(slotOfEmoji(emojiOfSlot(slot) ?? '')).toEqual({ slot, toneDropped: false })
    expect([emojiOfSlot(0), emojiOfSlot(7)]).toEqual([null, null])
  })
  test('tone and presentation do not matter, but a dropped tone is told', () => {
    expect(slotOfEmoji('👍🏽')).toEqual({ slot: 1, toneDropped: true })
    expect(slotOfEmoji('❤')).toEqual({ slot: 2, toneDropped: false })
    expect(slotOfEmoji('❤️‍🔥')).toBeNull()
  })
  test('the newest that has a slot is shown', () => {
    expect(slotOfReactions(['👍', '😂', '🎉'])).toMatchObject({ slot: 3, shown: '😂' })
    expect(codes(slotOfReactions(['👍🏽', '😂', '🎉']).notes)).toEqual(['REACTION_UNMAPPED', 'REACTION_REDUCED'])
    expect(slotOfReactions(['👍🏽']).notes).toEqual([{ leg: 'A>B', code: 'REACTION_TONE', detail: '👍🏽' }])
    expect(slotOfReactions(['🎉'])).toMatchObject({ slot: 0, shown: null })
    expect(slotOfReactions([])).toEqual({ slot: 0, shown: null, notes: [] })
  })
})

describe('names, phones and people', () => {
  test('a name is cut at 60 on a cluster boundary', () => {
    fc.assert(fc.property(hostileText, (name) => {
      const cut = nameForB(name)
      expect(cut.name.length).toBeLessThanOrEqual(60)
      expect(cut.name.length).toBeGreaterThan(0)
      if (name === '') return
      expect(name.startsWith(decode(cut.name))).toBe(true)
      expect(cut.notes.length === 0).toBe(encode(name).length <= 60)
    }))
    expect(nameForB('x'.repeat(60)).notes).toEqual([])
    expect(nameForB('x'.repeat(61))).toEqual({ name: 'x'.repeat(60), notes: [{ leg: 'A>B', code: 'NAME_CUT' }] })
    expect(clusters(decode(nameForB('👨‍👩‍👧‍👦'.repeat(9)).name)).every((cluster) => cluster === '👨‍👩‍👧‍👦')).toBe(true)
    expect(decode(nameForB(`a${'\u0301'.repeat(90)}`).name)).toMatch(/^a\u0301+$/)
    expect(nameForB('').name).toBe('?')
  })
  test.each([
    ['06 12 34 56 78', '+33612345678'], ['0033 6 12 34 56 78', '+33612345678'], ['+33 (6) 12-34-56-78', '+33612345678'], ['06.12.34.56.78', '+33612345678'], ['', ''], ['49123', '49123'],
  ])('phone %j', (typed, normal) => expect(normalPhone(typed, '33')).toBe(normal))
  test('old seconds, pictures and entities are read', () => {
    const wire = { uid: 1, phone: '', name: 'Zo&#235;', pic: '', seen: 1_397_638_800, gone: 1 as const }
    expect(personOf(wire)).toEqual({ uid: 1, phone: '', name: 'Zoë', picture: null, lastSeen: 1_397_638_800_000, gone: true, ext: null })
    expect(personOf({ ...wire, pic: 'HTTPS://x', seen: 0, ext: 'a:1' })).toMatchObject({ picture: { kind: 'url', url: 'HTTPS://x' }, lastSeen: null, ext: 'a:1' })
    expect(personOf({ ...wire, pic: '/9j/4AAQ', seen: 1_772_442_904_123 })).toMatchObject({ picture: { kind: 'bytes' }, lastSeen: 1_772_442_904_123 })
  })
})

describe('media to B', () => {
  test('goes as it is up to the limit, smaller images after that, else as a link', () => {
    expect(mediaWay({ mime: 'image/png', bytes: MEDIA_LIMIT })).toEqual({ way: 'as-is', kind: 'image' })
    expect(mediaWay({ mime: 'image/png', bytes: MEDIA_LIMIT + 1 })).toEqual({ way: 're-encode', kind: 'image', maxBytes: 153_600 })
    expect(mediaWay({ mime: 'audio/ogg', bytes: MEDIA_LIMIT })).toEqual({ way: 'as-is', kind: 'voice' })
    for (const file of [{ mime: 'audio/ogg', bytes: MEDIA_LIMIT + 1 }, { mime: 'image/svg+xml', bytes: 9 }, { mime: 'application/pdf', bytes: 9 }]) expect(mediaWay(file)).toEqual({ way: 'link' })
  })
  test('a link text tells name, size and address', () => {
    expect(attachmentText({ name: 'a.pdf', bytes: 2_345_678, url: 'https://x/1' })).toBe('a.pdf (2.3 MB)\nhttps://x/1')
    expect(attachmentText({ name: 'a', bytes: 45_678, url: 'u' })).toBe('a (46 kB)\nu')
    expect(attachmentText({ name: 'a', bytes: 999, url: 'u' })).toBe('a (999 B)\nu')
  })
})

test('lines of the bridge', () => {
  expect([roomLine('Léa', 'hi'), eventLine('Léa left'), editLine('new'), WITHDRAWN_LINE, roomName('Léa')])
    .toEqual(['Léa: hi', '• Léa left', '✎ new', '⌫ message withdrawn', 'Group of Léa'])
})

describe('messages to B', () => {
  test('a plain short text is exact', () => {
    const { rows, notes } = outgoing({ canonicalId: 'c', revision: 1, body: 'héllo' })
    expect(rows).toEqual([{ text: 'héllo', tag: expect.stringMatching(/^u.{12}01$/), part: 1 }])
    expect(levelOf(notes)).toBe('EXACT')
  })
  test('each loss is noted, and the quote goes on the first row', () => {
    const { rows, notes } = outgoing({ canonicalId: 'c', revision: 2, body: `**x**\r\n${'y'.repeat(900)}`, quote: { plain: 'a & b', thread: true }, line: (text) => roomLine('Léa', text), firstPart: 3 })
    expect(codes(notes)).toEqual(['MARKUP_DROPPED', 'NEWLINE', 'SPLIT', 'QUOTE_TEXT', 'THREAD_FLAT'])
    expect(rows.map((r) => [r.part, r.quote, r.text.slice(0, 12)])).toEqual([[3, 'a &amp; b', '(1/2) Léa: x'], [4, undefined, '(2/2) yyyyyy']])
    expect(codes(outgoing({ canonicalId: 'c', revision: 1, body: 'x'.repeat(10_000) }).notes)).toEqual(['SPLIT', 'TRUNCATED'])
  })
})

describe('messages from B', () => {
  test('a text arrives as Markdown that shows what was typed', () => {
    const message = incoming(row({ text: '*not bold*' }))
    expect(message).toMatchObject({ kind: 'TEXT', extension: null, replyTo: null, notes: [] })
    expect(plain(message.body)).toBe('*not bold*')
  })
  test('stickers, nudges and voice keep their raw value', () => {
    expect(incoming(row({ kind: 'sticker', text: 'pack/12' }))).toMatchObject({ body: '[sticker pack/12]', kind: 'TEXT', extension: { type: 'sticker', raw: 'pack/12' } })
    expect(incoming(row({ kind: 'nudge' }))).toMatchObject({ body: '[nudge]', extension: { type: 'nudge', raw: '' } })
    expect(incoming(row({ kind: 'voice', link: 'm-0', text: 'hm' }))).toMatchObject({ body: 'hm', kind: 'FILE', extension: { type: 'voice', raw: 'm-0' }, notes: [{ code: 'EXT_FALLBACK' }] })
    expect(incoming(row({ kind: 'image', link: 'm-0' }))).toMatchObject({ body: '', kind: 'IMAGE', notes: [] })
    expect(incoming(row({ kind: 'deleted' }))).toMatchObject({ body: '', extension: null })
  })
  test('a quote becomes a reply, or a quote in the text', () => {
    const candidates = [{ id: 'm1', text: 'first' }, { id: 'm2', text: 'second' }]
    expect(incoming(row({ text: 'yes', quote: 'sec' }), candidates)).toMatchObject({ body: 'yes', replyTo: 'm2', notes: [] })
    expect(incoming(row({ text: 'yes', quote: '*third*' }), candidates)).toMatchObject({ body: '> \\*third\\*\n\nyes', replyTo: null, notes: [{ leg: 'B>A', code: 'QUOTE_UNRESOLVED' }] })
  })
  test('what A cannot show is noted', () => {
    expect(codes(incoming(row({ text: 'x', damaged: true, scheduledFor: 5, expiresIn: 60, listId: 7 })).notes)).toEqual(['BAD_SURROGATE', 'SCHEDULED', 'EXPIRY', 'LIST_COPIES'])
  })
})

test('receipts go in calls of 200, each id once', () => {
  const intents = receiptIntents('seen', 1, 2, [...Array.from({ length: 401 }, (_, i) => i + 1), 5])
  expect(intents.map((intent) => 'ids' in intent && intent.ids.length)).toEqual([200, 200, 1])
  expect(receiptIntents('got', 1, 2, [])).toEqual([])
})
