import { createHash } from 'node:crypto'
import { SwitchboardError } from '@switchboard/domain/errors'
import { newId } from '@switchboard/domain/ids'
import { openDirect, openGroup, type Opened } from '../adapters/postgres/open-conversation.ts'
import { raiseBirth } from '../adapters/postgres/birth.ts'
import { inTransaction, sqlState } from '../adapters/postgres/transaction.ts'
import { clientId, existingId, idList, shortText } from '../domain/limits.ts'
import type { Viewer } from '../domain/viewer.ts'
import { chooseIdentities } from './choose-identity.ts'
import { announce, type Services } from './services.ts'

/** Gets or makes the one DIRECT with a person; answers its id. @throws SwitchboardError NOT_FOUND, GONE, BAD_INPUT (oneself) */
export async function startDirect(services: Services, viewer: Viewer, personId: string): Promise<string> {
  const [peer] = await chooseIdentities(services.pool, viewer, [existingId(personId)])
  if (!peer || peer.personId === viewer.personId) throw new SwitchboardError('BAD_INPUT', 'A conversation needs somebody else.')
  // Two natives of one company may have a history there, which then comes first in the log.
  const birth = peer.company === viewer.company ? 'WAITING' : 'BORN'
  const opened = await inTransaction(services.pool, async (sql) => {
    const made = await openDirect(sql, viewer.identityId, peer.id, { origin: 'GRAPH', createdBy: viewer.identityId, birth })
    await raiseBirth(sql, made.conversationId)
    return made
  })
  announce(services, [opened.created])
  return opened.conversationId
}

export interface NewGroup {
  title?: string | null
  memberIds: readonly string[]
  clientConversationId?: string | null
}

/** Makes a group that the viewer owns; the same clientConversationId answers the same group. @throws SwitchboardError */
export async function startGroup(services: Services, viewer: Viewer, input: NewGroup): Promise<string> {
  const title = input.title == null ? null : shortText('title', input.title, 120)
  if (new Set(input.memberIds).size > 499) throw new SwitchboardError('TOO_MANY_MEMBERS', 'A group has at most 500 members.')
  const chosen = await chooseIdentities(services.pool, viewer, idList('memberIds', input.memberIds, 0, 499))
  const members = chosen.filter((member) => member.personId !== viewer.personId)
  const wish = input.clientConversationId == null ? undefined : clientId('clientConversationId', input.clientConversationId)
  const id = wish === undefined ? newId() : groupId(viewer.identityId, wish)
  try {
    const opened = await inTransaction(services.pool, (sql): Promise<Opened> => openGroup(
      sql, title, [[viewer.identityId, 'OWNER'], ...members.map((member) => [member.id, 'MEMBER'] as const)], { origin: 'GRAPH', createdBy: viewer.identityId }, id))
    announce(services, [opened.created])
  } catch (error) {
    if (wish === undefined || sqlState(error) !== '23505') throw error
  }
  return id
}

/** An id in our form that follows from who wishes and from the wish: asking twice, even at once, makes one group. */
function groupId(identityId: string, wish: string): string {
  const digest = createHash('sha256').update(`group\0${identityId}\0${wish}`).digest()
  digest[6] = 0x70 | ((digest[6] ?? 0) & 0x0f)
  digest[8] = 0x80 | ((digest[8] ?? 0) & 0x3f)
  return digest.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
