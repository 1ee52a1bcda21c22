import { hasReaction } from '../../adapters/postgres/canonical-value.ts'
import { activeMembers } from '../../adapters/postgres/identity.ts'
import type { OpenIntent } from '../../adapters/postgres/intent.ts'
import { hasRow } from '../../adapters/postgres/lane-row.ts'
import { legValue } from '../../adapters/postgres/leg-value.ts'
import { nativeOf } from '../../adapters/postgres/message-at-a.ts'
import { dropped, later, messageOf, personIdAtA, plain, shows, type Freezer, type Freezing } from './freezing.ts'
import { shownBody } from './shown-body.ts'
import { bodyValue, reactionObject } from './take-value.ts'

/** A change of one message as it is now: text, deletion, pin, one reaction. */
export async function freezeChange({ parts, row, place, payload }: Freezer): Promise<Freezing> {
  const { pool } = parts
  const message = await messageOf(parts, row)
  if (!message?.senderId) return dropped('there is no such message')
  const native = await nativeOf(pool, message.id)
  if (!native) return await hasRow(pool, { company: 'A', messageId: message.id, kinds: ['message.created', 'message.send'], states: ['UNPLANNED', 'PENDING', 'UNKNOWN'] }) ? later('its message is not at A yet') : dropped('its message never went to A')
  const at = { conversationId: place.nativeId, messageId: native.nativeId }
  const author = await personIdAtA(parts, message.senderId)
  const echo = (kind: string, object: string, by: string, value: string): OpenIntent[] => [{ company: 'A', kind, object, by, value }]
  const gone = (await legValue(pool, 'A', 'deletion', native.nativeId))?.seen === 'true'
  if (gone) return dropped('a tombstone at A already')
  if (row.kind === 'message.delete') {
    if (message.deletedAt === null) return dropped('it is not deleted')
    return plain({ op: 'deleteMessage', actAs: author, ...at }, echo('deletion', native.nativeId, '', 'true'))
  }
  if (message.deletedAt !== null) return dropped('delete beats it')
  if (row.kind === 'message.edit') {
    const shown = await legValue(pool, 'A', 'body', native.nativeId)
    const body = shownBody(message)
    if (body === undefined) return { outcome: 'parked', error: 'company A can never show this body' }
    if (await shows(parts, 'body', native.nativeId, bodyValue(body))) return dropped('A shows it already')
    return plain({ op: 'editMessage', actAs: author, ...at, body, expectedRevision: shown?.version ?? 1 }, echo('body', native.nativeId, author, bodyValue(body)))
  }
  if (row.kind === 'message.pin') {
    if (await shows(parts, 'pin', native.nativeId, String(message.pinned))) return dropped('A shows it already')
    return plain({ op: 'setPinned', actAs: await pinner({ parts, row, place, payload }), ...at, pinned: message.pinned }, echo('pin', native.nativeId, '', String(message.pinned)))
  }
  const identityId = String(payload['identityId'])
  const emoji = String(payload['emoji'])
  const person = await personIdAtA(parts, identityId)
  const on = await hasReaction(pool, message.id, identityId, emoji)
  const object = reactionObject(native.nativeId, person, emoji)
  if (await shows(parts, 'reaction', object, on ? 'on' : 'off')) return dropped('A shows it already')
  return plain({ op: 'react', actAs: person, ...at, emoji, on }, echo('reaction', object, person, on ? 'on' : 'off'))
}

/** Either side of a DIRECT may pin, of a GROUP the OWNER alone. */
async function pinner({ parts, place, payload }: Freezer): Promise<string> {
  const members = await activeMembers(parts.pool, place.conversationId)
  const actor = members.find((member) => member.id === payload['actorId'])
  const by = place.kind === 'DIRECT' ? (actor ?? members[0]) : members.find((member) => member.role === 'OWNER')
  if (!by) throw new Error('nobody is there who may pin')
  return personIdAtA(parts, by.id)
}
