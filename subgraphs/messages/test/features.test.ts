import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '@switchboard/domain/ids'
import { dueTimers } from '../src/adapters/postgres/timer.ts'
import { messageTimers } from '../src/use-cases/timers.ts'
import { direct, say, send, stage, type Json, type Person, type Stage } from './stage.ts'

let on: Stage
let ann: Person
let bob: Person
let cal: Person
beforeAll(async () => {
  on = await stage()
  ann = await on.person('A')
  bob = await on.person('B')
  cal = await on.person('A')
})
afterAll(() => on[Symbol.asyncDispose]())

const dm = async (one: Person, other: Person) => (await on.get(one, direct, { u: other.personId })).startDirect.id as string
const group = async (owner: Person, ...others: Person[]) =>
  (await on.get(owner, 'mutation ($i: StartGroupInput!) { startGroup(input: $i) { id } }', { i: { title: 'Team', memberIds: others.map((other) => other.personId) } })).startGroup.id as string
const kinds = async (conversationId: string) =>
  (await on.pool.query('SELECT kind FROM messages.log_event WHERE conversation_id = $1 ORDER BY seq', [conversationId])).rows.map((row) => row.kind)
const fire = async () => {
  const timers = messageTimers({ pool: on.pool, live: on.server.services.live, wake: () => undefined })
  for (const timer of await dueTimers(on.pool, Object.keys(timers), 100)) await timers[timer.kind]?.(timer)
}

