import { Redis } from 'ioredis'
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '@switchboard/testkit/eventually'
import { acceptMessage } from '../src/adapters/postgres/accept-message.ts'
import { addMember, removeMember } from '../src/adapters/postgres/change-membership.ts'
import { deleteMessage } from '../src/adapters/postgres/change-message.ts'
import { reportDelivery } from '../src/adapters/postgres/delivery.ts'
import { inTransaction } from '../src/adapters/postgres/transaction.ts'
import { createCursors } from '../src/domain/cursor.ts'
import { newId } from '@switchboard/domain/ids'
import { sendMessage } from '../src/use-cases/send-message.ts'
import { direct, say, stage, type Json, type Person, type Stage } from './stage.ts'

let on: Stage
let ann: Person
let bob: Person
beforeAll(async () => {
  on = await stage()
  ann = await on.person('A')
  bob = await on.person('B')
})
afterAll(() => on[Symbol.asyncDispose]())

const query = `subscription ($c: ID!, $after: Cursor) { conversationEvents(conversationId: $c, after: $after) {
  __typename ... on LogEntry { seq cursor actor { id } } ... on MessageCreated { message { id body deletedAt attachments { id } } } ... on MemberRemoved { user { id } left newOwner { id } }
  ... on CaughtUp { cursor } ... on ResyncRequired { reason } ... on DeliveryChanged { message { id deliveries { company state } } } } }`
const bodies = (events: Json[]) => events.filter((event) => event.__typename === 'MessageCreated').map((event) => event.message.body)
const fresh = async () => (await on.get(ann, 'mutation ($i: StartGroupInput!) { startGroup(input: $i) { id cursor } }', { i: { memberIds: [bob.personId], title: 'g' } })).startGroup as { id: string; cursor: string }
/** Writes straight into the log: its publish is lost. */
const silently = async (conversationId: string, body: string) => {
  const accepted = await acceptMessage(on.pool, {
    id: newId(), conversationId, senderId: ann.identityId, clientMessageId: newId(), kind: 'TEXT', body, attachmentIds: [], extension: null, replyToId: null,
    threadRootId: null, system: null, broadcast: null, origin: 'GRAPH', sourceAt: null, fidelity: [],
  })
  if (accepted.outcome !== 'accepted') throw new Error('not accepted')
  return accepted.event
}

