import { conversationHead, readPosition } from '../../adapters/postgres/canonical-value.ts'
import { activeMembers, idAt } from '../../adapters/postgres/identity.ts'
import { legValue } from '../../adapters/postgres/leg-value.ts'
import { positionAtA } from '../../adapters/postgres/message-at-a.ts'
import { asMember } from './acting.ts'
import { titleValue } from './converge.ts'
import { dropped, personIdAtA, plain, shows, type Freezer, type Freezing } from './freezing.ts'
import { memberObject } from './take-value.ts'

/** The title as it is now, by A's own OWNER. */
export async function freezeTitle(freezer: Freezer): Promise<Freezing> {
  const { parts, place } = freezer
  const title = (await conversationHead(parts.pool, place.conversationId))?.title ?? null
  if (await shows(parts, 'title', place.nativeId, titleValue(title))) return dropped('A shows it already')
  const owner = await ownerAtA(freezer)
  if (owner === undefined) return dropped('nobody of it is left at A')
  return plain({ op: 'setTitle', actAs: owner, conversationId: place.nativeId, title }, [{ company: 'A', kind: 'title', object: place.nativeId, by: '', value: titleValue(title) }])
}

/** One person's membership as it is now: added or removed by A's OWNER, or leaving by itself. */
export async function freezeMember(freezer: Freezer): Promise<Freezing> {
  const { parts, place, payload } = freezer
  const identityId = String(payload['identityId'])
  const person = await personIdAtA(parts, identityId)
  const isIn = (await activeMembers(parts.pool, place.conversationId)).some((member) => member.id === identityId)
  const object = memberObject(place.nativeId, person)
  if (await shows(parts, 'membership', object, isIn ? 'in' : 'out')) return dropped('A shows it already')
  const echoes = [{ company: 'A' as const, kind: 'membership', object, by: '', value: isIn ? 'in' : 'out' }]
  if (!isIn && payload['reason'] === 'LEFT') return plain({ op: 'removeMember', actAs: person, conversationId: place.nativeId, personId: person }, echoes)
  const owner = await ownerAtA(freezer)
  if (owner === undefined) return dropped('nobody of it is left at A')
  if (isIn) return plain({ op: 'addMembers', actAs: owner, conversationId: place.nativeId, personIds: [person] }, echoes)
  return plain({ op: 'removeMember', actAs: owner, conversationId: place.nativeId, personId: person }, echoes)
}

/** A's OWNER of now: ours may be another one while rows of this lane are on their way. */
async function ownerAtA({ parts, place, payload }: Freezer): Promise<string | undefined> {
  const actor = typeof payload['actorId'] === 'string' ? await personIdAtA(parts, payload['actorId']) : null
  const shown = await asMember(parts, place.conversationId, [actor], (as) => parts.companies.a.conversations.get(as, place.nativeId))
  return shown?.members.find((member) => member.role === 'OWNER')?.personId
}

/** A member's read position as it is now, in A's seq. */
export async function freezeRead({ parts, place, payload }: Freezer): Promise<Freezing> {
  const member = (await activeMembers(parts.pool, place.conversationId)).find((one) => one.id === payload['identityId'])
  const person = member && idAt(member, 'A')
  if (!person) return dropped('no member of A')
  const object = memberObject(place.nativeId, person)
  const shown = Number((await legValue(parts.pool, 'A', 'read', object))?.seen ?? 0)
  const upToSeq = await positionAtA(parts.pool, place.conversationId, place.nativeId, member.id, await readPosition(parts.pool, place.conversationId, member.id), shown)
  if (upToSeq <= shown) return dropped('read at A as far already')
  return plain({ op: 'markRead', actAs: person, conversationId: place.nativeId, upToSeq }, [{ company: 'A', kind: 'read', object, by: person, value: String(upToSeq) }])
}
