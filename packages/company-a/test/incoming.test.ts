import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { changeAnswer } from '../src/incoming.ts'
import { conversationId, json, lea, message, scriptedServer } from './scripted-server.ts'
import { hostileText } from './hostile-text.ts'

const head = { eventId: '019cadd5-6f69-7aaa-8bbb-ccddeeff0011', occurredAt: '2026-03-02T09:16:40.501377Z', origin: 'switchboard', actorId: lea.id, conversationId }
const common = { eventId: head.eventId, sourceTime: head.occurredAt, origin: 'switchboard', actorId: lea.id, conversationId }
const member = { userId: lea.id, role: 'OWNER', joinedAt: head.occurredAt, lastReadSeq: 0 }
const conversation = { id: conversationId, kind: 'GROUP', title: 'Run', createdBy: lea.id, members: [member], lastSeq: 1, lastActivityAt: head.occurredAt, createdAt: head.occurredAt, updatedAt: head.occurredAt }
const canonicalMember = { personId: lea.id, role: 'OWNER', joinedAt: head.occurredAt, lastReadSeq: 0 }
const read = (type: string, data: unknown) => changeAnswer.parse({ ...head, type, data })

describe('an event of A', () => {
  it('is read into our words, type by type', () => {
    expect(read('user.updated', { user: lea })).toMatchObject({ type: 'profile', person: { id: lea.id, name: lea.displayName, email: lea.email } })
    expect(read('conversation.created', { conversation })).toEqual({ type: 'conversation-created', ...common, conversation: { ...conversation, members: [canonicalMember] } })
    expect(read('conversation.updated', { conversation })).toMatchObject({ type: 'conversation-updated' })
    expect(read('member.added', { member })).toEqual({ type: 'member-added', ...common, member: canonicalMember })
    expect(read('member.removed', { userId: lea.id, reason: 'LEFT', newOwnerId: null })).toEqual({ type: 'member-removed', ...common, personId: lea.id, reason: 'LEFT', newOwnerId: null })
    for (const verb of ['created', 'updated', 'deleted']) expect(read(`message.${verb}`, { message })).toMatchObject({ type: `message-${verb}`, ...common, seq: 1, message: { authorId: lea.id, clientKey: 'u-1', revision: 1, deleted: null } })
    for (const verb of ['added', 'removed']) expect(read(`reaction.${verb}`, { messageId: message.id, seq: 1, userId: lea.id, emoji: '👍' })).toEqual({ type: `reaction-${verb}`, ...common, messageId: message.id, seq: 1, personId: lea.id, emoji: '👍' })
    expect(read('read.updated', { userId: lea.id, upToSeq: 3 })).toEqual({ type: 'read', ...common, personId: lea.id, upToSeq: 3 })
  })

  it('of a SYSTEM message and of a tombstone shows as such', () => {
    const system = { ...message, kind: 'SYSTEM', senderId: null, system: { action: 'MEMBER_ADDED', actorId: lea.id, userId: lea.id, title: null } }
    expect(read('message.created', { message: system })).toMatchObject({ message: { authorId: null, system: { action: 'MEMBER_ADDED', personId: lea.id } } })
    expect(read('message.deleted', { message: { ...message, body: '', deletedAt: head.occurredAt, deletedBy: lea.id } })).toMatchObject({ message: { deleted: { at: head.occurredAt, by: lea.id } } })
  })

  it('keeps hostile bodies byte for byte', () => {
    fc.assert(fc.property(hostileText({ maxLength: 60 }), (body) => {
      expect(read('message.created', { message: { ...message, body } })).toMatchObject({ message: { body } })
    }))
  })

  it('that the contract does not know never stops the feed', async () => {
    const unknown = { ...head, type: 'poll.created', data: {} }
    const broken = { ...head, type: 'read.updated', data: { userId: lea.id, upToSeq: 'x' } }
    const good = { ...head, type: 'read.updated', data: { userId: lea.id, upToSeq: 1 } }
    await using server = await scriptedServer((response) => json(response, 200, { events: [unknown, broken, good], nextCursor: 'e1_3', hasMore: true }))
    const page = await server.client().feed.poll()
    expect(page).toMatchObject({ next: 'e1_3', more: true, changes: [{ type: 'unrecognised', sourceType: 'poll.created' }, { type: 'unrecognised', sourceType: 'read.updated', reason: expect.stringContaining('data.upToSeq') as string }, { type: 'read' }] })
  })

  it('without even an envelope is nonsense', async () => {
    expect(changeAnswer.safeParse({ hello: 1 }).success).toBe(false)
  })
})