describe('a conversation stream', () => {
  it('replays after the cursor, says that it caught up, and goes on live without gap or repeat', async () => {
    const { id, cursor } = await fresh()
    for (const body of ['1', '2', '3']) await say(on, ann, id, body)
    const watch = on.watch(bob, query, { c: id, after: cursor })
    await watch.until((seen) => seen.length === 4)
    for (let n = 4; n <= 30; n += 1) await say(on, ann, id, String(n))
    await watch.until((seen) => seen.length === 31)
    expect(watch.events.map((event) => event.__typename).indexOf('CaughtUp')).toBe(3)
    expect(bodies(watch.events)).toEqual(Array.from({ length: 30 }, (_, index) => String(index + 1)))
    const { seq } = watch.events.at(-1)
    expect(watch.extensions.at(-1)).toEqual({ live: { stream: `conversation:${id}`, epoch: 1, position: seq, ends: [] } })
    watch.stop()
    const resumed = on.watch(bob, query, { c: id, after: watch.events[10].cursor })
    await resumed.until((seen) => seen.some((event) => event.__typename === 'CaughtUp'))
    expect(bodies(resumed.events)).toEqual(bodies(watch.events.slice(11)))
    resumed.stop()
  })

  it('finds by its sweep what Redis lost, in order with what came live', async () => {
    const { id } = await fresh()
    const watch = on.watch(bob, query, { c: id })
    await watch.until((seen) => seen.length === 1)
    await silently(id, 'lost')
    await say(on, ann, id, 'live')
    await watch.until((seen) => seen.length === 3)
    expect(bodies(watch.events)).toEqual(['lost', 'live'])
    await silently(id, 'lost at the end')
    await watch.until((seen) => seen.length === 4, 3_000)
    watch.stop()
    const metrics = await (await fetch(`${on.server.subgraph.url}/metrics`)).text()
    expect(metrics).toMatch(/messages_stream_healed_events_total\{.*\} [1-9]/)
  })

  it('lives through a restart of Redis and loses nothing', async () => {
    if (!on.redis.server) return
    const { id } = await fresh()
    const watch = on.watch(bob, query, { c: id })
    await watch.until((seen) => seen.length === 1)
    await on.redis.server.kill()
    await say(on, ann, id, 'while it is down')
    await watch.until((seen) => seen.length === 2, 4_000)
    await on.redis.server.start()
    await say(on, ann, id, 'after')
    await watch.until((seen) => seen.length === 3, 4_000)
    expect(bodies(watch.events)).toEqual(['while it is down', 'after'])
    watch.stop()
  })

  it('ends with ResyncRequired when a cursor cannot be honoured', async () => {
    const { id, cursor } = await fresh()
    const key = Buffer.from(await import('node:fs/promises').then((fs) => fs.readFile(`${on.folder}/cursor.key`, 'utf8')))
    const cursors = createCursors(key)
    const other = await fresh()
    const reasons: [string, string][] = [
      ['INVALID', createCursors(randomBytes(32)).encode({ conversationId: id, epoch: 1, seq: 1 })], ['INVALID', other.cursor], ['INVALID', 'nonsense'],
      ['EPOCH', cursors.encode({ conversationId: id, epoch: 2, seq: 1 })], ['FUTURE', cursors.encode({ conversationId: id, epoch: 1, seq: 99 })],
    ]
    for (const [reason, after] of reasons) {
      const watch = on.watch(bob, query, { c: id, after })
      await eventually(() => watch.done)
      expect(watch.events).toEqual([{ __typename: 'ResyncRequired', reason }])
    }
    await on.pool.query('UPDATE messages.conversation SET trimmed_seq = 3, last_seq = last_seq WHERE id = $1', [id])
    const trimmed = on.watch(bob, query, { c: id, after: cursor })
    await eventually(() => trimmed.done)
    expect(trimmed.events[0]).toEqual({ __typename: 'ResyncRequired', reason: 'TRIMMED' })
    await on.pool.query('UPDATE messages.conversation SET trimmed_seq = 0, last_seq = 10200 WHERE id = $1', [id])
    const far = on.watch(bob, query, { c: id, after: cursor })
    await eventually(() => far.done)
    expect(far.events[0]).toEqual({ __typename: 'ResyncRequired', reason: 'TOO_FAR_BEHIND' })
  })

  it('ends when the log is rebuilt under a live reader', async () => {
    const { id } = await fresh()
    const watch = on.watch(bob, query, { c: id })
    await watch.until((seen) => seen.length === 1)
    await on.pool.query('UPDATE messages.conversation SET epoch = 2 WHERE id = $1', [id])
    await eventually(() => watch.done)
    expect(watch.events.at(-1)).toEqual({ __typename: 'ResyncRequired', reason: 'EPOCH' })
  })

  it('gives a removed member the removal as the last event, whether it comes live or from the log', async () => {
    for (const how of ['live', 'log'] as const) {
      const { id } = await fresh()
      const watch = on.watch(bob, query, { c: id })
      await watch.until((seen) => seen.length === 1)
      if (how === 'live') await on.get(ann, 'mutation ($c: ID!, $u: ID!) { removeMember(conversationId: $c, userId: $u) { memberCount } }', { c: id, u: bob.personId })
      else await inTransaction(on.pool, (sql) => removeMember(sql, { conversationId: id, identityId: bob.identityId, reason: 'REMOVED', actorId: ann.identityId, origin: 'GRAPH' }))
      await silently(id, 'secret')
      await eventually(() => watch.done)
      expect(watch.events).toHaveLength(2)
      expect(watch.events[1]).toMatchObject({ __typename: 'MemberRemoved', user: { id: bob.personId }, left: false, newOwner: null })
      expect(watch.extensions[1].live.ends).toEqual([bob.personId])
      expect((await on.ask(bob, '{ __typename }')).data).toBeTruthy()
      const again = on.watch(bob, query, { c: id, after: watch.events[0].cursor })
      await eventually(() => again.errors.length > 0)
      expect(JSON.stringify(again.errors)).toContain('NOT_FOUND')
    }
  })

  it('does not end a replay at a removal that was taken back', async () => {
    const { id, cursor } = await fresh()
    await inTransaction(on.pool, async (sql) => {
      await removeMember(sql, { conversationId: id, identityId: bob.identityId, reason: 'REMOVED', actorId: ann.identityId, origin: 'GRAPH' })
      await addMember(sql, { conversationId: id, identityId: bob.identityId, role: 'MEMBER', actorId: ann.identityId, origin: 'GRAPH' })
    })
    const watch = on.watch(bob, query, { c: id, after: cursor })
    await watch.until((seen) => seen.length === 3)
    expect(watch.events.map((event) => event.__typename)).toEqual(['MemberRemoved', 'MemberAdded', 'CaughtUp'])
    watch.stop()
  })

  it('never replays what was deleted', async () => {
    const { id, cursor } = await fresh()
    const message = await say(on, ann, id, 'regretted')
    await on.get(ann, 'mutation ($i: EditMessageInput!) { editMessage(input: $i) { revision revisions { body } } }', { i: { id: message.id, body: 'regretted twice' } })
    await inTransaction(on.pool, (sql) => deleteMessage(sql, { conversationId: id, messageId: message.id, actorId: ann.identityId, origin: 'GRAPH' }))
    const watch = on.watch(bob, query, { c: id, after: cursor })
    await watch.until((seen) => seen.length === 4)
    expect(JSON.stringify(watch.events)).not.toContain('regretted')
    expect(watch.events[0]).toMatchObject({ __typename: 'MessageCreated', message: { id: message.id, body: '', deletedAt: expect.any(String) } })
    watch.stop()
  })

  it('tells of deliveries, and is closed when the session ends', async () => {
    const { id } = await fresh()
    const watch = on.watch(bob, query, { c: id })
    await watch.until((seen) => seen.length === 1)
    const message = await say(on, ann, id, 'on its way')
    await watch.until((seen) => seen.length === 2)
    await reportDelivery(on.pool, message.id, 'B', 'SENT', 1)
    on.server.services.live.delivery({ conversationId: id, messageId: message.id })
    await watch.until((seen) => seen.length === 3)
    expect(watch.events[2].message.deliveries).toContainEqual({ company: 'B', state: 'SENT' })
    const short = await on.person('B')
    await on.get(ann, 'mutation ($c: ID!, $u: [ID!]!) { addMembers(conversationId: $c, userIds: $u) { id } }', { c: id, u: [short.personId] })
    const theirs = on.watch(short, query, { c: id })
    await theirs.until((seen) => seen.length === 1)
    await on.pool.query('UPDATE users.session SET ended_at = now() WHERE id = $1', [short.sessionId])
    await on.server.services.streams.recheck()
    await eventually(() => theirs.done)
    expect(JSON.stringify(theirs.errors)).toContain('UNAUTHENTICATED')
    expect(watch.done).toBe(false)
    watch.stop()
  })

  it('misses and repeats nothing while writers at two processes race, Redis drops subscribers, and the reader comes and goes', async () => {
    const { id } = await fresh()
    const more = await on.another()
    const ground = { sessionId: bob.sessionId, identityId: bob.identityId, conversationId: id }
    const total = 120
    const viewer = { ...ann, identityIds: [ann.identityId] }
    const write = async (services: typeof more.services, from: number) => {
      for (let n = from; n < total; n += 4) await sendMessage(services, viewer, { conversationId: id, clientMessageId: `race${n}`, body: String(n) })
    }
    const killer = new Redis(on.redis.url)
    const saboteur = setInterval(() => { killer.client('KILL', 'TYPE', 'PUBSUB').catch(() => undefined) }, 40)
    const writers = Promise.all([0, 1, 2, 3].map((n) => write(n % 2 ? more.services : on.server.services, n)))
    const seqs: number[] = []
    const readAll = async () => {
      let after = { epoch: 1, seq: 1 }
      while (seqs.length < total) {
        const stream = await (seqs.length % 2 ? more : on.server).services.streams.conversation(ground, after)
        const leaveAfter = 1 + (seqs.length * 7) % 23
        for (let taken = 0; taken < leaveAfter && seqs.length < total;) {
          const { value } = await stream.next()
          if (value?.kind !== 'event') continue
          seqs.push(value.event.seq)
          after = { epoch: 1, seq: value.event.seq }
          taken += 1
        }
        await stream.return()
      }
    }
    await Promise.all([writers, readAll()])
    clearInterval(saboteur)
    killer.disconnect()
    expect(seqs).toEqual(Array.from({ length: total }, (_, index) => index + 2))
  })

  it('reaches readers at another process', async () => {
    const { id } = await fresh()
    const more = await on.another()
    const stream = await more.services.streams.conversation({ sessionId: bob.sessionId, identityId: bob.identityId, conversationId: id }, undefined)
    expect((await stream.next()).value).toMatchObject({ kind: 'caughtUp' })
    const started = Date.now()
    const next = stream.next()
    await say(on, ann, id, 'across')
    expect((await next).value).toMatchObject({ kind: 'event', event: { payload: { message: { body: 'across' } } } })
    expect(Date.now() - started).toBeLessThan(900)
    await stream.return()
  })
})

