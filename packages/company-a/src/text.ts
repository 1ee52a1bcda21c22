import type { FidelityNote } from '@switchboard/domain/fidelity'

/** A's limits in Unicode code points. */
export const textLimits = { body: 8_000, title: 120, name: 80, fileName: 255 } as const

/** Why A would refuse a text (422 `invalid-text`, `body-too-long`, `validation`). */
export type TextFault =
  | { code: 'NUL_CHARACTER' }
  | { code: 'LONE_SURROGATE' }
  | { code: 'EMPTY' }
  | { code: 'TOO_LONG'; length: number; limit: number }

/** The number of code points of a text; a lone surrogate counts as one. */
export function codePoints(text: string): number {
  let count = 0
  for (const _ of text) count += 1
  return count
}

/** The first reason for A to refuse the text, undefined when it takes it. Nothing is ever trimmed or normalised. */
export function textFault(text: string, limit: number, options: { emptyAllowed: boolean }): TextFault | undefined {
  if (text === '' && !options.emptyAllowed) return { code: 'EMPTY' }
  if (text.includes('\u0000')) return { code: 'NUL_CHARACTER' }
  if (!text.isWellFormed()) return { code: 'LONE_SURROGATE' }
  // A text of at most `limit` UTF-16 units cannot have more code points.
  if (text.length <= limit) return undefined
  const length = codePoints(text)
  return length > limit ? { code: 'TOO_LONG', length, limit } : undefined
}

const clusters = new Intl.Segmenter('en', { granularity: 'grapheme' })

/**
 * A name that A takes, for a shadow user: at most 80 code points, cut on a cluster boundary; what A refuses is replaced
 * by U+FFFD; a name without anything becomes `?`. A change of the text is noted as NAME_CUT.
 */
export function fitName(name: string): { name: string; notes: FidelityNote[] } {
  const clean = name.toWellFormed().replaceAll('\u0000', '\uFFFD')
  const fitted = cutAt(clean, textLimits.name) || '?'
  return { name: fitted, notes: fitted === name ? [] : [{ leg: 'B>A', code: 'NAME_CUT' }] }
}

function cutAt(text: string, limit: number): string {
  if (codePoints(text) <= limit) return text
  let kept = ''
  let length = 0
  for (const { segment } of clusters.segment(text)) {
    length += codePoints(segment)
    if (length > limit) break
    kept += segment
  }
  // A cluster that alone is longer than the limit is cut between code points.
  return kept === '' ? [...text].slice(0, limit).join('') : kept
}
