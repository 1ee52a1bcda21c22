import type { EventKind, MessageSnapshot } from '../../domain/event.ts'
import { activeMembers, identitiesById, type IdentityCard } from '../../adapters/postgres/identity.ts'
import type { OutboxRow, PlannedRow } from '../../adapters/postgres/outbox.ts'
import type { Sql } from '../../adapters/postgres/transaction.ts'
import { planEdit } from './plan-edit.ts'
import { planGroupLine } from './plan-group-line.ts'
import { planMessage } from './plan-message.ts'
import { ownRows } from './plan-own.ts'
import type { Prerequisites } from './prerequisites.ts'
import { roomLane } from './room-rows.ts'
import type { Scene } from './scene.ts'

/** Where a conversation's rows go at B. */
export type Destination =
  | { kind: 'direct'; conversationId: string; lane: string; /** By identity id. */ uids: ReadonlyMap<string, number>; people: ReadonlyMap<string, IdentityCard> }
  | { kind: 'room'; conversationId: string; lane: string; room: number; /** Members with an account at B. */ members: IdentityCard[] }

export interface Planning { scene: Scene; sql: Sql; row: OutboxRow; need: Prerequisites }

/** What one row of the outbox means at B, as rows per target and part. */
export async function planRow(planning: Planning): Promise<PlannedRow[]> {
  const { row } = planning
  if (row.conversationId === null) return ownRows(row)
  const own = ownRows(row)
  if (own.length > 0) return own
  const destination = await destinationOf(planning, row.conversationId)
  if (destination === undefined) return []
  // Written by the log's own writers: the kind is an event's and the payload its payload.
  const kind = row.kind as EventKind
  const payload = row.payload as Record<string, unknown>
  const message = payload['message'] as MessageSnapshot | undefined
  const change = (name: string, more: object = {}): PlannedRow[] => [{ kind: name, lane: destination.lane, target: destination.lane, part: 1, payload: { messageId: row.messageId, ...more } }]
  switch (kind) {
    case 'message.created': return message === undefined ? [] : planMessage(planning, destination, message)
    case 'message.edited': return message === undefined ? [] : planEdit(planning, destination, message)
    case 'message.deleted': return change('message.delete')
    case 'message.pinned': return change('note', { code: 'PIN_HIDDEN' })
    case 'reaction.added': case 'reaction.removed': {
      // In a room the reactions of the others are not shown (mapping.md, "A GROUP with B members").
      const { identityId, emoji } = payload as { identityId: string; emoji: string }
      return destination.kind === 'direct' ? change('reaction.set', { identityId }) : change('note', { code: 'REACTION_REDUCED', detail: emoji })
    }
    case 'read.moved': {
      const { identityId } = payload as { identityId: string }
      return [{ kind: 'read.push', lane: destination.lane, target: identityId, part: 1, payload: { conversationId: row.conversationId, identityId } }]
    }
    case 'member.added': case 'member.removed': case 'title.changed': return destination.kind === 'room' ? planGroupLine(planning, destination, kind, payload) : []
    // A pair needs no opening, and a room is made when it has something to say.
    case 'conversation.created': return []
    default: return []
  }
}

async function destinationOf({ sql, need, row }: Planning, conversationId: string): Promise<Destination | undefined> {
  const { rows } = await sql.query<{ kind: string }>('SELECT kind FROM messages.conversation WHERE id = $1', [conversationId])
  if (rows[0]?.kind === 'DIRECT') {
    const people = await identitiesById(sql, (await activeMembers(sql, conversationId)).map((member) => member.id))
    if (people.size !== 2) return undefined
    const uids = new Map([...people.values()].map((person) => [person.id, need.uidOf(person)]))
    const [one = 0, other = 0] = [...uids.values()].sort((a, b) => a - b)
    return { kind: 'direct', conversationId, lane: `B:pair:${one}:${other}`, uids, people }
  }
  const members = (await activeMembers(sql, conversationId)).filter((member) => member.company === 'B' && !member.closed)
  const left = row.kind === 'member.removed'
  if (members.length === 0 && !left) return undefined
  return { kind: 'room', conversationId, lane: roomLane(conversationId), room: await need.roomUid(sql, conversationId), members }
}
