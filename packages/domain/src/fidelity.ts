/** How true a company's view of a message is to the canonical value, best first. */
export type FidelityLevel = 'EXACT' | 'ADAPTED' | 'DEGRADED'

/** The way a value took when something of it was changed or lost. */
export type FidelityLeg = 'A>B' | 'B>A'

/**
 * Every code of the mapping (docs/contracts/mapping.md) with its level: ADAPTED can be rebuilt from that side alone,
 * DEGRADED shows less or other than the canonical value. A code is stable for ever: it is stored with the message.
 */
export const fidelityCodes = {
  NAME_CUT: 'DEGRADED',
  ARCHIVED_ON_B: 'DEGRADED',
  LIST_COPIES: 'ADAPTED',
  ROOM_PREFIX: 'ADAPTED',
  PIN_HIDDEN: 'DEGRADED',
  ROLE_HIDDEN: 'DEGRADED',
  MARKUP_DROPPED: 'DEGRADED',
  NEWLINE: 'ADAPTED',
  BAD_SURROGATE: 'DEGRADED',
  SPLIT: 'ADAPTED',
  TRUNCATED: 'DEGRADED',
  JOINED: 'ADAPTED',
  PART_MISSING: 'DEGRADED',
  DUPLICATE_ON_B: 'DEGRADED',
  SCHEDULED: 'ADAPTED',
  EDIT_RESENT: 'ADAPTED',
  EDIT_FOLLOWUP: 'DEGRADED',
  EDIT_AFTER_DELETE: 'DEGRADED',
  DELETE_AS_NOTE: 'DEGRADED',
  HIDDEN_FOR_SOME: 'ADAPTED',
  EXPIRY: 'DEGRADED',
  REACTION_TONE: 'DEGRADED',
  REACTION_REDUCED: 'DEGRADED',
  REACTION_UNMAPPED: 'DEGRADED',
  RECEIPT_COARSE: 'ADAPTED',
  QUOTE_TEXT: 'ADAPTED',
  THREAD_FLAT: 'DEGRADED',
  QUOTE_UNRESOLVED: 'DEGRADED',
  EXT_FALLBACK: 'DEGRADED',
  MEDIA_EXPIRED: 'DEGRADED',
  MEDIA_REDUCED: 'DEGRADED',
  MEDIA_AS_LINK: 'DEGRADED',
  CLOCK_SKEW: 'DEGRADED',
} as const satisfies Record<string, Exclude<FidelityLevel, 'EXACT'>>

export type FidelityCode = keyof typeof fidelityCodes

/** One lossy step, as stored with the message. */
export type FidelityNote = { leg: FidelityLeg; code: FidelityCode; detail?: string }

/** The level of a message: the worst of its notes, EXACT without any. */
export function levelOf(notes: readonly FidelityNote[]): FidelityLevel {
  if (notes.length === 0) return 'EXACT'
  return notes.some((note) => fidelityCodes[note.code] === 'DEGRADED') ? 'DEGRADED' : 'ADAPTED'
}
