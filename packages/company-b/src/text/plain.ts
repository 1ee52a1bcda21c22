import { parse, postprocess, preprocess } from 'micromark'
import { decodeString } from 'micromark-util-decode-string'
import { normalNewlines } from './entities.ts'

/** A change to the source text between two offsets. */
interface Edit { from: number; to: number; text: string }

/** A link or image that is being read: only the inline form (with its address beside it) is rewritten. */
interface OpenLink { start: number; markers: { from: number; to: number }[]; url: string; resource: boolean }

/** Parts of the source that stand as typed, marks included. */
const verbatim = new Set(['definition', 'reference', 'codeFenced', 'codeIndented', 'codeText', 'htmlFlow', 'htmlText'])
const emphasis = new Set(['emphasisSequence', 'strongSequence'])

export interface PlainText {
  text: string
  /** Whether a mark was dropped or rewritten (note MARKUP_DROPPED); resolving an escape is no loss. */
  dropped: boolean
}

/**
 * Reduces CommonMark to plain text (mapping.md, "Markdown to plain"): emphasis marks go, a link becomes `text (url)`,
 * bullets become `- `, escapes and character references become their character. Everything else, code, quotes and
 * white space included, stays as typed. Works on the tokens of the source, so what is not markup cannot be lost.
 */
export function reduceMarkdown(markdown: string): PlainText {
  const source = normalNewlines(markdown)
  const edits: Edit[] = []
  const links: OpenLink[] = []
  let dropped = false
  let untouched = 0
  const put = (from: number, to: number, text: string, loses: boolean) => {
    edits.push({ from, to, text })
    dropped ||= loses
  }

  for (const [phase, token] of tokens(source)) {
    const from = token.start.offset
    const to = token.end.offset
    const typed = source.slice(from, to)
    if (verbatim.has(token.type)) untouched += phase === 'enter' ? 1 : -1
    if (token.type === 'link' || token.type === 'image') {
      if (phase === 'enter') links.push({ start: from, markers: [], url: '', resource: false })
      else closeLink(links.pop(), to)
    }
    const link = links.at(-1)
    if (token.type === 'resource' && link !== undefined) {
      link.resource = true
      untouched += phase === 'enter' ? 1 : -1
    }
    if (phase === 'exit') continue
    if (token.type === 'resourceDestinationString' && link !== undefined) link.url = decodeString(typed)
    if (untouched > 0) continue
    if (emphasis.has(token.type)) put(from, to, '', true)
    else if (token.type === 'characterEscape' || token.type === 'characterReference') put(from, to, decodeString(typed), false)
    else if (token.type === 'hardBreakEscape') put(from, to, '', false)
    else if (token.type === 'autolinkMarker') put(from, to, '', true)
    else if (token.type === 'listItemMarker' && (typed === '*' || typed === '+')) put(from, to, '-', true)
    else if (token.type === 'labelMarker' || token.type === 'labelImageMarker') link?.markers.push({ from, to })
  }
  return { text: apply(source, edits), dropped }

  function closeLink(link: OpenLink | undefined, end: number): void {
    const close = link?.markers.at(-1)
    if (link === undefined || close === undefined || !link.resource) return
    const opening = link.markers.slice(0, -1)
    const label = source.slice(opening.at(-1)?.to ?? link.start, close.from)
    if (label === '' && link.url === '') return
    for (const marker of opening) put(marker.from, marker.to, '', true)
    const bare = label === '' || link.url === ''
    put(close.from, end, bare ? link.url : label === link.url ? '' : ` (${link.url})`, true)
  }
}

/** `reduceMarkdown` for callers that need the text only. */
export function plain(markdown: string): string {
  return reduceMarkdown(markdown).text
}

/** micromark drops a leading byte order mark, which would shift all offsets: another invisible character stands in for it. */
function tokens(source: string) {
  const readable = source.startsWith('\ufeff') ? `\u2060${source.slice(1)}` : source
  return postprocess(parse().document().write(preprocess()(readable, undefined, true)))
}

function apply(source: string, edits: Edit[]): string {
  edits.sort((a, b) => a.from - b.from)
  let text = ''
  let at = 0
  for (const edit of edits) {
    text += source.slice(at, edit.from) + edit.text
    at = edit.to
  }
  return text + source.slice(at)
}
