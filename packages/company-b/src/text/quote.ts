import { decode, encode } from './entities.ts'

/** Longest quote in UTF-16 units of the encoded text. */
export const QUOTE_LIMIT = 80
const brokenEntity = /&(?:#x?[0-9a-fA-F]*|[a-z]*)$/
const halfCharacter = /&#(?:x[dD][89abAB][0-9a-fA-F]{2}|(\d+));$/

/** The quote of a plain text for B: the first 80 of its encoded form, not cut inside an entity. */
export function quoteOf(text: string): string {
  const encoded = encode(text)
  if (encoded.length <= QUOTE_LIMIT) return encoded
  return encoded.slice(0, QUOTE_LIMIT).replace(/&[^;&]*$/, '')
}

/** The text of an incoming quote, without a tail that was cut inside an entity or between two halves of a character. */
export function quotedText(quote: string): string {
  const cut = quote.length >= QUOTE_LIMIT
  const whole = cut ? quote.replace(brokenEntity, '') : quote
  const half = halfCharacter.exec(whole)
  const decimal = half?.[1] === undefined ? null : Number(half[1])
  const lonely = half !== null && (decimal === null || (decimal >= 0xd800 && decimal <= 0xdbff))
  return decode(cut && lonely ? whole.slice(0, half.index) : whole)
}

/** A message that a quote may mean: its text as B shows it (decoded), deleted ones left out. */
export interface QuoteCandidate<Id> { id: Id; text: string }

/**
 * The one message that a quote means: its text is the start of exactly one of the candidates (the last 200 messages of
 * the pair). Null for none or several (note QUOTE_UNRESOLVED): then `quoteLine` shows it.
 */
export function resolveQuote<Id>(quote: string, candidates: readonly QuoteCandidate<Id>[]): Id | null {
  const text = quotedText(quote)
  if (text === '') return null
  const matching = candidates.filter((candidate) => candidate.text.startsWith(text))
  const [only] = matching
  return matching.length === 1 && only !== undefined ? only.id : null
}

/** A quote before a text, in the form both Markdown and plain readers know. Pass Markdown for A, plain text for B. */
export function quoteBefore(quoted: string, text: string): string {
  const lines = quoted.split('\n').map((line) => `> ${line}`).join('\n')
  return `${lines}\n\n${text}`
}
