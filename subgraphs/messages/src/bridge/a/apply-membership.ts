import type { AConversation, AMember } from '@switchboard/company-a/answers/conversation'
import { addMember, changeTitle, removeMember } from '../../adapters/postgres/change-membership.ts'
import { setJoinedAt } from '../../adapters/postgres/birth-at-a.ts'
import { forgetValue, legValue } from '../../adapters/postgres/leg-value.ts'
import { mapConversation, type ConversationAtA } from '../../adapters/postgres/conversation-at-a.ts'
import { activeMembers, idAt } from '../../adapters/postgres/identity.ts'
import { openDirect, openGroup, type Opened } from '../../adapters/postgres/open-conversation.ts'
import type { Role } from '../../domain/event.ts'
import { convergeMember, convergeTitle, titleValue } from './converge.ts'
import { personAt, tell, type Desk } from './desk.ts'
import { memberObject, takeValue, type Source } from './take-value.ts'

/** A's title of a group. */
export async function applyTitle(desk: Desk, place: ConversationAtA, title: string | null, actor: string | null, source: Source): Promise<void> {
  if (place.kind === 'DIRECT') return
  const verdict = await takeValue(desk, { kind: 'title', object: place.nativeId, by: '', value: titleValue(title) }, source)
  if (verdict === 'foreign') {
    tell(desk, await changeTitle(desk.sql, { conversationId: place.conversationId, title, actorId: personAt(desk, actor), origin: 'A', deliver: desk.deliver }))
  }
  await convergeTitle(desk.sql, place.conversationId, place.nativeId)
}

/** Somebody is a member at A. */
export async function applyJoining(desk: Desk, place: ConversationAtA, member: Pick<AMember, 'personId' | 'role'>, actor: string | null, source: Source): Promise<void> {
  const identityId = personAt(desk, member.personId)
  if (identityId === null) return
  const verdict = await takeValue(desk, { kind: 'membership', object: memberObject(place.nativeId, member.personId), by: '', value: 'in' }, source)
  if (verdict === 'foreign') {
    tell(desk, await addMember(desk.sql, {
      conversationId: place.conversationId, identityId, role: 'MEMBER', actorId: personAt(desk, actor), origin: 'A', deliver: desk.deliver,
    }))
  }
  await convergeMember(desk.sql, place.conversationId, place.nativeId, identityId, member.personId)
}

/** Somebody is no member at A any more. */
export async function applyLeaving(desk: Desk, place: ConversationAtA, leaving: { person: string; reason: 'LEFT' | 'REMOVED'; newOwner: string | null }, actor: string | null, source: Source): Promise<void> {
  const identityId = personAt(desk, leaving.person)
  if (identityId === null) return
  const verdict = await takeValue(desk, { kind: 'membership', object: memberObject(place.nativeId, leaving.person), by: '', value: 'out' }, source, 'in')
  // Who comes back begins to read anew (company-a.behaviour.md, 6).
  await forgetValue(desk.sql, 'A', 'read', memberObject(place.nativeId, leaving.person))
  if (verdict === 'foreign') {
    tell(desk, await removeMember(desk.sql, {
      conversationId: place.conversationId, identityId, reason: leaving.reason, newOwnerId: personAt(desk, leaving.newOwner),
      actorId: personAt(desk, actor), origin: 'A', deliver: desk.deliver,
    }))
  }
  await convergeMember(desk.sql, place.conversationId, place.nativeId, identityId, leaving.person)
}

/**
 * Makes (or finds) our conversation of one of A and says that they are the same. `birth`: WAITING when A has history of it.
 * Undefined when it cannot be made: a DIRECT with somebody whom nobody knows.
 */
export async function openFromA(desk: Desk, shown: AConversation, birth: 'WAITING' | 'BORN'): Promise<Opened | undefined> {
  const opening = { origin: 'A' as const, createdBy: personAt(desk, shown.createdBy), birth, deliver: desk.deliver }
  const members = shown.members.flatMap((member): { identityId: string; role: Role; member: AMember }[] => {
    const identityId = personAt(desk, member.personId)
    return identityId === null ? [] : [{ identityId, role: member.role, member }]
  })
  const opened = await open(desk, shown, members, opening)
  if (opened === undefined) return undefined
  tell(desk, opened.created)
  await mapConversation(desk.sql, shown.id, opened.conversationId, birth === 'WAITING')
  for (const { identityId, member } of members) {
    await setJoinedAt(desk.sql, opened.conversationId, identityId, member.joinedAt)
    desk.inboxes.push(identityId)
  }
  if (shown.kind === 'GROUP') {
    await takeValue(desk, { kind: 'title', object: shown.id, by: '', value: titleValue(shown.title) }, 'ours')
    for (const { member } of members) await takeValue(desk, { kind: 'membership', object: memberObject(shown.id, member.personId), by: '', value: 'in' }, 'ours')
  }
  return opened
}

async function open(desk: Desk, shown: AConversation, members: readonly { identityId: string; role: Role }[], opening: Parameters<typeof openDirect>[3]): Promise<Opened | undefined> {
  if (shown.kind === 'GROUP') {
    const ordered = [...members].sort((one, other) => Number(other.role === 'OWNER') - Number(one.role === 'OWNER'))
    return openGroup(desk.sql, shown.title, ordered.map(({ identityId, role }) => [identityId, role] as const), opening)
  }
  const [one, other] = members
  if (!one || !other) return undefined
  return openDirect(desk.sql, one.identityId, other.identityId, opening)
}

/** Merges title and members of a group as read from A (not from its events). */
export async function applyGroupState(desk: Desk, place: ConversationAtA, shown: AConversation): Promise<void> {
  if (place.kind === 'DIRECT') return
  await applyTitle(desk, place, shown.title, null, 'either')
  const there = new Set(shown.members.map((member) => member.personId))
  for (const member of shown.members) await applyJoining(desk, place, member, null, 'either')
  for (const member of await activeMembers(desk.sql, place.conversationId)) {
    const person = idAt(member, 'A')
    if (person === null || there.has(person)) continue
    // Who was never seen there has still to be brought there.
    const seen = (await legValue(desk.sql, 'A', 'membership', memberObject(place.nativeId, person)))?.seen
    if (seen === 'in') await applyLeaving(desk, place, { person, reason: 'REMOVED', newOwner: null }, null, 'either')
  }
}
