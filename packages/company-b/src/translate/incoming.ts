import type { FidelityNote } from '@switchboard/domain/fidelity'
import { escape } from '../text/escape.ts'
import { quotedText, quoteBefore, resolveQuote, type QuoteCandidate } from '../text/quote.ts'
import type { PairRow } from '../pair/row.ts'

/** What B has and A does not, kept with the canonical message; `raw` goes back to B unchanged. */
export type Extension =
  | { type: 'sticker'; raw: string }
  | { type: 'nudge'; raw: '' }
  | { type: 'voice'; raw: string }

export interface IncomingMessage<Id> {
  /** Canonical body: Markdown that renders as typed at B. */
  body: string
  /** Kind in A's words. A deleted marker has an empty TEXT body. */
  kind: 'TEXT' | 'IMAGE' | 'FILE'
  extension: Extension | null
  replyTo: Id | null
  notes: FidelityNote[]
}

/**
 * Reads a row of B as a canonical message. `text` replaces the row's own text when parts were joined;
 * `candidates` are the last 200 messages of the pair as B shows them, for the quote.
 */
export function incoming<Id>(row: PairRow, candidates: readonly QuoteCandidate<Id>[] = [], text = row.text): IncomingMessage<Id> {
  const notes: FidelityNote[] = []
  const note = (code: FidelityNote['code'], detail?: string) => notes.push({ leg: 'B>A', code, ...(detail === undefined ? {} : { detail }) })
  if (row.damaged) note('BAD_SURROGATE')
  if (row.scheduledFor !== undefined) note('SCHEDULED')
  if (row.expiresIn !== undefined) note('EXPIRY', `${row.expiresIn} s`)
  if (row.listId !== undefined) note('LIST_COPIES')
  const { body, kind, extension } = bodyOf(row, text)
  if (extension !== null) note('EXT_FALLBACK', extension.type)
  if (row.quote === undefined || row.quote === '') return { body, kind, extension, replyTo: null, notes }
  const replyTo = resolveQuote(row.quote, candidates)
  if (replyTo !== null) return { body, kind, extension, replyTo, notes }
  note('QUOTE_UNRESOLVED')
  return { body: quoteBefore(escape(quotedText(row.quote)), body), kind, extension, replyTo, notes }
}

function bodyOf(row: PairRow, text: string): Pick<IncomingMessage<never>, 'body' | 'kind' | 'extension'> {
  switch (row.kind) {
    case 'sticker': return { body: `[sticker ${escape(text)}]`, kind: 'TEXT', extension: { type: 'sticker', raw: text } }
    case 'nudge': return { body: '[nudge]', kind: 'TEXT', extension: { type: 'nudge', raw: '' } }
    case 'voice': return { body: escape(text), kind: 'FILE', extension: { type: 'voice', raw: row.link ?? '' } }
    case 'image': return { body: escape(text), kind: 'IMAGE', extension: null }
    case 'deleted': return { body: '', kind: 'TEXT', extension: null }
    case 'text': return { body: escape(text), kind: 'TEXT', extension: null }
  }
}