describe('starting conversations', () => {
  it('uses the identity at the caller\'s company of a linked person, and refuses oneself and strangers to the system', async () => {
    const linked = await on.person('A')
    const alsoB = await on.person('B', { personId: linked.personId })
    const fromA = await on.get(ann, 'mutation ($u: ID!) { startDirect(userId: $u) { peer { identity { id } } readiness } }', { u: linked.personId })
    const fromB = await on.get(bob, 'mutation ($u: ID!) { startDirect(userId: $u) { peer { identity { id } } readiness } }', { u: linked.personId })
    expect(fromA.startDirect).toEqual({ peer: { identity: { id: linked.identityId } }, readiness: 'ARRIVING' })
    expect(fromB.startDirect).toEqual({ peer: { identity: { id: alsoB.identityId } }, readiness: 'ARRIVING' })
    expect(await on.refused(ann, direct, { u: ann.personId })).toBe('BAD_INPUT')
    expect(await on.refused(ann, direct, { u: newId() })).toBe('NOT_FOUND')
    expect(await on.refused(ann, direct, { u: 'nobody' })).toBe('NOT_FOUND')
    await on.pool.query('UPDATE users.identity SET closed_at = now() WHERE person_id = $1', [linked.personId])
    expect(await on.refused(ann, direct, { u: linked.personId })).toBe('GONE')
  })

  it('knows a linked person by the younger id, too, and writes to the identity used last when none is near', async () => {
    const elder = await on.person('A')
    const younger = await on.person('A')
    const link = 'UPDATE users.identity SET person_id = $2, last_used_at = now() WHERE id = $1'
    await on.pool.query(link, [younger.identityId, elder.personId])
    const start = 'mutation ($u: ID!) { startDirect(userId: $u) { id peer { user { id } identity { id } } } }'
    const byAlias = (await on.get(bob, start, { u: younger.personId })).startDirect
    expect(byAlias.peer).toEqual({ user: { id: elder.personId }, identity: { id: younger.identityId } })
    expect((await on.get(bob, start, { u: elder.personId })).startDirect.id).toBe(byAlias.id)
    await on.pool.query(`UPDATE users.identity SET last_used_at = now() + interval '1 minute' WHERE id = $1`, [elder.identityId])
    expect((await on.get(bob, start, { u: younger.personId })).startDirect.peer.identity.id).toBe(elder.identityId)

    expect(await on.refused(elder, direct, { u: younger.personId })).toBe('BAD_INPUT')
    expect((await on.get(cal, 'mutation ($u: ID!) { blockUser(userId: $u) { id } }', { u: younger.personId })).blockUser.id).toBe(elder.personId)
    const wish = 'mutation ($i: StartGroupInput!) { startGroup(input: $i) { id memberCount } }'
    const made = (await on.get(ann, wish, { i: { title: 'Once', memberIds: [younger.personId, elder.personId] } })).startGroup
    expect(made.memberCount).toBe(2)
    expect((await on.get(ann, 'mutation ($c: ID!, $u: ID!) { removeMember(conversationId: $c, userId: $u) { memberCount } }', { c: made.id, u: younger.personId })).removeMember.memberCount).toBe(1)
    const own = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on User { conversations(first: 5) { nodes { id } } } } }'
    const entity = (id: string) => ({ r: [{ __typename: 'User', id }] })
    expect((await on.get(elder, own, entity(younger.personId)))._entities[0].conversations.nodes).toContainEqual({ id: byAlias.id })
    expect(await on.refused(ann, own, entity(younger.personId))).toBe('FORBIDDEN')
  })

  it('shows a session proved by pin only its own company\'s side', async () => {
    const both = await on.person('A')
    const pin = await on.person('B', { personId: both.personId, proof: 'b-pin' })
    const [a, b] = [await dm(ann, both), await dm(bob, pin)]
    const list = '{ conversations { nodes { id } } }'
    expect((await on.get(both, list)).conversations.nodes.map((node: Json) => node.id).sort()).toEqual([a, b].sort())
    expect((await on.get(pin, list)).conversations.nodes).toEqual([{ id: b }])
    expect((await on.get(pin, 'query ($c: ID!) { conversation(id: $c) { id } }', { c: a })).conversation).toBeNull()
  })

  it('makes the same group for the same wish, also at once', async () => {
    const wish = 'mutation ($i: StartGroupInput!) { startGroup(input: $i) { id title memberCount me { role } members { nodes { role user { id } } pageInfo { hasNextPage } } } }'
    const i = { title: 'Trip', memberIds: [bob.personId, cal.personId], clientConversationId: 'w1' }
    const [one, two] = await Promise.all([on.get(ann, wish, { i }), on.get(ann, wish, { i })])
    expect(one).toEqual(two)
    expect(one.startGroup).toMatchObject({ title: 'Trip', memberCount: 3, me: { role: 'OWNER' } })
    for (const bad of [{ ...i, title: '' }, { ...i, memberIds: ['x'] }]) expect(['BAD_INPUT', 'NOT_FOUND']).toContain(await on.refused(ann, wish, { i: bad }))
    expect(await on.refused(ann, wish, { i: { ...i, memberIds: Array.from({ length: 500 }, () => newId()) } })).toBe('TOO_MANY_MEMBERS')
  })
})

