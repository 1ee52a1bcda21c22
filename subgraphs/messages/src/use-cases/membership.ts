import { SwitchboardError } from '@switchboard/domain/errors'
import { appendEvent, lockConversation } from '../adapters/postgres/append-event.ts'
import { addMember, changeTitle, removeMember } from '../adapters/postgres/change-membership.ts'
import { conversationsOf, type ConversationRow } from '../adapters/postgres/conversation-row.ts'
import { memberCounts } from '../adapters/postgres/member-row.ts'
import { identitiesOf } from '../adapters/postgres/people.ts'
import { handOwnership } from '../adapters/postgres/roles.ts'
import { inTransaction, type Sql } from '../adapters/postgres/transaction.ts'
import type { LogEvent } from '../domain/event.ts'
import { existingId, idList, shortText } from '../domain/limits.ts'
import type { Viewer } from '../domain/viewer.ts'
import { ownConversation, ownedGroup } from './access.ts'
import { chooseIdentities } from './choose-identity.ts'
import { announce, type Services } from './services.ts'

/** A group has at most this many members (company A's limit). */
const maxMembers = 500

/** Runs a change of a group under its lock; the viewer's right is checked again inside, where it cannot change any more. */
async function changeGroup(services: Services, viewer: Viewer, id: string, change: (sql: Sql, group: ConversationRow) => Promise<(LogEvent | undefined)[]>): Promise<string> {
  await ownedGroup(services.pool, viewer, id)
  announce(services, await inTransaction(services.pool, async (sql) => {
    await lockConversation(sql, id)
    return change(sql, await ownedGroup(sql, viewer, id))
  }))
  return id
}

/** Renames a group. @throws SwitchboardError NOT_FOUND, FORBIDDEN, BAD_INPUT, TEXT_TOO_LONG */
export async function setTitle(services: Services, viewer: Viewer, id: string, title: string | null): Promise<string> {
  const text = title === null ? null : shortText('title', title, 120)
  return changeGroup(services, viewer, id, async (sql, group) => [
    await changeTitle(sql, { conversationId: id, title: text, actorId: group.me, origin: 'GRAPH' })])
}

/** Adds people; present ones are skipped; all or nothing. @throws SwitchboardError NOT_FOUND, FORBIDDEN, GONE, TOO_MANY_MEMBERS */
export async function addMembers(services: Services, viewer: Viewer, id: string, userIds: readonly string[]): Promise<string> {
  await ownedGroup(services.pool, viewer, id)
  const people = await chooseIdentities(services.pool, viewer, idList('userIds', userIds, 1, 100))
  return changeGroup(services, viewer, id, async (sql, group) => {
    const events: (LogEvent | undefined)[] = []
    for (const person of people) {
      // A linked person who is in already, by whichever identity, is present.
      const theirs = await identitiesOf(sql, [person.personId])
      if ((await conversationsOf(sql, [id], theirs.map((identity) => identity.id), person.id)).length > 0) continue
      events.push(await addMember(sql, { conversationId: id, identityId: person.id, role: 'MEMBER', actorId: group.me, origin: 'GRAPH' }))
    }
    if (((await memberCounts(sql, [id])).get(id) ?? 0) > maxMembers) throw new SwitchboardError('TOO_MANY_MEMBERS', `A group has at most ${maxMembers} members.`)
    return events
  })
}

/** Removes a person. @throws SwitchboardError NOT_FOUND (also: no member), FORBIDDEN, BAD_INPUT (oneself) */
export async function removePerson(services: Services, viewer: Viewer, id: string, userId: string): Promise<string> {
  existingId(userId)
  return changeGroup(services, viewer, id, async (sql, group) => {
    const theirs = await memberIdentities(sql, id, userId)
    if (theirs.includes(group.me)) throw new SwitchboardError('BAD_INPUT', 'Leave the group instead.')
    const events: (LogEvent | undefined)[] = []
    for (const identityId of theirs) events.push(await removeMember(sql, { conversationId: id, identityId, reason: 'REMOVED', actorId: group.me, origin: 'GRAPH' }))
    return events
  })
}

/** Leaves a group. @throws SwitchboardError NOT_FOUND, BAD_INPUT (no group) */
export async function leave(services: Services, viewer: Viewer, id: string): Promise<boolean> {
  const conversation = await ownConversation(services.pool, viewer, id)
  if (conversation.kind !== 'GROUP') throw new SwitchboardError('BAD_INPUT', 'A conversation of two has no way out; archive it.')
  announce(services, [await inTransaction(services.pool, async (sql): Promise<LogEvent | undefined> => {
    await lockConversation(sql, id)
    return removeMember(sql, { conversationId: id, identityId: conversation.me, reason: 'LEFT', actorId: conversation.me, origin: 'GRAPH' })
  })])
  return true
}

/** Hands the ownership to another member. @throws SwitchboardError NOT_FOUND (also: no member), FORBIDDEN */
export async function setOwner(services: Services, viewer: Viewer, id: string, userId: string): Promise<string> {
  existingId(userId)
  return changeGroup(services, viewer, id, async (sql, group) => {
    const [next] = await memberIdentities(sql, id, userId)
    if (next === undefined || next === group.me) return []
    await handOwnership(sql, id, group.me, next)
    // Neither company can move an ownership (company A's contract): nothing goes out.
    return [await appendEvent(sql, { conversationId: id, kind: 'owner.changed', messageId: null, actorId: group.me, origin: 'GRAPH', payload: { identityId: next } }, { deliver: false })]
  })
}

/** The identities by which a person is an active member. @throws SwitchboardError NOT_FOUND */
async function memberIdentities(sql: Sql, conversationId: string, personId: string): Promise<string[]> {
  const active: string[] = []
  for (const { id } of await identitiesOf(sql, [personId])) if ((await conversationsOf(sql, [conversationId], [id], id)).length > 0) active.push(id)
  if (active.length === 0) throw new SwitchboardError('NOT_FOUND', 'This person is no member.')
  return active
}
