import type { RowKind } from './pair/row.ts'

/**
 * An outgoing call to B, frozen before its first try: JSON-safe and all that is needed to make exactly this call again.
 * Texts, names and quotes are in B's form already (`split`, `nameForB`, `quoteOf`).
 */
export type BIntent =
  | SendIntent
  | { op: 'listPost'; as: number; listId: number; text: string; kind: Sendable; time: number; tag: string; link?: string }
  | { op: 'listNew'; as: number; name: string; members: readonly number[] }
  | { op: 'listEdit'; as: number; listId: number; name?: string; add?: readonly number[]; remove?: readonly number[]; drop?: boolean }
  /** `forAll`: becomes a marker (own rows, within 15 minutes of storing); else it is hidden for `as` only. */
  | { op: 'delete'; as: number; with: number; id: number; forAll: boolean }
  /** `slot` 0 takes the reaction back. */
  | { op: 'react'; as: number; with: number; id: number; slot: number }
  | { op: 'seen' | 'got'; as: number; with: number; ids: readonly number[] }
  | { op: 'setName'; as: number; name: string }
  /** "" for none, an http(s) URL, or bare base64; at most 8,192 characters. */
  | { op: 'setPicture'; as: number; picture: string }
  | { op: 'block'; as: number; with: number; blocked: boolean }
  | { op: 'archive'; as: number; with: number }
  | { op: 'mediaPut'; as: number; mime: string; base64: string }
  /** `ext` makes it repeatable: there is no call without. */
  | { op: 'addUser'; ext: string; name: string }

type Sendable = Exclude<RowKind, 'deleted'>

/** One row into a pair. Never with B's `at`: a held row cannot be seen, taken back or recovered. */
export interface SendIntent {
  op: 'send'
  as: number
  to: number
  text: string
  kind: Sendable
  /** Sent as the sender's clock, epoch ms: equal for all parts and all tries. */
  time: number
  tag: string
  quote?: string
  /** Row id that this one replaces. */
  replaces?: number
  expiresIn?: number
  link?: string
}

export type BIntentOp = BIntent['op']

/** What a done intent brought. */
export interface IntentResults {
  send: { id: number; time: number }
  listPost: { postId: number; copies: number; skipped: number[] }
  listNew: { listId: number }
  listEdit: { members: number[] | null }
  delete: Record<never, never>
  react: Record<never, never>
  seen: { changed: number }
  got: { changed: number }
  setName: Record<never, never>
  setPicture: Record<never, never>
  block: Record<never, never>
  archive: { rows: number }
  mediaPut: { link: string; until: number }
  /** `existed`: the shadow was there already, from a call whose answer was lost. */
  addUser: { uid: number; existed: boolean }
}

/** Calls that add something: after an unknown outcome B must be searched before they are made again. */
export const addingOps: ReadonlySet<BIntentOp> = new Set(['send', 'listPost', 'listNew', 'mediaPut', 'archive'])

/** Most row ids of one seen or got. */
const RECEIPT_BATCH = 200

/** Receipts for any number of rows, as intents of at most 200 ids. */
export function receiptIntents(op: 'seen' | 'got', as: number, peer: number, ids: readonly number[]): BIntent[] {
  const unique = [...new Set(ids)].sort((a, b) => a - b)
  return Array.from({ length: Math.ceil(unique.length / RECEIPT_BATCH) }, (_, batch) => (
    { op, as, with: peer, ids: unique.slice(batch * RECEIPT_BATCH, (batch + 1) * RECEIPT_BATCH) }))
}
