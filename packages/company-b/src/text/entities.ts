/** The text form that B stores: LF, U+0020-7E and U+00A0-FF; the rest as XML entities (company-b.behaviour.md, section 5). */

const entity = /&(?:(amp|lt|gt|quot|apos)|#(\d{1,10})|#x([0-9a-fA-F]{1,8}));/g
const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
const written: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

/** CRLF and CR become LF: B knows LF only. */
export function normalNewlines(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text
}

/**
 * Writes plain text in B's form: `& < >` by name, everything B cannot store as one decimal entity per code point.
 * CRLF and CR become LF (note NEWLINE); what is no character at all (U+0000, a lone surrogate) becomes U+FFFD.
 */
export function encode(text: string): string {
  let encoded = ''
  for (const character of normalNewlines(text)) encoded += encodeCharacter(character)
  return encoded
}

function encodeCharacter(character: string): string {
  const name = written[character]
  if (name !== undefined) return name
  const code = character.codePointAt(0) ?? 0xfffd
  if (code === 0x0a || (code >= 0x20 && code <= 0x7e) || (code >= 0xa0 && code <= 0xff)) return character
  if (code === 0 || (code >= 0xd800 && code <= 0xdfff)) return '&#65533;'
  return `&#${code};`
}

/** What a B text says, and whether something in it was no character (note BAD_SURROGATE). */
export interface Decoded {
  text: string
  damaged: boolean
}

/**
 * Reads B's form, once. Two surrogate entities in a row are one code point; a lone one becomes U+FFFD and `damaged` is set.
 * Unknown entities, numbers that are no code point and bare `&` stay as they are.
 */
export function decodeText(encoded: string): Decoded {
  const units = encoded.replace(entity, (whole, name: string | undefined, decimal: string | undefined, hex: string | undefined) => {
    if (name !== undefined) return named[name] ?? whole
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number.parseInt(decimal, 10)
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
  const damaged = units.includes('\0') || !units.isWellFormed()
  return { text: normalNewlines(units.replaceAll('\0', '\ufffd').toWellFormed()), damaged }
}

/** `decodeText` for callers that need the text only. */
export function decode(encoded: string): string {
  return decodeText(encoded).text
}
