import type { AIntent } from '@switchboard/company-a/intent'
import type { ConversationAtA } from '../../adapters/postgres/conversation-at-a.ts'
import { identitiesById, idAt } from '../../adapters/postgres/identity.ts'
import type { OpenIntent } from '../../adapters/postgres/intent.ts'
import { legValue, onItsWay } from '../../adapters/postgres/leg-value.ts'
import { messagesById } from '../../adapters/postgres/message-row.ts'
import type { OutboxRow } from '../../adapters/postgres/outbox.ts'
import type { MessageSnapshot } from '../../domain/event.ts'
import type { Outcome } from '../../ports/leg.ts'
import type { LegParts } from '../../ports/leg-parts.ts'
import type { Frozen } from './frozen.ts'

/** A frozen request with the echoes it will cause, or the end of the row without a try. */
export type Freezing = { intent: Frozen; echoes: OpenIntent[] } | Outcome

export const dropped = (reason: string): Outcome => ({ outcome: 'dropped', reason })
export const later = (error: string, afterMs = 500): Outcome => ({ outcome: 'later', afterMs, error })

/** What freezing works with. */
export interface Freezer {
  parts: LegParts
  row: OutboxRow
  place: ConversationAtA
  payload: Record<string, unknown>
}

/** What an identity is called at A; its shadow is made when there is none. */
export async function personIdAtA(parts: LegParts, identityId: string): Promise<string> {
  const identity = (await identitiesById(parts.pool, [identityId])).get(identityId)
  const id = identity && idAt(identity, 'A')
  return id ?? (await parts.directory.ensureShadow(identityId)).nativeId
}

/** Whether A shows this value, or will: what is on its way to it last counts. */
export async function shows({ pool }: LegParts, kind: string, object: string, value: string): Promise<boolean> {
  return (await onItsWay(pool, 'A', kind, object) ?? (await legValue(pool, 'A', kind, object))?.seen) === value
}

/** A request without notes. */
export function plain(call: AIntent, echoes: OpenIntent[] = []): Freezing {
  return { intent: { call, notes: [] }, echoes }
}

/** The canonical message that a row is about. */
export async function messageOf({ pool }: LegParts, row: OutboxRow): Promise<MessageSnapshot | undefined> {
  return row.messageId === null ? undefined : (await messagesById(pool, [row.messageId]))[0]
}
