/** typ of a row that was deleted for everyone. */
export const MARKER = 5

/** A row of `msgs`, its JSON columns still text. */
export interface MessageRow {
  pair: number
  ep: number
  id: number
  fr: number
  to: number
  t: number
  srv: number
  txt: string
  typ: number
  st: number
  r: string | null
  ref: number | null
  q: string | null
  exp: number | null
  at: number | null
  lid: number | null
  tag: string | null
  link: string | null
  mask: number
  hid: string | null
  due: number | null
}

/** What a writer decides about a new row; the pair gives it its id. */
export interface NewMessage {
  fr: number
  to: number
  t: number
  srv: number
  txt: string
  typ: number
  st?: number
  r?: string
  ref?: number | undefined
  q?: string | undefined
  exp?: number | undefined
  at?: number | undefined
  lid?: number | undefined
  tag?: string | undefined
  link?: string | undefined
  hid?: number[]
  due?: number
}

/** `Msg` of the contract: absent fields stay absent. */
export interface Message {
  id: number
  fr: number
  to: number
  t: number
  txt: string
  typ: number
  st: number
  r?: Record<string, number>
  ref?: { id: number }
  q?: string
  exp?: number
  at?: number
  lid?: number
  tag?: string
  link?: string
}

type Shown = Omit<MessageRow, 'pair' | 'ep' | 'srv' | 'mask' | 'hid' | 'due'>

/** The row as both sides see it. */
export function messageOf(row: Shown): Message {
  const message: Message = { id: row.id, fr: row.fr, to: row.to, t: row.t, txt: row.txt, typ: row.typ, st: row.st }
  if (row.r !== null) message.r = reactionsOf(row)
  if (row.ref !== null) message.ref = { id: row.ref }
  if (row.q !== null) message.q = row.q
  if (row.exp !== null) message.exp = row.exp
  if (row.at !== null) message.at = row.at
  if (row.lid !== null) message.lid = row.lid
  if (row.tag !== null) message.tag = row.tag
  if (row.link !== null) message.link = row.link
  return message
}

/** uid to reaction slot; empty when nobody reacted. */
export function reactionsOf(row: Pick<MessageRow, 'r'>): Record<string, number> {
  return row.r === null ? {} : (JSON.parse(row.r) as Record<string, number>)
}

/** The key `min:max` that a pair is known by. */
export function pairKey(a: number, b: number): string {
  return a < b ? `${a}:${b}` : `${b}:${a}`
}
