import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { newId } from '@switchboard/domain/ids'
import { createCursors } from '../src/domain/cursor.ts'
import { isOneEmoji } from '../src/domain/emoji.ts'
import { bodyText, clientId, fileName, shortText } from '../src/domain/limits.ts'
import { searchWords } from '../src/domain/search-words.ts'

const key = randomBytes(32)
const cursors = createCursors(key)
const place = fc.record({ conversationId: fc.constant(0).map(() => newId()), epoch: fc.nat(0xffff_ffff), seq: fc.nat(0xffff_ffff) })

describe('cursors', () => {
  it('come back as they were, and from no other key', () => {
    fc.assert(fc.property(place, (at) => {
      expect(cursors.decode(cursors.encode(at))).toEqual(at)
      expect(createCursors(randomBytes(32)).decode(cursors.encode(at))).toBeUndefined()
    }))
  })

  it('are void when a single character differs, or is added or missing', () => {
    fc.assert(fc.property(place, fc.nat(60), fc.constantFrom(...'ABCxyz019-_'), (at, where, char) => {
      const cursor = cursors.encode(at)
      const index = where % cursor.length
      const changed = cursor.slice(0, index) + char + cursor.slice(index + 1)
      if (changed !== cursor) expect(cursors.decode(changed)).toBeUndefined()
      expect(cursors.decode(cursor.slice(0, -1))).toBeUndefined()
      expect(cursors.decode(`${cursor}A`)).toBeUndefined()
    }))
    for (const junk of ['', 'x', '🙂', ' '.repeat(40), 'A'.repeat(5_000)]) expect(cursors.decode(junk)).toBeUndefined()
  })

  it('of a list fit that list only', () => {
    fc.assert(fc.property(fc.array(fc.oneof(fc.string(), fc.integer())), (values) => {
      const cursor = cursors.encodeList('one', values)
      expect(cursors.decodeList('one', cursor)).toEqual(values)
      expect(cursors.decodeList('other', cursor)).toBeUndefined()
      expect(cursors.decode(cursor)).toBeUndefined()
    }))
  })

  it('need a real key', () => {
    expect(() => createCursors(Buffer.from('short'))).toThrow(/32 bytes/)
  })
})

describe('limits of inputs', () => {
  const code = (act: () => unknown) => { try { act() } catch (error) { return (error as { code: string }).code } return 'fine' }

  it('take exactly one emoji as a reaction', () => {
    for (const emoji of ['👍', '❤', '❤️', '👩🏽‍🚀', '🇫🇷', '1️⃣', '👨‍👩‍👧‍👦', '☺']) expect([emoji, isOneEmoji(emoji)]).toEqual([emoji, true])
    for (const other of ['', 'a', '1', '👍👍', '👍 ', '#', '\u200d', ':)', '👍a', '🇫']) expect([other, isOneEmoji(other)]).toEqual([other, false])
  })

  it('count code points, and refuse what is no text', () => {
    expect(bodyText('🙂'.repeat(8_000), false)).toHaveLength(16_000)
    expect(code(() => bodyText('🙂'.repeat(8_001), false))).toBe('TEXT_TOO_LONG')
    expect(code(() => bodyText('', false))).toBe('BAD_INPUT')
    expect(bodyText('', true)).toBe('')
    for (const bad of ['a\0b', 'a\ud800', '\udc00b']) expect(code(() => bodyText(bad, false))).toBe('BAD_INPUT')
    expect(code(() => shortText('title', 'x'.repeat(121), 120))).toBe('TEXT_TOO_LONG')
    for (const bad of ['', '  ', 'a\nb']) expect(code(() => shortText('title', bad, 120))).toBe('BAD_INPUT')
    for (const bad of ['', 'x'.repeat(65), 'with space', 'ü']) expect(code(() => clientId('id', bad))).toBe('BAD_INPUT')
    for (const bad of ['', '..', 'a/b', 'a\\b', 'a\u0007', 'x'.repeat(256)]) expect(code(() => fileName(bad))).toBe('BAD_INPUT')
    expect(fileName('Ünïcode 1.pdf')).toBe('Ünïcode 1.pdf')
  })

  it('split a search into whole words and a beginning', () => {
    expect(searchWords("don't panic wor")).toEqual({ words: ['don', 't', 'panic'], beginning: 'wor' })
    for (const bad of ['', 'a', '!!', 'x'.repeat(201)]) expect(code(() => searchWords(bad))).toBe('BAD_INPUT')
  })
})
