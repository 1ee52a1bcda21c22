import { eventually } from '@switchboard/testkit/eventually'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bodiesOf, conversationOf, logOf, messagesOf, openRows } from './say.ts'
import { people, startWorld, type World } from './world.ts'

describe('in from company A', () => {
  let world: World

  beforeAll(async () => {
    world = await startWorld()
    world.work()
    await eventually(async () => (await world.pool.query(`SELECT FROM messages.sync_position WHERE name = 'A:feed'`)).rowCount === 1)
  })
  afterAll(() => world.stop())

  it('brings what the old app sends into the log, in order, once', async () => {
    const ana = await world.app('ana')
    const direct = await ana.direct(people.ben.id)
    for (let n = 1; n <= 20; n += 1) await ana.send(direct.id, `line ${n}`)
    const conversationId = await eventually(() => conversationOf(world.pool, direct.id))
    await eventually(async () => (await bodiesOf(world.pool, conversationId)).length === 20)
    expect(await bodiesOf(world.pool, conversationId)).toEqual(Array.from({ length: 20 }, (_, n) => `line ${n + 1}`))
    const log = await logOf(world.pool, conversationId)
    expect(log[0]).toMatchObject({ kind: 'conversation.created', origin: 'A' })
    await eventually(() => world.published.filter((event) => event.conversationId === conversationId).length === 21)
  })

  it('brings replies, edits, pins, reactions, reading and deletion', async () => {
    const [ana, ben] = [await world.app('ana'), await world.app('ben')]
    const group = await ana.group('crew', [people.ben.id, people.cleo.id])
    const first = await ana.send(group.id, 'first')
    const answer = await ben.send(group.id, 'answer', { replyToId: first.id })
    const threaded = await ben.send(group.id, 'threaded', { threadRootId: first.id })
    await ana.edit(first, 'first, better')
    await ana.pin(first)
    await ben.react(first, '🏔️')
    await ben.react(first, '👍')
    await ben.unreact(first, '👍')
    await ben.read(group.id, 1)
    await ben.delete(threaded)
    const conversationId = await eventually(() => conversationOf(world.pool, group.id))
    const messages = await eventually(async () => {
      const found = await messagesOf(world.pool, conversationId)
      return found[2]?.deletedAt ? found : undefined
    })
    expect(messages[0]).toMatchObject({ body: 'first, better', pinned: true, revision: 2, reactions: ['🏔️'] })
    expect(messages[1]).toMatchObject({ body: answer.body, replyToId: messages[0]?.id })
    expect(messages[2]).toMatchObject({ body: '', threadRootId: messages[0]?.id })
    const benId = await world.identity('ben')
    const moved = await eventually(async () => (await logOf(world.pool, conversationId)).find((event) => event.kind === 'read.moved'))
    expect(moved.payload).toEqual({ identityId: benId, upToSeq: 2 })
    await eventually(async () => (await openRows(world.pool)).length === 0)
    expect((await ana.messages(group.id)).length).toBe(3)
  })

  it('shows membership and title changes once, as events', async () => {
    const ana = await world.app('ana')
    const group = await ana.group('old name', [people.ben.id])
    await ana.rename(group.id, 'new name')
    await ana.add(group.id, [people.cleo.id])
    await ana.remove(group.id, people.ben.id)
    await ana.leave(group.id)
    const cleo = await world.app('cleo')
    await cleo.send(group.id, 'alone')
    const conversationId = await eventually(() => conversationOf(world.pool, group.id))
    await eventually(async () => (await bodiesOf(world.pool, conversationId)).length === 1)
    const log = await logOf(world.pool, conversationId)
    expect(log.map((event) => event.kind)).toEqual(['conversation.created', 'title.changed', 'member.added', 'member.removed', 'member.removed', 'message.created'])
    const cleoId = await world.identity('cleo')
    expect(log[4]?.payload).toMatchObject({ reason: 'LEFT', newOwnerId: cleoId })
    const { rows } = await world.pool.query('SELECT identity_id AS id, role FROM messages.member WHERE conversation_id = $1 AND left_at IS NULL', [conversationId])
    expect(rows).toEqual([{ id: cleoId, role: 'OWNER' }])
  })

  it('copies the files of a message', async () => {
    const ana = await world.app('ana')
    const direct = await ana.direct(people.cleo.id)
    const bytes = new TextEncoder().encode('plain words')
    const file = await ana.upload('words.txt', 'text/plain', bytes)
    await ana.send(direct.id, 'look', { kind: 'FILE', attachmentIds: [file.id] })
    const conversationId = await eventually(() => conversationOf(world.pool, direct.id))
    const [message] = await eventually(async () => {
      const found = await messagesOf(world.pool, conversationId)
      return found.length === 1 ? found : undefined
    })
    const { rows } = await world.pool.query<{ key: string; filename: string }>('SELECT storage_key AS key, filename FROM messages.attachment WHERE message_id = $1', [message?.id])
    expect(rows[0]?.filename).toBe('words.txt')
    expect(Buffer.from(await world.parts.files.read(rows[0]?.key ?? '') ?? []).toString()).toBe('plain words')
  })

  it('fetches what the feed did not bring before what it brings next', async () => {
    const ana = await world.app('ana')
    const direct = await ana.direct(people.ben.id)
    const conversationId = await eventually(() => conversationOf(world.pool, direct.id))
    await world.rest()
    const before = (await bodiesOf(world.pool, conversationId)).length
    await ana.send(direct.id, 'lost one')
    await ana.send(direct.id, 'lost two')
    // As if the feed had been read past them.
    const { next } = await world.parts.companies.a.feed.poll({ after: 'latest' })
    await world.pool.query(`UPDATE messages.sync_position SET value = $1 WHERE name = 'A:feed'`, [JSON.stringify(next)])
    world.work()
    await ana.send(direct.id, 'seen')
    await eventually(async () => (await bodiesOf(world.pool, conversationId)).length === before + 3)
    expect((await bodiesOf(world.pool, conversationId)).slice(-3)).toEqual(['lost one', 'lost two', 'seen'])
  })

  it('applies a feed that is read again without any effect', async () => {
    const count = async () => (await world.pool.query<{ n: number }>('SELECT count(*)::int AS n FROM messages.message')).rows[0]?.n ?? 0
    const before = await count()
    await world.rest()
    const events = await world.a.control.dump<{ cursor: string }>('events')
    await world.pool.query(`UPDATE messages.sync_position SET value = $1 WHERE name = 'A:feed'`, [JSON.stringify(events[0]?.cursor)])
    // Not even the memory of what was applied is needed: states merge.
    await world.pool.query('DELETE FROM messages.ingested')
    world.work()
    const ana = await world.app('ana')
    const direct = await ana.direct(people.ben.id)
    await ana.send(direct.id, 'the end of it')
    await eventually(async () => (await world.pool.query(`SELECT FROM messages.message WHERE body = 'the end of it'`)).rowCount === 1, { timeoutMs: 15_000 })
    expect(await count()).toBe(before + 1)
  })
})
