import { decodeText } from '../text/entities.ts'
import type { components } from '../generated/api.ts'

/** What a row of a pair is. `deleted` is the marker that stands where a row was withdrawn. */
export type RowKind = 'text' | 'image' | 'voice' | 'sticker' | 'nudge' | 'deleted'
/** How far a row got: it only rises. */
export type RowStatus = 'sent' | 'delivered' | 'seen'

const kinds = ['text', 'image', 'voice', 'sticker', 'nudge', 'deleted'] as const satisfies readonly RowKind[]
const statuses = ['sent', 'delivered', 'seen'] as const satisfies readonly RowStatus[]

/** One row of a pair in canonical words. Identified by (pair, archive number, id): `id` starts again after an archive. */
export interface PairRow {
  id: number
  from: number
  to: number
  /** The sender's clock, epoch ms: a source time, never an order. */
  time: number
  /** Decoded plain text; the caption of media; the code of a sticker; "" for nudges and markers. */
  text: string
  /** The text held something that was no character (note BAD_SURROGATE). */
  damaged: boolean
  kind: RowKind
  status: RowStatus
  /** Reaction slot (1 to 6) by uid. */
  reactions: Readonly<Record<string, number>>
  /** Row id that this one replaces (an edit of the B app). */
  replaces?: number
  /** Quote as received: encoded and perhaps cut inside an entity. `resolveQuote` reads it. */
  quote?: string
  /** Seconds after being seen until the row becomes a marker. */
  expiresIn?: number
  /** When a scheduled row was due, epoch ms. */
  scheduledFor?: number
  listId?: number
  tag?: string
  link?: string
}

type Wire = components['schemas']['Msg']

/** Reads a row of B. */
export function rowOf(wire: { [K in keyof Wire]: Wire[K] | (undefined extends Wire[K] ? undefined : never) }): PairRow {
  const { text, damaged } = decodeText(wire.txt)
  return {
    id: wire.id, from: wire.fr, to: wire.to, time: wire.t, text, damaged,
    kind: kinds[wire.typ] ?? 'text', status: statuses[wire.st] ?? 'sent', reactions: wire.r ?? {},
    ...(wire.ref === undefined ? {} : { replaces: wire.ref.id }),
    ...(wire.q === undefined ? {} : { quote: wire.q }),
    ...(wire.exp === undefined ? {} : { expiresIn: wire.exp }),
    ...(wire.at === undefined ? {} : { scheduledFor: wire.at }),
    ...(wire.lid === undefined ? {} : { listId: wire.lid }),
    ...(wire.tag === undefined ? {} : { tag: wire.tag }),
    ...(wire.link === undefined ? {} : { link: wire.link }),
  }
}

/** The number that B writes for a kind of row. */
export function kindNumber(kind: Exclude<RowKind, 'deleted'>): 0 | 1 | 2 | 3 | 4 {
  return kinds.indexOf(kind) as 0 | 1 | 2 | 3 | 4
}

/** A status by B's number: 0 sent, 1 delivered, 2 seen. */
export function statusOf(number: number): RowStatus {
  return statuses[number] ?? 'sent'
}

/** Whether `a` is further than `b`. */
export function isFurther(a: RowStatus, b: RowStatus): boolean {
  return statuses.indexOf(a) > statuses.indexOf(b)
}

/** A pair of two uids, lower first. */
export interface Pair { low: number; high: number }

/** The pair of two uids. */
export function pairOf(one: number, other: number): Pair {
  return one < other ? { low: one, high: other } : { low: other, high: one }
}

/** Reads B's `min:max`. */
export function readPair(text: string): Pair {
  const [one = 0, other = 0] = text.split(':').map(Number)
  return pairOf(one, other)
}