describe('writing', () => {
  it('knows replies, threads, stickers, nudges and the limits of text', async () => {
    const c = await dm(ann, bob)
    const first = await say(on, ann, c, 'first')
    await say(on, bob, c, 'answer', { replyToId: first.id })
    await say(on, bob, c, 'in thread', { threadRootId: first.id })
    await on.get(ann, send, { i: { conversationId: c, clientMessageId: 's', sticker: 'pack/12' } })
    await on.get(ann, send, { i: { conversationId: c, clientMessageId: 'n', nudge: true } })
    const { conversation } = await on.get(bob, `query ($c: ID!) { conversation(id: $c) { messages(last: 4) { nodes {
      body kind clientMessageId replyTo { body } threadRoot { body } extension { __typename ... on Sticker { code } ... on Nudge { nudge } } origin fidelity { level } } } } }`, { c })
    expect(conversation.messages.nodes).toMatchObject([
      { body: 'answer', replyTo: { body: 'first' }, threadRoot: null, extension: null, origin: 'GRAPH', fidelity: { level: 'EXACT' } },
      { body: 'in thread', threadRoot: { body: 'first' } },
      { kind: 'TEXT', clientMessageId: null, extension: { __typename: 'Sticker', code: 'pack/12' } }, { extension: { __typename: 'Nudge', nudge: true } }])
    const refuse = (i: object) => on.refused(ann, send, { i: { conversationId: c, clientMessageId: 'bad', ...i } })
    expect(await refuse({ body: 'x'.repeat(8_001) })).toBe('TEXT_TOO_LONG')
    for (const bad of [{ body: '' }, {}, { body: 'a\0' }, { body: 'x', clientMessageId: 'ü' }, { body: 'x', nudge: true }, { sticker: 'no' }, { body: 'x', expiresAfterSeconds: 0 },
      { body: 'x', replyToId: newId() }, { nudge: true, sticker: 'a/1' }, { body: 'x', attachmentIds: [newId()] }, { voice: true, body: 'x' }, { body: 'x', sendAt: '2099-01-01T00:00:00Z' }]) {
      expect([bad, await refuse(bad)]).toEqual([bad, 'BAD_INPUT'])
    }
  })

  it('pages history in both directions by signed cursors', async () => {
    const c = await group(ann, bob)
    const all: string[] = []
    for (let n = 1; n <= 7; n += 1) { await say(on, ann, c, `m${n}`); all.push(`m${n}`) }
    const query = `query ($c: ID!, $first: Int, $after: Cursor, $last: Int, $before: Cursor) { conversation(id: $c) { cursor messages(first: $first, after: $after, last: $last, before: $before) {
      nodes { body } edges { cursor } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }`
    const read = async (v: object) => (await on.get(bob, query, { c, ...v })).conversation.messages
    const back: string[] = []
    let page = await read({ last: 3 })
    expect(page.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true })
    for (;;) {
      back.unshift(...page.nodes.map((node: Json) => node.body))
      if (!page.pageInfo.hasPreviousPage) break
      page = await read({ last: 3, before: page.pageInfo.startCursor })
      expect(page.pageInfo.hasNextPage).toBe(true)
    }
    expect(back).toEqual(all)
    const forth: string[] = []
    page = await read({ first: 2 })
    expect(page.pageInfo.hasPreviousPage).toBe(false)
    for (;;) {
      forth.push(...page.nodes.map((node: Json) => node.body))
      if (!page.pageInfo.hasNextPage) break
      page = await read({ first: 2, after: page.pageInfo.endCursor })
      expect(page.pageInfo.hasPreviousPage).toBe(true)
    }
    expect(forth).toEqual(all)
    const foreign = (await on.get(ann, 'query ($c: ID!) { conversation(id: $c) { cursor } }', { c: await dm(ann, bob) })).conversation.cursor
    for (const bad of [foreign, 'x', page.pageInfo.endCursor.slice(0, -1)]) expect(await on.refused(bob, query, { c, after: bad })).toBe('CURSOR_INVALID')
    for (const bad of [{ first: 0 }, { first: 101 }, { last: 0 }, { last: 101 }, { first: 1, last: 1 }]) expect(await on.refused(bob, query, { c, ...bad })).toBe('BAD_INPUT')
  })

  it('edits with revisions, refuses a stale one, and lets a deletion win', async () => {
    const c = await group(ann, bob)
    const { id } = await say(on, bob, c, 'v1')
    const edit = 'mutation ($i: EditMessageInput!) { editMessage(input: $i) { body revision editedAt revisions { revision body } } }'
    expect((await on.get(bob, edit, { i: { id, body: 'v2', expectedRevision: 1 } })).editMessage).toMatchObject({ body: 'v2', revision: 2, revisions: [{ revision: 1, body: 'v1' }, { revision: 2, body: 'v2' }] })
    expect(await on.refused(bob, edit, { i: { id, body: 'v3', expectedRevision: 1 } })).toBe('CONFLICT')
    expect(await on.refused(ann, edit, { i: { id, body: 'mine' } })).toBe('FORBIDDEN')
    await on.get(bob, 'mutation ($m: ID!) { addReaction(messageId: $m, emoji: "👍") { id } pinned: __typename }', { m: id })
    const del = 'mutation ($m: ID!) { deleteMessage(id: $m) { body deletedAt deletedBy { id } reactions { emoji } revisions { body } attachments { id } } }'
    const other = await say(on, ann, c, 'not yours')
    expect(await on.refused(bob, del, { m: other.id })).toBe('FORBIDDEN')
    expect((await on.get(ann, del, { m: id })).deleteMessage).toEqual({ body: '', deletedAt: expect.any(String), deletedBy: { id: ann.personId }, reactions: [], revisions: [], attachments: [] })
    await on.get(ann, del, { m: id })
    expect(await on.refused(bob, edit, { i: { id, body: 'v4' } })).toBe('GONE')
    expect(await kinds(c)).toEqual(['conversation.created', 'message.created', 'message.edited', 'reaction.added', 'message.created', 'message.deleted'])
  })

  it('holds reactions, pins and what is hidden for one', async () => {
    const c = await group(ann, bob)
    const { id } = await say(on, ann, c, 'react to me')
    const react = 'mutation ($m: ID!, $e: String!) { addReaction(messageId: $m, emoji: $e) { reactions { emoji count mine users { id } } } }'
    await on.get(ann, react, { m: id, e: '❤' })
    await on.get(bob, react, { m: id, e: '❤' })
    expect((await on.get(bob, react, { m: id, e: '❤️' })).addReaction.reactions).toEqual([
      { emoji: '❤', count: 2, mine: true, users: [{ id: ann.personId }, { id: bob.personId }] }, { emoji: '❤️', count: 1, mine: true, users: [{ id: bob.personId }] }])
    await on.get(bob, 'mutation ($m: ID!) { removeReaction(messageId: $m, emoji: "❤️") { id } }', { m: id })
    for (const bad of ['ab', '', '👍👍']) expect(await on.refused(bob, react, { m: id, e: bad })).toBe('BAD_INPUT')
    const many = [...'😀😁😂😃😄😅😆😇😈😉😊😋😌😍😎😏😐😑😒']
    for (const e of many) await on.get(bob, react, { m: id, e })
    expect(await on.refused(bob, react, { m: id, e: '🚀' })).toBe('BAD_INPUT')
    expect(await kinds(c)).not.toContain('reaction.none')
    const pin = 'mutation ($m: ID!, $p: Boolean!) { pinMessage(id: $m, pinned: $p) { pinned conversation { pinned { id } } } }'
    expect(await on.refused(bob, pin, { m: id, p: true })).toBe('FORBIDDEN')
    expect((await on.get(ann, pin, { m: id, p: true })).pinMessage).toEqual({ pinned: true, conversation: { pinned: [{ id }] } })
    await on.get(ann, pin, { m: id, p: false })
    await on.get(bob, 'mutation ($m: ID!) { hideMessage(id: $m) }', { m: id })
    const look = 'query ($c: ID!, $m: ID!) { message(id: $m) { id } conversation(id: $c) { unreadCount lastMessage { id } messages { nodes { id } } } }'
    expect(await on.get(bob, look, { c, m: id })).toEqual({ message: null, conversation: { unreadCount: 0, lastMessage: null, messages: { nodes: [] } } })
    expect((await on.get(ann, look, { c, m: id })).conversation.lastMessage.id).toBe(id)
  })

  it('counts messages, not places in the log, as unread, and logs read positions once a second', async () => {
    const c = await group(ann, bob)
    const first = await say(on, ann, c, '1')
    await on.get(ann, 'mutation ($m: ID!) { addReaction(messageId: $m, emoji: "👍") { id } }', { m: first.id })
    const second = await say(on, ann, c, '2')
    await say(on, bob, c, 'own')
    const last = await say(on, ann, c, '3')
    const unread = 'query ($c: ID!) { conversation(id: $c) { unreadCount me { readSeq readAt } } }'
    expect((await on.get(bob, unread, { c })).conversation.unreadCount).toBe(3)
    const mark = 'mutation ($c: ID!, $s: Int!) { markRead(conversationId: $c, upToSeq: $s) { unreadCount me { readSeq } } }'
    expect((await on.get(bob, mark, { c, s: second.seq })).markRead).toEqual({ unreadCount: 1, me: { readSeq: second.seq } })
    expect((await on.get(bob, mark, { c, s: last.seq })).markRead.unreadCount).toBe(0)
    expect((await on.get(bob, mark, { c, s: 1 })).markRead.me.readSeq).toBe(last.seq)
    expect(await on.refused(bob, mark, { c, s: -1 })).toBe('BAD_INPUT')
    expect((await kinds(c)).filter((kind) => kind === 'read.moved')).toHaveLength(1)
    const seen = await on.get(ann, 'query ($m: ID!) { message(id: $m) { receipts { user { id } seenAt } deliveries { company state attempts hops { name } } cursor } }', { m: first.id })
    expect(seen.message.receipts).toEqual([{ user: { id: bob.personId }, seenAt: expect.any(String) }])
    expect(seen.message.deliveries).toMatchObject([{ company: 'A', state: 'PENDING', attempts: 0, hops: [] }, { company: 'B', state: 'PENDING' }])
  })

  it('sends a scheduled message when its time has come, once, unless it was taken back', async () => {
    const c = await dm(ann, bob)
    const sendAt = new Date(Date.now() + 60_000).toISOString()
    const i = { conversationId: c, clientMessageId: 'later', body: 'from the past', sendAt }
    const one = (await on.get(ann, send, { i })).sendMessage
    expect((await on.get(ann, send, { i })).sendMessage).toEqual(one)
    expect(one).toMatchObject({ message: null, scheduled: { sendAt } })
    expect(await on.refused(ann, send, { i: { ...i, body: 'other' } })).toBe('CONFLICT')
    const waiting = 'query ($c: ID!) { conversation(id: $c) { scheduled { id body } } }'
    expect((await on.get(ann, waiting, { c })).conversation.scheduled).toEqual([{ id: one.scheduled.id, body: 'from the past' }])
    expect((await on.get(bob, waiting, { c })).conversation.scheduled).toEqual([])
    const two = (await on.get(ann, send, { i: { ...i, clientMessageId: 'never' } })).sendMessage.scheduled.id
    const cancel = 'mutation ($s: ID!) { cancelScheduled(id: $s) }'
    expect(await on.refused(bob, cancel, { s: two })).toBe('NOT_FOUND')
    expect((await on.get(ann, cancel, { s: two })).cancelScheduled).toBe(true)
    await on.pool.query(`UPDATE messages.timer SET due_at = now() WHERE kind = 'scheduled'`)
    await fire()
    await fire()
    const after = await on.get(bob, 'query ($c: ID!) { conversation(id: $c) { messages(last: 100) { nodes { body } } } }', { c })
    expect(after.conversation.messages.nodes.filter((node: Json) => node.body === 'from the past')).toHaveLength(1)
    expect(await on.refused(ann, cancel, { s: one.scheduled.id })).toBe('GONE')
    expect((await on.get(ann, send, { i })).sendMessage.message.body).toBe('from the past')
  })

  it('deletes an expiring message some time after it was read', async () => {
    const c = await dm(ann, bob)
    const message = await say(on, ann, c, 'burn', { expiresAfterSeconds: 60 })
    await on.get(ann, 'mutation ($c: ID!, $s: Int!) { markRead(conversationId: $c, upToSeq: $s) { id } }', { c, s: message.seq })
    expect((await on.pool.query(`SELECT FROM messages.timer WHERE kind = 'expire'`)).rowCount).toBe(0)
    await on.get(bob, 'mutation ($c: ID!, $s: Int!) { markRead(conversationId: $c, upToSeq: $s) { id } }', { c, s: message.seq })
    await on.pool.query(`UPDATE messages.timer SET due_at = now() WHERE kind = 'expire'`)
    await fire()
    expect((await on.get(bob, 'query ($m: ID!) { message(id: $m) { body deletedAt deletedBy { id } } }', { m: message.id })).message).toEqual({ body: '', deletedAt: expect.any(String), deletedBy: null })
    expect((await on.pool.query(`SELECT FROM messages.timer WHERE kind = 'expire'`)).rowCount).toBe(0)
  })
})

