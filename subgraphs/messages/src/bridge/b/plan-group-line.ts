import { split } from '@switchboard/company-b/text/split'
import { tagOf } from '@switchboard/company-b/text/tag'
import { eventLine } from '@switchboard/company-b/translate/line'
import type { EventPayloads } from '../../domain/event.ts'
import { identitiesById } from '../../adapters/postgres/identity.ts'
import type { PlannedRow } from '../../adapters/postgres/outbox.ts'
import type { Destination, Planning } from './plan.ts'
import { toMembers } from './plan-message.ts'

/** A change of the group, told by its room in one line to every member at B (mapping.md, "Roles, pins, title, SYSTEM"). */
export async function planGroupLine({ sql, row }: Planning, destination: Extract<Destination, { kind: 'room' }>, kind: 'member.added' | 'member.removed' | 'title.changed', payload: Record<string, unknown>): Promise<PlannedRow[]> {
  const text = await lineOf()
  const { rows } = split(eventLine(text))
  const object = `${destination.conversationId}:${row.seq ?? row.id}`
  return toMembers('room.line', destination, rows.map((encoded, index) => ({
    kind: 'text', text: encoded, tag: tagOf(object, 1, index + 1), part: index + 1, revision: 1, time: row.createdAt.getTime(), role: 'LINE',
  })), null)

  async function lineOf(): Promise<string> {
    if (kind === 'title.changed') {
      const { title } = payload as EventPayloads['title.changed']
      return title === null ? 'The group has no title any more.' : `The group is now called “${title}”.`
    }
    const { identityId } = payload as { identityId: string }
    const name = (await identitiesById(sql, [identityId])).get(identityId)?.displayName ?? '?'
    if (kind === 'member.added') return `${name} joined.`
    return (payload as EventPayloads['member.removed']).reason === 'LEFT' ? `${name} left.` : `${name} was removed.`
  }
}
