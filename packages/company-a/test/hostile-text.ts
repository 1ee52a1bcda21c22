import fc from 'fast-check'

/** Pieces that break naive text handling: astral, bidi, combining, entities, control characters, joiners, Markdown. */
const pieces = ['a', ' ', '\n', '\r\n', '\t', '\u0001', '\u001b', '\u007f', '\u0085', 'é', 'e\u0301', '\u0301', '👍', '👍🏽', '👨‍👩‍👧‍👦', '🇩🇪', '❤️', '𝒳', '\u202e', '\u2066', '\u200d', '\ufeff', '\ufffe', '&#128077;', '&amp;', '<b>', '**', '[x](y)', '`', '\\', '漢', 'ﷺ', '\u{10ffff}']

/** Well-formed text without U+0000. */
export const hostileText = (options: { minLength?: number; maxLength?: number } = {}): fc.Arbitrary<string> =>
  fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 4 }).map((text) => text.replaceAll('\u0000', '?') || '?')), options)
    .map((parts) => parts.join(''))

/** One unit that A refuses. */
export const forbidden = fc.constantFrom('\u0000', '\ud83d', '\udc4d', '\ud83d\ud83d', '\udc4d\ud83d')
