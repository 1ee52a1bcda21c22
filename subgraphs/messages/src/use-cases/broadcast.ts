import { SwitchboardError } from '@switchboard/domain/errors'
import { newId } from '@switchboard/domain/ids'
import { dropList, insertList, listsById, lockList, storePost, updateList, type ListRow, type PostRow } from '../adapters/postgres/broadcast-list.ts'
import { identitiesById } from '../adapters/postgres/identity.ts'
import { enqueueUnplanned } from '../adapters/postgres/outbox.ts'
import { identitiesOf } from '../adapters/postgres/people.ts'
import { inTransaction, type Sql } from '../adapters/postgres/transaction.ts'
import { bodyText, clientId, existingId, idList, shortText } from '../domain/limits.ts'
import type { Viewer } from '../domain/viewer.ts'
import { chooseIdentities } from './choose-identity.ts'
import type { Services } from './services.ts'

/** A list reaches at most this many people (company B's limit). */
const maxMembers = 50

/** Tells company B of a change to a list; the rows of one list are planned in order. */
const tell = (sql: Sql, kind: 'list.created' | 'list.updated' | 'list.dropped' | 'list.posted', listId: string, payload: Record<string, unknown>) =>
  enqueueUnplanned(sql, 'B', { kind, lane: `list:${listId}`, payload: { listId, ...payload } })

/** The viewer's identity at B: lists are B's. @throws SwitchboardError FORBIDDEN */
async function ownerAtB(services: Services, viewer: Viewer): Promise<string> {
  const cards = await identitiesById(services.pool, viewer.identityIds)
  const owner = viewer.identityIds.find((id) => cards.get(id)?.company === 'B')
  if (owner === undefined) throw new SwitchboardError('FORBIDDEN', 'Broadcast lists are for people of company B.')
  return owner
}

async function recipients(services: Services, viewer: Viewer, userIds: readonly string[]): Promise<string[]> {
  const chosen = await chooseIdentities(services.pool, { ...viewer, company: 'B' }, userIds)
  if (chosen.some((identity) => identity.personId === viewer.personId)) throw new SwitchboardError('BAD_INPUT', 'A list does not reach its owner.')
  return chosen.map((identity) => identity.id)
}

/** Makes a list. @throws SwitchboardError FORBIDDEN, BAD_INPUT, NOT_FOUND, GONE, TEXT_TOO_LONG */
export async function createList(services: Services, viewer: Viewer, name: string, userIds: readonly string[]): Promise<ListRow> {
  const ownerId = await ownerAtB(services, viewer)
  const list = { id: newId(), ownerId, name: shortText('name', name, 60), memberIds: await recipients(services, viewer, idList('userIds', userIds, 1, maxMembers)) }
  await inTransaction(services.pool, async (sql) => {
    await insertList(sql, list)
    await tell(sql, 'list.created', list.id, { ownerId, name: list.name, memberIds: list.memberIds })
  })
  services.wake()
  return { ...list, nativeId: null }
}

export interface ListChange { id: string; name?: string | null; addUserIds?: readonly string[] | null; removeUserIds?: readonly string[] | null }

/** Changes a list of the viewer. @throws SwitchboardError NOT_FOUND, BAD_INPUT, TOO_MANY_MEMBERS, TEXT_TOO_LONG */
export async function changeList(services: Services, viewer: Viewer, change: ListChange): Promise<ListRow> {
  existingId(change.id)
  const name = change.name == null ? undefined : shortText('name', change.name, 60)
  const [known] = await listsById(services.pool, [change.id], viewer.identityIds)
  if (!known) throw new SwitchboardError('NOT_FOUND')
  const added = await recipients(services, viewer, idList('addUserIds', change.addUserIds ?? [], 0, maxMembers))
  const removed = (await identitiesOf(services.pool, idList('removeUserIds', change.removeUserIds ?? [], 0, maxMembers))).map((identity) => identity.id)
  const list = await inTransaction(services.pool, async (sql) => {
    const now = await lockList(sql, change.id, viewer.identityIds)
    if (!now) throw new SwitchboardError('NOT_FOUND')
    const next = { ...now, name: name ?? now.name, memberIds: [...new Set([...now.memberIds.filter((id) => !removed.includes(id)), ...added])] }
    if (next.memberIds.length > maxMembers) throw new SwitchboardError('TOO_MANY_MEMBERS', `A list reaches at most ${maxMembers} people.`)
    if (next.memberIds.length === 0) throw new SwitchboardError('BAD_INPUT', 'A list needs somebody to reach; drop it instead.')
    await updateList(sql, next)
    await tell(sql, 'list.updated', next.id, { ownerId: next.ownerId, name: next.name, memberIds: next.memberIds })
    return next
  })
  services.wake()
  return list
}

/** Ends a list of the viewer; copies stay. @throws SwitchboardError NOT_FOUND */
export async function endList(services: Services, viewer: Viewer, id: string): Promise<boolean> {
  await inTransaction(services.pool, async (sql) => {
    const list = await lockList(sql, existingId(id), viewer.identityIds)
    if (!list) throw new SwitchboardError('NOT_FOUND')
    await dropList(sql, list.id)
    await tell(sql, 'list.dropped', list.id, { ownerId: list.ownerId })
  })
  services.wake()
  return true
}

export interface Post { listId: string; clientMessageId: string; body: string }

/** Posts to a list; the copies enter the DIRECTs when B has them. Same client id and body: the first answer. @throws SwitchboardError NOT_FOUND, CONFLICT */
export async function postToList(services: Services, viewer: Viewer, input: Post): Promise<PostRow> {
  const wish = { id: newId(), listId: existingId(input.listId), clientMessageId: clientId('clientMessageId', input.clientMessageId), body: bodyText(input.body, false) }
  const post = await inTransaction(services.pool, async (sql) => {
    const list = await lockList(sql, wish.listId, viewer.identityIds)
    if (!list) throw new SwitchboardError('NOT_FOUND')
    const stored = await storePost(sql, wish)
    if (!stored.fresh && stored.post.body !== wish.body) throw new SwitchboardError('CONFLICT', 'This clientMessageId was used with other content.')
    if (stored.fresh) await tell(sql, 'list.posted', list.id, { postId: stored.post.id, ownerId: list.ownerId, body: wish.body })
    return stored.post
  })
  services.wake()
  return post
}
