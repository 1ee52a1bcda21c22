import { conversationAtA, lockNative } from '../../adapters/postgres/conversation-at-a.ts'
import { isMakingGroups } from '../../adapters/postgres/lane-row.ts'
import type { LegParts } from '../../ports/leg-parts.ts'
import { acting } from './acting.ts'
import { openFromA } from './apply-membership.ts'
import { atDesk } from './desk.ts'
import type { Preparation } from './prepare.ts'

/** A group that our own call is making: the call's answer says which one of ours it is. */
export class OwnCreation extends Error {
  override readonly name = 'OwnCreation'
}

/**
 * Makes our side of a conversation of A, to be filled; read as somebody who is in it. False when nobody here can be its members.
 * @throws OwnCreation
 */
export async function openWaiting(parts: LegParts, prepare: Preparation, nativeId: string, as: string): Promise<boolean> {
  const shown = await parts.companies.a.conversations.get(acting(as), nativeId)
  const people = await prepare.people([shown.createdBy, ...shown.members.map((member) => member.personId)])
  return atDesk(parts, { people, files: new Map() }, async (desk) => {
    await lockNative(desk.sql, nativeId)
    if (await conversationAtA(desk.sql, nativeId)) return true
    if (shown.kind === 'GROUP' && await isMakingGroups(desk.sql, shown.createdBy)) throw new OwnCreation('a group of our own making waits for its answer')
    const opened = await openFromA(desk, shown, 'WAITING')
    if (opened === undefined) parts.counts.notUnderstood('A', 'unknown-member')
    return opened !== undefined
  })
}
