import { clusters } from './clusters.ts'
import { encode, normalNewlines } from './entities.ts'

/** Longest text of one row in UTF-16 units, entities counted letter by letter. */
export const ROW_LIMIT = 480
/** Most rows that one message may take. */
export const MOST_PARTS = 20
/** How far back a cut may move to stand after white space. */
const LOOK_BACK = 60
const ENDING = encode('… (more in the app of A)')

/** A piece of text that is not cut: a grapheme cluster, or a code point of an enormous one. */
interface Piece { encoded: string; space: boolean }

export interface Split {
  /** Encoded rows, each with its `(i/n) ` if there are several, each at most ROW_LIMIT. */
  rows: string[]
  truncated: boolean
}

/**
 * Encodes plain text and cuts it into rows for B (mapping.md, "Long text to B"): never inside an entity or a grapheme
 * cluster, after white space where there is one in the last 60 units, at most 20 rows.
 */
export function split(text: string): Split {
  const whole = encode(text)
  if (whole.length <= ROW_LIMIT) return { rows: [whole], truncated: false }
  for (const digits of [1, 2]) {
    const pieces = piecesOf(text, ROW_LIMIT - prefixLength(10 ** digits - 1, digits))
    const { parts, rest } = cut(pieces, digits)
    if (digits === 1 && (rest.length > 0 || parts.length > 9)) continue
    const truncated = rest.length > 0
    if (truncated) parts.push(shorten(rest, ROW_LIMIT - prefixLength(MOST_PARTS, digits)))
    return { rows: parts.map((part, index) => `(${index + 1}/${parts.length}) ${part}`), truncated }
  }
  throw new Error('unreachable: two digits hold every number of parts')
}

function prefixLength(index: number, digits: number): number {
  return '(/) '.length + String(index).length + digits
}

function piecesOf(text: string, longest: number): Piece[] {
  return clusters(normalNewlines(text)).flatMap((cluster) => {
    const encoded = encode(cluster)
    if (encoded.length > longest) return Array.from(cluster, (character) => ({ encoded: encode(character), space: /^\s$/u.test(character) }))
    return [{ encoded, space: /^\s+$/u.test(cluster) }]
  })
}

/** Greedy cut into the rows that the number of digits allows; `rest` is what stands after the last but one when too many are needed. */
function cut(pieces: Piece[], digits: number): { parts: string[]; rest: Piece[] } {
  const most = digits === 1 ? 9 : MOST_PARTS
  const parts: string[] = []
  let at = 0
  while (at < pieces.length) {
    const end = endOfPart(pieces, at, ROW_LIMIT - prefixLength(parts.length + 1, digits))
    if (parts.length + 1 === most && end < pieces.length) return { parts, rest: pieces.slice(at) }
    parts.push(textOf(pieces.slice(at, end)))
    at = end
  }
  return { parts, rest: [] }
}

function endOfPart(pieces: Piece[], from: number, budget: number): number {
  let length = 0
  let end = from
  for (let piece = pieces[end]; piece !== undefined && length + piece.encoded.length <= budget; piece = pieces[end]) {
    length += piece.encoded.length
    end++
  }
  if (end === pieces.length) return end
  let behind = 0
  for (let back = end; back > from && behind < LOOK_BACK; back--) {
    const piece = pieces[back - 1]
    if (piece === undefined || piece.space) return back
    behind += piece.encoded.length
  }
  return end
}

function shorten(pieces: Piece[], budget: number): string {
  return textOf(pieces.slice(0, endOfPart(pieces, 0, budget - ENDING.length))) + ENDING
}

function textOf(pieces: Piece[]): string {
  return pieces.map((piece) => piece.encoded).join('')
}
