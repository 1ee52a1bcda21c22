import type { FidelityNote } from '@switchboard/domain/fidelity'
import { reduceMarkdown } from '../text/plain.ts'
import { quoteOf } from '../text/quote.ts'
import { split } from '../text/split.ts'
import { tagOf } from '../text/tag.ts'

/** A text on its way to B. */
export interface OutgoingText {
  canonicalId: string
  revision: number
  /** Markdown of the canonical message. */
  body: string
  /** Plain text of the message answered to, or the root of its thread. */
  quote?: { plain: string; thread: boolean }
  /** Turns the plain body into the line that is sent: `roomLine`, `editLine`. Notes of that rule are the caller's. */
  line?: (plain: string) => string
  /** Number of the first part, when other rows of the same message go before. */
  firstPart?: number
}

/** Rows to be sent in order, all with the same time. The quote goes on the first. */
export interface OutgoingRows {
  rows: { text: string; tag: string; part: number; quote?: string }[]
  /** The whole plain text, as B's reader sees it. */
  plain: string
  notes: FidelityNote[]
}

/** Reduces, encodes and cuts a canonical text for B, and says what was lost on the way. */
export function outgoing(message: OutgoingText): OutgoingRows {
  const { text, dropped } = reduceMarkdown(message.body)
  const line = message.line?.(text) ?? text
  const { rows, truncated } = split(line)
  const codes: FidelityNote['code'][] = []
  if (dropped) codes.push('MARKUP_DROPPED')
  if (message.body.includes('\r')) codes.push('NEWLINE')
  if (rows.length > 1) codes.push('SPLIT')
  if (truncated) codes.push('TRUNCATED')
  if (message.quote !== undefined) codes.push('QUOTE_TEXT')
  if (message.quote?.thread === true) codes.push('THREAD_FLAT')
  const quote = message.quote === undefined ? '' : quoteOf(message.quote.plain)
  return {
    plain: line,
    notes: codes.map((code) => ({ leg: 'A>B', code })),
    rows: rows.map((row, index) => {
      const part = (message.firstPart ?? 1) + index
      return { text: row, tag: tagOf(message.canonicalId, message.revision, part), part, ...(index === 0 && quote !== '' ? { quote } : {}) }
    }),
  }
}