describe('groups', () => {
  it('are run by their owner', async () => {
    const c = await group(ann, bob)
    const dan = await on.person('B')
    const add = 'mutation ($c: ID!, $u: [ID!]!) { addMembers(conversationId: $c, userIds: $u) { memberCount companies members(first: 2) { nodes { user { id } } pageInfo { hasNextPage endCursor } } } }'
    expect((await on.get(ann, add, { c, u: [cal.personId, bob.personId, dan.personId] })).addMembers.memberCount).toBe(4)
    for (const query of ['setTitle(conversationId: $c, title: "x") { id }', 'setOwner(conversationId: $c, userId: $u) { id }', 'removeMember(conversationId: $c, userId: $u) { id }']) {
      expect(await on.refused(bob, `mutation ($c: ID!, $u: ID!) { ${query} x: sendTyping(conversationId: $u) }`, { c, u: cal.personId })).toBe('FORBIDDEN')
    }
    expect((await on.get(ann, 'mutation ($c: ID!) { setTitle(conversationId: $c, title: "New") { title } }', { c })).setTitle.title).toBe('New')
    expect(await on.refused(ann, 'mutation ($c: ID!, $t: String) { setTitle(conversationId: $c, title: $t) { id } }', { c, t: 'x'.repeat(121) })).toBe('TEXT_TOO_LONG')
    await on.get(ann, 'mutation ($c: ID!, $u: ID!) { removeMember(conversationId: $c, userId: $u) { id } }', { c, u: dan.personId })
    expect(await on.refused(ann, 'mutation ($c: ID!, $u: ID!) { removeMember(conversationId: $c, userId: $u) { id } }', { c, u: dan.personId })).toBe('NOT_FOUND')
    await on.get(ann, 'mutation ($c: ID!, $u: ID!) { setOwner(conversationId: $c, userId: $u) { me { role } } }', { c, u: bob.personId })
    await on.get(bob, 'mutation ($c: ID!) { leaveConversation(conversationId: $c) }', { c })
    expect((await on.get(ann, 'query ($c: ID!) { conversation(id: $c) { me { role } } }', { c })).conversation.me.role).toBe('OWNER')
    expect(await kinds(c)).toEqual(['conversation.created', 'member.added', 'member.added', 'title.changed', 'member.removed', 'owner.changed', 'member.removed'])
    const page = (await on.get(ann, 'query ($c: ID!) { conversation(id: $c) { members(first: 1) { nodes { user { id } } pageInfo { hasNextPage endCursor } } } }', { c })).conversation.members
    expect(page.pageInfo.hasNextPage).toBe(true)
    const next = (await on.get(ann, 'query ($c: ID!, $a: String) { conversation(id: $c) { members(first: 1, after: $a) { nodes { user { id } } pageInfo { hasNextPage } } } }', { c, a: page.pageInfo.endCursor })).conversation.members
    expect([page.nodes[0].user.id, next.nodes[0].user.id].sort()).toEqual([ann.personId, cal.personId].sort())
    expect(await on.refused(ann, 'mutation ($c: ID!) { leaveConversation(conversationId: $c) }', { c: await dm(ann, bob) })).toBe('BAD_INPUT')
  })
})

