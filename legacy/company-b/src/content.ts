import type { Fields } from './fields.ts'
import type { Media } from './media.ts'
import { stored } from './text.ts'

const TEXT_UNITS = 480
const NUDGE = 4
const WITH_LINK = new Set([1, 2])

/** What send and list/post have in common. `t` is undefined when the client left it to the server. */
export interface Content {
  readonly txt: string
  readonly typ: number
  readonly t: number | undefined
  readonly tag: string | undefined
  readonly link: string | undefined
}

/** Reads and checks the content fields: text at least 1 long for typ 0, a link for image and voice and for nothing else. */
export function readContent(fields: Fields): Content {
  const typ = fields.optionalInteger('typ', 0, NUDGE) ?? 0
  const txt = fields.text('txt', typ === 0 ? 1 : 0, TEXT_UNITS)
  const t = fields.optionalInteger('t', 1)
  const tag = fields.optionalMatching('tag', /^[\x20-\x7e]{1,16}$/)
  const link = fields.optionalMatching('link', /^m-[0-9a-f]{10}$/)
  if (WITH_LINK.has(typ) !== (link !== undefined)) fields.refuse('link')
  return { txt: typ === NUDGE ? '' : stored(txt), typ, t, tag, link }
}

/** err 9 for a link that nobody put. */
export function requireKnownLink(media: Media, { link }: Content): void {
  if (link !== undefined) media.requireKnown(link)
}

/** err 19 for a link whose file is gone. */
export function requireFreshLink(media: Media, { link }: Content, now: number): void {
  if (link !== undefined) media.requireFresh(link, now)
}
