import { positionFromA } from '../../adapters/postgres/message-at-a.ts'
import { raiseReadPosition } from '../../adapters/postgres/read-position.ts'
import type { ConversationAtA } from '../../adapters/postgres/conversation-at-a.ts'
import { personAt, type Desk } from './desk.ts'
import { memberObject, takeValue, type Source } from './take-value.ts'

/** A read marker of A: a maximum, so an echo of ours can be applied like any other. The log learns of it from the reads duty. */
export async function applyRead(desk: Desk, place: ConversationAtA, person: string, upToSeq: number, source: Source): Promise<void> {
  const identityId = personAt(desk, person)
  if (identityId === null) return
  await takeValue(desk, { kind: 'read', object: memberObject(place.nativeId, person), by: person, value: String(upToSeq), version: upToSeq }, source)
  if (source === 'ours') return
  const position = await positionFromA(desk.sql, place.conversationId, place.nativeId, identityId, upToSeq)
  if (position > 0) await raiseReadPosition(desk.sql, place.conversationId, identityId, position)
}
