import { createHash } from 'node:crypto'
import { matchEcho } from '../../adapters/postgres/intent.ts'
import { legValue, recordSeen } from '../../adapters/postgres/leg-value.ts'
import { confirm, type Desk } from './desk.ts'

/** Whose doing a change at A is: a person's app, one of our own calls, or (read from a state, not an event) either. */
export type Source = 'native' | 'ours' | 'either'

export interface ShownValue {
  kind: 'body' | 'deletion' | 'pin' | 'reaction' | 'title' | 'membership' | 'message' | 'read'
  /** Native id of what shows it; a reaction or membership adds whose. */
  object: string
  /** Native id of who did it, '' where that does not tell values apart. */
  by: string
  value: string
  version?: number
}

/**
 * What a value that A shows is to us (delivery.md, Convergence):
 * - `echo`: what we pushed; the row behind it is confirmed.
 * - `stray`: from our own call, yet no open intent: a fact at A, never a new revision here.
 * - `same`: A showed it before.
 * - `foreign`: somebody at A changed it: a new revision.
 */
export type Verdict = 'echo' | 'stray' | 'same' | 'foreign'

/** Records what A shows and judges it. `fallback`: what A showed when nothing was recorded yet. */
export async function takeValue(desk: Desk, shown: ShownValue, source: Source, fallback?: string): Promise<Verdict> {
  const before = (await legValue(desk.sql, 'A', shown.kind, shown.object))?.seen ?? fallback
  const matched = source === 'native' ? undefined
    : await matchEcho(desk.sql, { company: 'A', kind: shown.kind, object: shown.object, by: shown.by, value: shown.value })
  await recordSeen(desk.sql, 'A', shown.kind, shown.object, shown.value, shown.version ?? null)
  if (typeof matched === 'string') await confirm(desk, matched)
  if (matched !== undefined) return 'echo'
  if (source === 'ours') return 'stray'
  return before === shown.value ? 'same' : 'foreign'
}

/** A body as leg values and intents hold it: not the text itself, which a deletion would have to hunt down. */
export function bodyValue(body: string): string {
  return createHash('sha256').update(body).digest('base64url')
}

export const reactionObject = (nativeMessageId: string, person: string, emoji: string) => `${nativeMessageId}:${person}:${emoji}`
export const memberObject = (nativeConversationId: string, person: string) => `${nativeConversationId}:${person}`
