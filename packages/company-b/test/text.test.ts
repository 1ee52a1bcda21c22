import fc from 'fast-check'
import { micromark } from 'micromark'
import { describe, expect, test } from 'vitest'
import { clusters } from '../src/text/clusters.ts'
import { decode, decodeText, encode } from '../src/text/entities.ts'
import { escape } from '../src/text/escape.ts'
import { join, joinParts, partKey, partOf } from '../src/text/join.ts'
import { plain, reduceMarkdown } from '../src/text/plain.ts'
import { quotedText, quoteOf, resolveQuote } from '../src/text/quote.ts'
import { split } from '../src/text/split.ts'
import { looksLikeOurTag, partOfTag, tagOf } from '../src/text/tag.ts'
import { anyUnits, hostileText, longText } from './hostile.ts'

const permitted = /^[\n\x20-\x7e\xa0-\xff]*$/
const runs = { numRuns: 300 }

describe('round trips of mapping.md', () => {
  test('1: what split cut, join makes whole again, and every row fits', () => {
    fc.assert(fc.property(fc.oneof(hostileText, longText, anyUnits), (body) => {
      const text = plain(body)
      const { rows, truncated } = split(text)
      expect(rows.length).toBeGreaterThan(0)
      expect(rows.length).toBeLessThanOrEqual(20)
      for (const row of rows) {
        expect(row.length).toBeLessThanOrEqual(480)
        expect(row).toMatch(permitted)
      }
      if (!truncated) expect(join(rows.map(decode))).toBe(text.replaceAll('\0', '\ufffd').toWellFormed())
    }), runs)
  })

  test('2: decoding is stable: decode(encode(decode(x))) = decode(x)', () => {
    fc.assert(fc.property(anyUnits, (text) => {
      const once = decode(text)
      expect(decode(encode(once))).toBe(once)
      expect(encode(once)).toMatch(permitted)
    }), runs)
  })

  test('3: what B typed comes out of Markdown as typed, and renders without any markup', () => {
    fc.assert(fc.property(hostileText, (text) => {
      const markdown = escape(text)
      expect(plain(markdown)).toBe(text)
      expect(reduceMarkdown(markdown).dropped).toBe(false)
      expect(micromark(markdown)).not.toMatch(/<(?!\/?p>|br)/)
    }), { numRuns: 1500 })
  })
})

describe('Markdown to plain', () => {
  test.each([
    ['a **b** and *c* __d__ _e_', 'a b and c d e'],
    ['[site](http://x.example/a_b "title")', 'site (http://x.example/a_b)'],
    ['[http://x](http://x) <http://y> ![cat](http://z)', 'http://x http://y cat (http://z)'],
    ['[**b** *i*](http://x)', 'b i (http://x)'],
    ['[](http://x) []()', 'http://x []()'],
    ['* one\n+ two\n- three\n1. four', '- one\n- two\n- three\n1. four'],
    ['`*code*` and\n```js\n**x** \\* &amp;\n```', '`*code*` and\n```js\n**x** \\* &amp;\n```'],
    ['> quoted *text*', '> quoted text'],
    ['# title\n\n---', '# title\n\n---'],
    ['\\*not\\* &amp; &copy; &#x1F600; a\\\nb', '*not* & © 😀 a\nb'],
    ['2 * 3 snake_case ~~gone~~', '2 * 3 snake_case ~~gone~~'],
    ['[a]: /u\\*\n\n[a] [b][a]', '[a]: /u\\*\n\n[a] [b][a]'],
    ['\ufeff**x**', '\ufeffx'],
    ['a\r\nb\rc', 'a\nb\nc'],
    ['', ''],
  ])('%j', (markdown, text) => expect(plain(markdown)).toBe(text))

  test('only a dropped mark is a loss, a resolved escape is none', () => {
    expect(reduceMarkdown('**b**').dropped).toBe(true)
    expect(reduceMarkdown('\\*b\\*').dropped).toBe(false)
  })

  test.each(['[', '*a ', '`', '> ', '![a](', '<', '_*', '- '])('a hostile body of %j ends in good time', (piece) => {
    // Quadratic in the worst case (0.6 s of CPU for 8,000 delimiters); CPU time, as other work may share the machine.
    const started = process.cpuUsage()
    plain(piece.repeat(8_000 / piece.length))
    const { user, system } = process.cpuUsage(started)
    expect((user + system) / 1_000).toBeLessThan(10_000)
  })
})

describe('entities', () => {
  test('are written by name or as one decimal number per code point', () => {
    expect(encode('<a> & é 😀 \t Ā')).toBe('&lt;a&gt; &amp; é &#128512; &#9; &#256;')
  })
  test('are read once, in every form old apps wrote', () => {
    expect(decode('&amp;lt; &quot;&apos; &#x1F600; &#55357;&#56832; & &nbsp; &#1114112; &#0;')).toBe('&lt; "\' 😀 😀 & &nbsp; &#1114112; &#0;')
  })
  test('a lone half becomes U+FFFD and is reported', () => {
    expect(decodeText('a&#55357;b')).toEqual({ text: 'a\ufffdb', damaged: true })
    expect(decodeText('&#128512;')).toEqual({ text: '😀', damaged: false })
  })
})

