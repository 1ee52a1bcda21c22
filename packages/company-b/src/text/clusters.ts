const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' })

/** The grapheme clusters of a text (UAX 29): what a reader takes for one character. */
export function clusters(text: string): string[] {
  return Array.from(segmenter.segment(text), (piece) => piece.segment)
}
