/** The app splits above this many escaped characters. */
const SPLIT_ABOVE = 470
const MOST_PARTS = 9
/** `(1/3) ` */
const PREFIX_LENGTH = 6

/** Text as B's app sends it: ISO-8859-1 and XML entities (behaviour note, section 5). */
export function escapeText(text: string): string {
  let escaped = ''
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    if (character === '&') escaped += '&amp;'
    else if (character === '<') escaped += '&lt;'
    else if (character === '>') escaped += '&gt;'
    else if (code === 10 || (code >= 0x20 && code <= 0x7e) || (code >= 0xa0 && code <= 0xff)) escaped += character
    else escaped += `&#${code};`
  }
  return escaped
}

/**
 * The rows B's app makes of one text: one up to 470 escaped characters, else up to nine with `(1/3) ` in
 * front, cut anywhere but inside an entity, white space kept.
 */
export function rowsOf(text: string): string[] {
  const escaped = escapeText(text)
  if (escaped.length <= SPLIT_ABOVE) return [escaped]
  const parts: string[] = ['']
  for (const [piece] of escaped.matchAll(/&#?\w+;|[^]/g)) {
    const last = parts.at(-1) ?? ''
    if (last.length + piece.length > SPLIT_ABOVE - PREFIX_LENGTH) parts.push(piece)
    else parts[parts.length - 1] = last + piece
  }
  if (parts.length > MOST_PARTS) throw new RangeError(`B's app writes at most ${MOST_PARTS} rows, this text needs ${parts.length}.`)
  return parts.map((part, index) => `(${index + 1}/${parts.length}) ${part}`)
}

/** What B's app writes as a quote: the first 80 characters, perhaps cut inside an entity. */
export function quoteOf(shownText: string): string {
  return escapeText(shownText).slice(0, 80)
}
