import fc from 'fast-check'

/** Characters that have broken text code before: astral, bidi, combining, ZWJ families, entities, controls, marks of Markdown. */
const nasty = [
  '😀', '👨‍👩‍👧‍👦', '🏳️‍🌈', '🇫🇷', '👍🏽', 'e\u0301', 'a\u0308\u0323', '\u202e', '\u2066', '\u200f', '\u200d', '\ufeff', '\ufe0f',
  '&', '&amp;', '&#128512;', '&#55357;', '&#x1F600;', '&bogus;', '&#', '<', '>', '"', "'", '\t', '\n', '\n\n', ' ', '   ', '\u00a0', '\u2028',
  '\u0001', '\u007f', '\u0085', 'é', 'ÿ', 'Ā', '中', '\u{10ffff}', '*', '**', '_', '__', '`', '```', '[', ']', '](', '(', ')', '![', '\\', '~~',
  '#', '# ', '- ', '+ ', '1. ', '12) ', '> ', '---', '===', '|', '<b>', '<!--', 'http://x', '(1/3) ', 'word', 'a', 'Z', '0', '✎ ', '• ',
]

/** Any text that A takes and B can say: well formed, without U+0000 and CR. */
export const hostileText = fc.array(fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...nasty) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 6 }) },
), { maxLength: 40 }).map((pieces) => pieces.join('').toWellFormed().replaceAll('\0', '').replaceAll('\r', ''))

/** Long texts around the limits of rows and of twenty rows. */
export const longText = fc.tuple(hostileText.filter((text) => text !== ''), fc.integer({ min: 1, max: 9_000 }))
  .map(([piece, length]) => Array.from(piece.repeat(Math.ceil(length / piece.length))).slice(0, 8_000).join('').slice(0, length).toWellFormed())

/** Any string of UTF-16 units, with CR, U+0000 and lone surrogates. */
export const anyUnits = fc.array(fc.oneof(fc.constantFrom(...nasty, '\r', '\r\n', '\0', '\ud83d', '\ude00'), fc.string({ unit: 'binary', maxLength: 4 })), { maxLength: 20 }).map((all) => all.join(''))