describe('long texts', () => {
  test('exactly at the limit is one row, one over is two', () => {
    expect(split('x'.repeat(480)).rows).toHaveLength(1)
    expect(split('x'.repeat(481)).rows.map((row) => row.slice(0, 6))).toEqual(['(1/2) ', '(2/2) '])
    expect(split('&'.repeat(96)).rows).toHaveLength(1)
    expect(split('&'.repeat(97)).rows).toHaveLength(2)
    expect(split('x'.repeat(474 * 9)).rows).toHaveLength(9)
    expect(split('x'.repeat(474 * 9 + 1)).rows).toHaveLength(10)
  })
  test('a cut stands after white space of the last 60, never inside a cluster', () => {
    const [first] = split(`${'x'.repeat(440)} ${'y'.repeat(200)}`).rows
    expect(first).toBe(`(1/2) ${'x'.repeat(440)} `)
    const family = '👨‍👩‍👧‍👦'
    const { rows } = split(family.repeat(30))
    for (const row of rows) expect(clusters(decode(row).slice(6)).every((cluster) => cluster === family)).toBe(true)
  })
  test('a cluster longer than a row is cut between code points', () => {
    const zalgo = `a${'\u0301'.repeat(300)}`
    const { rows } = split(zalgo)
    expect(rows.every((row) => row.length <= 480)).toBe(true)
    expect(join(rows.map(decode))).toBe(zalgo)
  })
  test('beyond twenty rows the last one says where the rest is', () => {
    const fits = 9 * 473 + 11 * 472
    expect(split('x'.repeat(fits))).toMatchObject({ truncated: false })
    const { rows, truncated } = split('x'.repeat(fits + 1))
    expect(truncated).toBe(true)
    expect(rows).toHaveLength(20)
    expect(rows[19]).toHaveLength(480)
    expect(decode(rows[19] ?? '')).toMatch(/… \(more in the app of A\)$/)
  })
})

describe('parts from the B app', () => {
  const row = (id: number, text: string) => ({ id, from: 1, to: 2, time: 7, text, kind: 'text' })
  test('are joined whatever their order, and missing ones are named', () => {
    expect(joinParts([row(9, '(3/3) c'), row(5, '(1/3) a '), row(7, '(2/3) b')])).toEqual({ text: 'a bc', ids: [5, 7, 9], missing: [], repeated: [] })
    expect(joinParts([row(5, '(1/3) a'), row(9, '(3/3) c'), row(10, '(3/3) c')])).toEqual({ text: 'ac', ids: [5, 9], missing: [2], repeated: [10] })
  })
  test('a single one stays as typed', () => expect(joinParts([row(5, '(1/3) a')])).toBeNull())
  test('belong together by sender, pair, number and time, and carry no tag', () => {
    expect(partKey(row(1, '(1/3) x'))).toBe('1:2:7:3')
    expect(partKey({ ...row(1, '(1/3) x'), tag: 'u' })).toBeNull()
    expect(partKey({ ...row(1, '(1/3) x'), kind: 'image' })).toBeNull()
    for (const text of ['(0/3) x', '(4/3) x', '(1/1) x', '(1/10) x', '1/3 x', '(1/3)x']) expect(partKey(row(1, text))).toBeNull()
    expect(partOf('(10/12) x', 20)).toEqual({ index: 10, total: 12, body: 'x' })
  })
})

describe('tags', () => {
  test('are 15 characters, depend on message and revision, and count parts in base 36', () => {
    const tag = tagOf('019a4de1-4600-7a51-9d2b-3f6a1c0e5b01', 1, 11)
    expect(tag).toMatch(/^u[A-Za-z0-9_-]{12}0b$/)
    expect(tagOf('019a4de1-4600-7a51-9d2b-3f6a1c0e5b01', 2, 11)).not.toBe(tag)
    expect([looksLikeOurTag(tag), looksLikeOurTag('u7Kq2ZpA9xB'), looksLikeOurTag(undefined)]).toEqual([true, false, false])
    expect([partOfTag(tag), partOfTag('other')]).toEqual([11, null])
  })
})

describe('quotes', () => {
  test('are the first 80 of the encoded text, never cut in an entity', () => {
    fc.assert(fc.property(hostileText, (text) => {
      const quote = quoteOf(text)
      expect(quote.length).toBeLessThanOrEqual(80)
      expect(text.startsWith(decode(quote))).toBe(true)
    }), runs)
    expect(quoteOf(`${'x'.repeat(78)}&`)).toBe('x'.repeat(78))
  })
  test('find their message however the app cut them', () => {
    fc.assert(fc.property(hostileText.filter((text) => quotedText(encode(text).slice(0, 80)) !== ''), fc.boolean(), (text, surrogates) => {
      const old = surrogates ? Array.from(text, (c) => c.length === 2 ? `&#${c.charCodeAt(0)};&#${c.charCodeAt(1)};` : encode(c)).join('') : encode(text)
      const quote = old.slice(0, 80)
      if (quotedText(quote) === '') return
      expect(text.startsWith(quotedText(quote))).toBe(true)
      expect(resolveQuote(quote, [{ id: 'hit', text }, { id: 'other', text: `\u{f0000}${text}` }])).toBe('hit')
    }), runs)
  })
  test('that fit none or several messages stay unresolved', () => {
    expect(resolveQuote('hi', [{ id: 1, text: 'hi' }, { id: 2, text: 'hi there' }])).toBeNull()
    expect(resolveQuote('hi', [{ id: 1, text: 'ho' }])).toBeNull()
    expect(resolveQuote('', [{ id: 1, text: 'ho' }])).toBeNull()
  })
})
