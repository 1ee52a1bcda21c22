import { beforeEach, describe, expect, it } from 'vitest'
import { BEN, type Conversation, expectProblem, freshKey, idOf, LEA, type Message, NOBODY, SHADOW, type World, ZOE } from '../world.ts'

interface Page {
  items: { id: string; peerId: string | null; memberCount: number; myRole: string; myLastReadSeq: number; lastSeq: number }[]
  nextCursor: string | null
}

export function conversationSuite(world: () => World): void {
  describe('conversations', () => {
    let w: World
    beforeEach(async () => {
      w = world()
      await w.fresh()
    })
    const create = (who: string, json: object, bad = false) => w.as<Conversation>(who, 'createConversation', { key: freshKey(), json, bad })
    const get = (who: string, conversationId: string) => w.as<Conversation>(who, 'getConversation', { params: { conversationId } })
    const add = (who: string, conversationId: string, userIds: string[], bad = false) =>
      w.as<Conversation>(who, 'addMembers', { params: { conversationId }, json: { userIds }, bad })
    const remove = (who: string, conversationId: string, userId: string) => w.as(who, 'removeMember', { params: { conversationId, userId } })
    const rename = (who: string, conversationId: string, title: string | null) => w.as<Conversation>(who, 'updateConversation', { params: { conversationId }, json: { title } })
    const messages = async (who: string, conversationId: string) => (await w.as<{ items: Message[] }>(who, 'listMessages', { params: { conversationId } })).body.items

    it('makes one DIRECT of two users, however they race', async () => {
      const replies = await Promise.all(Array.from({ length: 10 }, (_, n) => create(n % 2 ? LEA : SHADOW, { kind: 'DIRECT', memberIds: [n % 2 ? SHADOW : LEA] })))
      expect(replies.map((reply) => reply.status).toSorted()).toEqual([...Array(9).fill(200), 201])
      expect(new Set(replies.map((reply) => reply.body.id)).size).toBe(1)
      expect(replies[0]?.body.members.map((member) => member.role)).toEqual(['MEMBER', 'MEMBER'])
      expect((await w.feed()).events.map((event) => event.type)).toEqual(['conversation.created'])
    })

    it('refuses a DIRECT with oneself, with several, or with a title, and any change to it', async () => {
      for (const memberIds of [[], [LEA], [BEN, ZOE]]) expectProblem(await create(LEA, { kind: 'DIRECT', memberIds }), 422, 'validation')
      expectProblem(await create(LEA, { kind: 'DIRECT', memberIds: [BEN], title: 'x' }), 422, 'validation')
      expect((await create(LEA, { kind: 'DIRECT', memberIds: [LEA, BEN], title: null })).status).toBe(201)
      const id = await w.direct()
      expectProblem(await rename(LEA, id, 'x'), 409, 'direct-immutable')
      expectProblem(await add(LEA, id, [ZOE]), 409, 'direct-immutable')
      expectProblem(await remove(LEA, id, BEN), 409, 'direct-immutable')
      expectProblem(await remove(LEA, id, LEA), 409, 'direct-immutable')
    })

    it('makes a GROUP whose creator is the OWNER', async () => {
      const { status, body } = await create(LEA, { kind: 'GROUP', memberIds: [ZOE, BEN, LEA], title: 'Run' })
      expect(status).toBe(201)
      expect(body).toMatchObject({ kind: 'GROUP', title: 'Run', createdBy: LEA, lastSeq: 0, lastActivityAt: body.createdAt })
      expect(body.members.map((member) => [member.userId, member.role])).toEqual([[LEA, 'OWNER'], [BEN, 'MEMBER'], [ZOE, 'MEMBER']])
      expectProblem(await create(LEA, { kind: 'GROUP', memberIds: [NOBODY] }), 422, 'user-unknown')
      expectProblem(await create(LEA, { kind: 'PAIR', memberIds: [] }, true), 422, 'validation')
      expectProblem(await create(LEA, { kind: 'GROUP', memberIds: [], color: 'red' }, true), 422, 'validation')
      expect((await create(LEA, { kind: 'GROUP', memberIds: [] })).body.members).toHaveLength(1)
    })

    it('holds at most 500 members, all or nothing', async () => {
      const users = Array.from({ length: 500 }, (_, n) => ({ id: idOf(n, 3), externalRef: `b:m${n}`, displayName: `M${n}` }))
      await w.api.call('seed', { json: { users } })
      const ids = users.map((user) => user.id)
      expectProblem(await create(LEA, { kind: 'GROUP', memberIds: ids }), 422, 'member-limit')
      const id = await w.group(LEA, ids.slice(0, 498))
      expectProblem(await add(LEA, id, ids.slice(497)), 422, 'member-limit')
      expect((await get(LEA, id)).body.members).toHaveLength(499)
      expect((await add(LEA, id, ids.slice(496, 499))).body.members).toHaveLength(500)
    })

    it('lets only the OWNER rename, and writes it down', async () => {
      const id = await w.group(LEA, [BEN], 'Run')
      expectProblem(await rename(BEN, id, 'x'), 403, 'forbidden')
      expectProblem(await rename(ZOE, id, 'x'), 404, 'not-found')
      const before = (await get(LEA, id)).body
      const after = (await rename(LEA, id, 'Ride')).body
      expect(after).toMatchObject({ title: 'Ride', lastSeq: 1 })
      expect(after.updatedAt > before.updatedAt).toBe(true)
      expect((await rename(LEA, id, 'Ride')).body).toEqual(after)
      expect((await rename(LEA, id, null)).body.title).toBeNull()
      const [note] = await messages(BEN, id)
      expect(note).toMatchObject({ kind: 'SYSTEM', senderId: null, clientMessageId: null, system: { action: 'TITLE_CHANGED', actorId: LEA, userId: null, title: 'Ride' } })
      expect(note?.body).toBe('Léa Martin changed the title to “Ride”.')
      expect((await w.feed()).events.map((event) => event.type)).toEqual([
        'conversation.created', 'conversation.updated', 'message.created', 'conversation.updated', 'message.created',
      ])
    })

    it('adds members who see history from seq 1, skipping present ones', async () => {
      const id = await w.group(LEA, [BEN])
      await w.send(id, LEA)
      expectProblem(await add(BEN, id, [ZOE]), 403, 'forbidden')
      expectProblem(await add(LEA, id, [ZOE, NOBODY]), 422, 'user-unknown')
      expectProblem(await add(LEA, id, [], true), 422, 'validation')
      expect((await add(LEA, id, [BEN, ZOE, SHADOW])).body.members.map((member) => member.userId)).toEqual([LEA, BEN, ZOE, SHADOW])
      expect((await messages(ZOE, id)).map((message) => [message.seq, message.system?.action ?? null])).toEqual([[1, null], [2, 'MEMBER_ADDED'], [3, 'MEMBER_ADDED']])
      const { events } = await w.feed()
      expect(events.slice(2).map((event) => event.type)).toEqual(['member.added', 'message.created', 'member.added', 'message.created'])
      expect(events[2]?.data).toMatchObject({ member: { userId: ZOE, role: 'MEMBER', lastReadSeq: 0 } })
    })

    it('removes and lets leave; whoever is out finds nothing any more', async () => {
      const id = await w.group(LEA, [BEN, ZOE])
      await w.send(id, LEA)
      await w.as(BEN, 'markRead', { params: { conversationId: id }, json: { upToSeq: 1 } })
      expectProblem(await remove(BEN, id, ZOE), 403, 'forbidden')
      expect((await remove(LEA, id, NOBODY)).status).toBe(204)
      expectProblem(await w.as(LEA, 'removeMember', { params: { conversationId: id, userId: 'x' }, bad: true }), 404, 'not-found')
      expect((await remove(LEA, id, BEN)).status).toBe(204)
      expect((await remove(LEA, id, BEN)).status).toBe(204)
      expectProblem(await get(BEN, id), 404, 'not-found')
      expectProblem(await w.send(id, BEN), 404, 'not-found')
      expect((await add(LEA, id, [BEN])).body.members.find((member) => member.userId === BEN)).toMatchObject({ role: 'MEMBER', lastReadSeq: 0 })
      expect((await remove(ZOE, id, ZOE)).status).toBe(204)
      const removed = (await w.feed()).events.filter((event) => event.type === 'member.removed')
      expect(removed.map((event) => event.data)).toEqual([
        { userId: BEN, reason: 'REMOVED', newOwnerId: null },
        { userId: ZOE, reason: 'LEFT', newOwnerId: null },
      ])
    })

    it('passes the ownership to the longest-standing member; an empty group is seen by nobody', async () => {
      const id = await w.group(LEA, [ZOE, BEN])
      await remove(LEA, id, LEA)
      expect((await get(BEN, id)).body.members.map((member) => [member.userId, member.role])).toEqual([[BEN, 'OWNER'], [ZOE, 'MEMBER']])
      await remove(BEN, id, ZOE)
      await remove(BEN, id, BEN)
      expectProblem(await get(BEN, id), 404, 'not-found')
      const events = (await w.feed()).events.filter((event) => event.type === 'member.removed')
      expect(events[0]?.data['newOwnerId']).toBe(BEN)
      expect((await w.dump<Conversation>('conversations'))[0]).toMatchObject({ id, members: [] })
    })

    it('lists by recent activity or by id', async () => {
      const ids = [await w.direct(), await w.group(LEA, [BEN, ZOE]), await w.group(LEA, [])]
      await w.send(ids[0] ?? '', BEN)
      const page = async (query: Record<string, string | number>) => (await w.as<Page>(LEA, 'listConversations', { query })).body
      const recent = await page({})
      expect(recent.items.map((item) => item.id)).toEqual([ids[0], ids[2], ids[1]])
      expect(recent.items[0]).toMatchObject({ peerId: BEN, memberCount: 2, myRole: 'MEMBER', lastSeq: 1, myLastReadSeq: 0 })
      expect(recent.items[1]).toMatchObject({ peerId: null, memberCount: 1, myRole: 'OWNER' })
      for (const [order, expected] of [['created', ids], ['recent', recent.items.map((item) => item.id)]] as const) {
        const first = await page({ order, limit: 2 })
        const second = await page({ order, limit: 2, cursor: first.nextCursor ?? '' })
        expect([...first.items, ...second.items].map((item) => item.id)).toEqual(expected)
        expect(second.nextCursor).toBeNull()
      }
      const { nextCursor } = await page({ limit: 1 })
      expectProblem(await w.as(BEN, 'listConversations', { query: { limit: 1, cursor: nextCursor ?? '' } }), 422, 'cursor-invalid')
      expectProblem(await w.as(LEA, 'listConversations', { query: { order: 'best' }, bad: true }), 422, 'validation')
    })

    it('moves read markers forward only', async () => {
      const id = await w.direct()
      const mark = (upToSeq: number, bad = false) => w.as<{ upToSeq: number; readAt: string | null }>(BEN, 'markRead', { params: { conversationId: id }, json: { upToSeq }, bad })
      for (let n = 0; n < 3; n += 1) await w.send(id, LEA)
      expect((await mark(0)).body).toEqual({ upToSeq: 0, readAt: null })
      const moved = (await mark(2)).body
      expect(moved.upToSeq).toBe(2)
      expect((await mark(1)).body).toEqual(moved)
      expectProblem(await mark(4), 422, 'seq-out-of-range')
      expectProblem(await mark(-1, true), 422, 'validation')
      expect((await get(LEA, id)).body.members.map((member) => [member.userId, member.lastReadSeq])).toEqual([[LEA, 0], [BEN, 2]])
      const reads = (await w.feed()).events.filter((event) => event.type === 'read.updated')
      expect(reads.map((event) => event.data)).toEqual([{ userId: BEN, upToSeq: 2 }])
    })

    it('takes typing, which leaves no trace in the feed', async () => {
      const id = await w.direct()
      const reply = await w.as<{ expiresAt: string }>(BEN, 'sendTyping', { params: { conversationId: id } })
      expect(reply.status).toBe(202)
      expect(Date.parse(reply.body.expiresAt) - Date.now()).toBeGreaterThan(5_000)
      expectProblem(await w.as(ZOE, 'sendTyping', { params: { conversationId: id } }), 404, 'not-found')
      expect((await w.feed()).events.map((event) => event.type)).toEqual(['conversation.created'])
    })
  })
}