describe('inbox and typing', () => {
  const inbox = 'subscription { inbox { conversationId conversation { unreadCount archived lastMessage { body } } } }'

  it('brings the newest state of each conversation on open, on change, and when a notice was lost', async () => {
    const cal = await on.person('B')
    const { startDirect: { id } } = await on.get(ann, direct, { u: cal.personId })
    await say(on, ann, id, 'one')
    const watch = on.watch(cal, inbox)
    await watch.until((seen) => seen.length > 0)
    expect(watch.events[0]).toEqual({ conversationId: id, conversation: { unreadCount: 1, archived: false, lastMessage: { body: 'one' } } })
    await say(on, ann, id, 'two')
    await watch.until((seen) => seen.at(-1).conversation.unreadCount === 2)
    await on.get(cal, 'mutation ($c: ID!) { archiveConversation(conversationId: $c, archived: true) { archived } }', { c: id })
    await watch.until((seen) => seen.at(-1).conversation.archived === true)
    await silently(id, 'three')
    on.server.services.live.inbox([cal.identityId])
    await watch.until((seen) => seen.at(-1).conversation.unreadCount === 3)
    const group = await fresh()
    await on.get(ann, 'mutation ($c: ID!, $u: [ID!]!) { addMembers(conversationId: $c, userIds: $u) { id } }', { c: group.id, u: [cal.personId] })
    await watch.until((seen) => seen.at(-1).conversationId === group.id)
    await on.get(ann, 'mutation ($c: ID!, $u: ID!) { removeMember(conversationId: $c, userId: $u) { id } }', { c: group.id, u: cal.personId })
    await watch.until((seen) => seen.at(-1).conversationId === group.id && seen.at(-1).conversation === null)
    watch.stop()
  })

  it('shows who types to the others only', async () => {
    const { id } = await fresh()
    const typing = 'subscription ($c: ID!) { typing(conversationId: $c) { user { id } until } }'
    const [mine, theirs] = [on.watch(ann, typing, { c: id }), on.watch(bob, typing, { c: id })]
    await new Promise((resolve) => setTimeout(resolve, 300))
    const type = 'mutation ($c: ID!) { sendTyping(conversationId: $c) }'
    expect((await on.get(ann, type, { c: id })).sendTyping).toBe(true)
    expect((await on.get(ann, type, { c: id })).sendTyping).toBe(false)
    await theirs.until((seen) => seen.length === 1)
    expect(theirs.events[0].user.id).toBe(ann.personId)
    expect(mine.events).toEqual([])
    mine.stop()
    theirs.stop()
  })
})