describe('what concerns the viewer alone', () => {
  it('archives, mutes, lists in pages by newest activity', async () => {
    const eve = await on.person('A')
    const ids: string[] = []
    for (let n = 0; n < 5; n += 1) ids.unshift(await group(eve, bob))
    const list = 'query ($a: String, $arch: Boolean) { conversations(first: 2, after: $a, archived: $arch) { nodes { id mutedUntil } pageInfo { hasNextPage endCursor } } }'
    const seen: string[] = []
    for (let after: string | null = null; ;) {
      const { nodes, pageInfo }: Json = (await on.get(eve, list, { a: after, arch: false })).conversations
      seen.push(...nodes.map((node: Json) => node.id))
      if (!pageInfo.hasNextPage) break
      after = pageInfo.endCursor
    }
    expect(seen).toEqual(ids)
    await on.get(eve, 'mutation ($c: ID!) { archiveConversation(conversationId: $c, archived: true) { archived } }', { c: ids[0] })
    expect((await on.get(eve, list, { arch: true })).conversations.nodes).toEqual([{ id: ids[0], mutedUntil: null }])
    const until = new Date(Date.now() + 60_000).toISOString()
    expect((await on.get(eve, 'mutation ($c: ID!, $t: DateTime) { muteConversation(conversationId: $c, until: $t) { mutedUntil } }', { c: ids[0], t: until })).muteConversation.mutedUntil).toBe(until)
    const own = 'query ($p: ID!) { _entities(representations: [{ __typename: "User", id: $p }]) { ... on User { conversations { nodes { id } } } } }'
    expect((await on.get(eve, own, { p: eve.personId }))._entities[0].conversations.nodes).toHaveLength(4)
    expect(await on.refused(eve, own, { p: bob.personId })).toBe('FORBIDDEN')
    for (const bad of ['x', (await on.get(eve, list)).conversations.pageInfo.endCursor]) expect(await on.refused(bob, list, { a: bad })).toBe('CURSOR_INVALID')
  })

  it('searches the viewer\'s conversations only', async () => {
    const c = await dm(ann, cal)
    await say(on, ann, c, 'Das Segelboot liegt im Hafen')
    await say(on, cal, c, 'segelboot zwei')
    await say(on, ann, await dm(ann, bob), 'segelboot drei')
    const search = 'query ($t: String!, $c: ID, $n: Int, $a: String) { searchMessages(text: $t, conversationId: $c, first: $n, after: $a) { nodes { body } edges { cursor } pageInfo { hasNextPage endCursor } } }'
    expect((await on.get(cal, search, { t: 'SEGELB' })).searchMessages.nodes).toEqual([{ body: 'segelboot zwei' }, { body: 'Das Segelboot liegt im Hafen' }])
    expect((await on.get(cal, search, { t: 'segelboot haf' })).searchMessages.nodes).toHaveLength(1)
    const one = (await on.get(ann, search, { t: 'segelboot', n: 2 })).searchMessages
    expect(one.pageInfo.hasNextPage).toBe(true)
    expect((await on.get(ann, search, { t: 'segelboot', n: 2, a: one.pageInfo.endCursor })).searchMessages.nodes).toHaveLength(1)
    expect(await on.refused(bob, search, { t: 'segelboot', c })).toBe('NOT_FOUND')
    expect(await on.refused(bob, search, { t: 's' })).toBe('BAD_INPUT')
    for (const odd of ["o'neill", 'a\\b:c', 'x & y | !z', '<->']) await on.ask(bob, search, { t: odd })
    expect((await on.get(ann, search, { t: "it's 'quoted\\" })).searchMessages.nodes).toEqual([])
  })

  it('blocks by all identities and tells B of its own people\'s blocks', async () => {
    const fay = await on.person('B')
    const c = await dm(ann, fay)
    await on.get(fay, 'mutation ($u: ID!) { blockUser(userId: $u) { id } }', { u: ann.personId })
    expect(await on.refused(ann, send, { i: { conversationId: c, clientMessageId: 'b', body: 'hey' } })).toBe('BLOCKED')
    expect((await on.get(fay, 'query ($c: ID!) { blocked { id } conversation(id: $c) { blockedByMe } }', { c }))).toEqual({ blocked: [{ id: ann.personId }], conversation: { blockedByMe: true } })
    await on.get(fay, 'mutation ($u: ID!) { unblockUser(userId: $u) { id } }', { u: ann.personId })
    await say(on, ann, c, 'again')
    const rows = await on.pool.query(`SELECT payload FROM messages.outbox WHERE kind = 'block' ORDER BY id`)
    expect(rows.rows.map((row) => row.payload)).toEqual([true, false].map((blocked) => ({ blockerId: fay.identityId, blockedId: ann.identityId, blocked })))
    expect(await on.refused(ann, 'mutation ($u: ID!) { blockUser(userId: $u) { id } }', { u: ann.personId })).toBe('BAD_INPUT')
    expect(await on.refused(ann, 'mutation ($u: ID!) { blockUser(userId: $u) { id } }', { u: newId() })).toBe('NOT_FOUND')
  })

  it('keeps broadcast lists of B\'s people and queues what B must do', async () => {
    const gil = await on.person('B')
    const make = 'mutation ($n: String!, $u: [ID!]!) { createBroadcastList(name: $n, userIds: $u) { id name members { id } posts { id } } }'
    const list = (await on.get(gil, make, { n: 'All', u: [ann.personId, bob.personId] })).createBroadcastList
    expect(list).toMatchObject({ name: 'All', members: [{ id: ann.personId }, { id: bob.personId }], posts: [] })
    expect(await on.refused(ann, make, { n: 'x', u: [bob.personId] })).toBe('FORBIDDEN')
    expect(await on.refused(gil, make, { n: 'x', u: [] })).toBe('BAD_INPUT')
    const change = 'mutation ($i: UpdateBroadcastListInput!) { updateBroadcastList(input: $i) { name members { id } } }'
    expect((await on.get(gil, change, { i: { id: list.id, name: 'Most', addUserIds: [cal.personId], removeUserIds: [bob.personId] } })).updateBroadcastList).toEqual({ name: 'Most', members: [{ id: ann.personId }, { id: cal.personId }] })
    expect(await on.refused(bob, change, { i: { id: list.id, name: 'Mine' } })).toBe('NOT_FOUND')
    const post = 'mutation ($i: PostToBroadcastListInput!) { postToBroadcastList(input: $i) { id body copies { id } skipped { id } } }'
    const i = { listId: list.id, clientMessageId: 'p1', body: 'to all' }
    const one = await on.get(gil, post, { i })
    expect(await on.get(gil, post, { i })).toEqual(one)
    expect(await on.refused(gil, post, { i: { ...i, body: 'other' } })).toBe('CONFLICT')
    expect((await on.get(gil, '{ broadcastLists { name posts(first: 1) { body copies { body } } } }')).broadcastLists).toEqual([{ name: 'Most', posts: [{ body: 'to all', copies: [] }] }])
    expect((await on.get(gil, 'mutation ($l: ID!) { dropBroadcastList(id: $l) }', { l: list.id })).dropBroadcastList).toBe(true)
    expect((await on.get(gil, '{ broadcastLists { id } }')).broadcastLists).toEqual([])
    const rows = await on.pool.query(`SELECT kind, state, payload->>'listId' AS list FROM messages.outbox WHERE lane = $1 ORDER BY id`, [`list:${list.id}`])
    expect(rows.rows).toEqual(['list.created', 'list.updated', 'list.posted', 'list.dropped'].map((kind) => ({ kind, state: 'UNPLANNED', list: list.id })))
  })
})
