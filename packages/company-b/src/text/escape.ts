/** Writes plain text as Markdown that renders as typed: only characters with a meaning at their place are escaped. */

const wordCharacter = /[\p{L}\p{N}]/u
const asciiPunctuation = /[!-/:-@[-`{-~]/
const characterReference = /^&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});/
/** Line starts that would open a heading, a list, a quote, a rule, a table or a fence. */
const blockStart = /^( {0,3})(?:([#+>=|:_*~-])|(\d{1,9})([.)]))/
/** White space that would open indented code. */
const codeIndent = /^ {0,3}\t|^ {4}/

/** For every plain text x with LF line ends: plain(escape(x)) = x (mapping.md, round trip 3). */
export function escape(text: string): string {
  // Markdown readers drop a leading byte order mark: what follows it stands at the start of the line.
  if (text.startsWith('\ufeff')) return `\ufeff${escape(text.slice(1))}`
  return text.split('\n').map(escapeLine).join('\n')
}

function escapeLine(line: string): string {
  if (codeIndent.test(line) && line.trim() !== '') return `${line.startsWith('\t') ? '&#9;' : '&#32;'}${escapeInline(line.slice(1))}`
  const block = blockStart.exec(line)
  if (block === null) return escapeInline(line)
  const [start, indent = '', mark, number, delimiter] = block
  const rest = line.slice(start.length)
  if (mark !== undefined) return `${indent}\\${mark}${escapeInline(rest, mark)}`
  const opensList = rest === '' || /^[ \t]/.test(rest)
  return `${indent}${number}${opensList ? '\\' : ''}${delimiter}${escapeInline(rest, delimiter)}`
}

/** `before` is the character that stands in front of the piece, a space at the start of a line. */
function escapeInline(piece: string, before = ' '): string {
  let escaped = ''
  let previous = before
  for (let at = 0; at < piece.length;) {
    const character = String.fromCodePoint(piece.codePointAt(at) ?? 0)
    const after = at + character.length < piece.length ? String.fromCodePoint(piece.codePointAt(at + character.length) ?? 0) : ''
    escaped += (hasMeaning(character, previous, after, piece, at) ? '\\' : '') + character
    previous = character
    at += character.length
  }
  return escaped
}

function hasMeaning(character: string, previous: string, after: string, piece: string, at: number): boolean {
  switch (character) {
    case '`': case '[': return true
    case '\\': return after === '' || asciiPunctuation.test(after)
    case '*': case '~': return !(isSpace(previous) && isSpace(after))
    case '_': return !(wordCharacter.test(previous) && wordCharacter.test(after)) && !(isSpace(previous) && isSpace(after))
    case '<': return /[A-Za-z/!?]/.test(after)
    case '&': return characterReference.test(piece.slice(at, at + 40))
    default: return false
  }
}

function isSpace(character: string): boolean {
  return character === '' || /\s/.test(character)
}
