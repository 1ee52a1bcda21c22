import { eventually } from '@switchboard/testkit/eventually'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { acceptMessage } from '../../src/adapters/postgres/accept-message.ts'
import { directOf, logOf, messagesOf, bodiesOf, conversationOf, openRows, say } from './say.ts'
import { people, startWorld, type World } from './world.ts'

const nativeId = (n: number) => `019a4de1-4600-7a51-9d2b-3f6a1c0f${String(n).padStart(4, '0')}`

describe('births of conversations that company A has already', () => {
  let world: World

  beforeEach(async () => { world = await startWorld() })
  afterEach(() => world.stop())

  const isBorn = async (native: string) => (await world.pool.query(
    `SELECT FROM messages.conversation c JOIN messages.conversation_at_a x ON x.conversation_id = c.id WHERE x.native_id = $1 AND c.birth = 'BORN'`, [native])).rowCount === 1

  it('writes the history first, then what came meanwhile from A and from here, nothing lost, nothing twice', async () => {
    const { ana, ben, cleo } = people
    await world.a.control.seed({
      conversations: [
        { id: nativeId(1), kind: 'DIRECT', members: [ana.id, ben.id] },
        { id: nativeId(2), kind: 'GROUP', title: 'crew', members: [ana.id, ben.id, cleo.id] },
        { id: nativeId(3), kind: 'GROUP', title: 'quiet', members: [cleo.id, ben.id] },
      ],
      messages: [1, 2].flatMap((c) => Array.from({ length: 300 }, (_, n) => ({
        id: `019a4de1-4600-7a51-9d2b-3f6a${c}${String(n).padStart(7, '0')}`, c: nativeId(c), s: n % 2 === 0 ? ana.id : ben.id, body: `old ${n}`,
      }))),
    })
    // States that the history shows.
    const [appOfAna, appOfBen] = [await world.app('ana'), await world.app('ben')]
    const old = await appOfAna.messages(nativeId(1))
    const at = (n: number) => {
      const message = old[n]
      if (!message) throw new Error(`no message ${n}`)
      return message
    }
    await appOfAna.edit(at(10), 'edited once')
    await appOfAna.edit(at(10), 'edited twice')
    await appOfAna.delete(at(20))
    await appOfBen.react(at(30), '🎉')
    await appOfAna.pin(at(40))
    await appOfBen.read(nativeId(1), 200)
    // A message of the graph before the history is here.
    const [anaId, benId] = [await world.identity('ana'), await world.identity('ben')]
    const early = await directOf(world.pool, anaId, benId)
    await say(world.pool, early, anaId, 'from the graph, early')
    world.work()
    const talk = (async () => { for (let n = 0; n < 40; n += 1) await appOfBen.send(nativeId(1), `new ${n}`) })()
    const conversationId = await eventually(() => conversationOf(world.pool, nativeId(1)))
    expect(conversationId).toBe(early)
    await say(world.pool, early, benId, 'from the graph, late')
    await talk
    await eventually(async () => {
      expect(await openRows(world.pool)).toEqual([])
      expect((await bodiesOf(world.pool, conversationId)).length).toBe(342)
      return true
    }, { timeoutMs: 25_000, everyMs: 100 })
    await eventually(() => isBorn(nativeId(1)), { timeoutMs: 10_000 })
    const messages = await messagesOf(world.pool, conversationId)
    const bodies = messages.map((message) => message.body)
    expect(bodies.slice(0, 300)).toEqual(Array.from({ length: 300 }, (_, n) => n === 10 ? 'edited twice' : n === 20 ? '' : `old ${n}`))
    expect(bodies.filter((body) => body.startsWith('new'))).toEqual(Array.from({ length: 40 }, (_, n) => `new ${n}`))
    expect(new Set(bodies).size).toBe(342)
    expect(messages[10]).toMatchObject({ revision: 3 })
    expect(messages[30]).toMatchObject({ reactions: ['🎉'] })
    expect(messages[40]).toMatchObject({ pinned: true })
    expect(messages[20]?.deletedAt).not.toBeNull()
    const log = await logOf(world.pool, conversationId)
    expect(log[0]?.kind).toBe('conversation.created')
    expect(log.filter((event) => event.kind === 'conversation.created').length).toBe(1)
    for (const event of log) if (event.kind === 'message.created') expect(event.payload.message.seq).toBe(event.seq)
    const { rows: [ben200] } = await world.pool.query('SELECT read_seq AS seq FROM messages.member WHERE conversation_id = $1 AND identity_id = $2', [conversationId, benId])
    const { rows: [message200] } = await world.pool.query('SELECT seq FROM messages.message WHERE id = $1', [messages[199]?.id])
    expect(ben200.seq).toBe(message200.seq)
    const shown = await appOfAna.messages(nativeId(1))
    expect(shown.filter((message) => message.body.startsWith('from the graph')).map((message) => message.body)).toEqual(['from the graph, early', 'from the graph, late'])
    expect(shown.length).toBe(342)
    for (const n of [2, 3]) await eventually(() => isBorn(nativeId(n)), { timeoutMs: 10_000 })
    const crew = await conversationOf(world.pool, nativeId(2)) ?? ''
    expect((await bodiesOf(world.pool, crew)).length).toBe(300)
  })

  it('looks up a conversation nobody knew of when something happens in it', async () => {
    const { ana, ben } = people
    world.work()
    await eventually(async () => (await world.pool.query(`SELECT FROM messages.sync_position WHERE name LIKE 'A:listed:%'`)).rowCount === 3, { timeoutMs: 10_000 })
    await world.a.control.seed({
      conversations: [{ id: nativeId(1), kind: 'DIRECT', members: [ana.id, ben.id] }],
      messages: Array.from({ length: 5 }, (_, n) => ({ id: `019a4de1-4600-7a51-9d2b-3f6a1${String(n).padStart(7, '0')}`, c: nativeId(1), s: ana.id, body: `old ${n}` })),
    })
    const app = await world.app('ben')
    await app.send(nativeId(1), 'new')
    await app.send(nativeId(1), 'newer')
    const conversationId = await eventually(() => conversationOf(world.pool, nativeId(1)), { timeoutMs: 10_000 })
    await eventually(async () => (await bodiesOf(world.pool, conversationId)).length === 7, { timeoutMs: 10_000 })
    expect(await bodiesOf(world.pool, conversationId)).toEqual(['old 0', 'old 1', 'old 2', 'old 3', 'old 4', 'new', 'newer'])
    await eventually(async () => (await world.pool.query('SELECT FROM messages.waiting_event')).rowCount === 0)
  })

  it('goes on where it was stopped, and an outage of A only delays it', async () => {
    const { ana, ben, cleo } = people
    await world.a.control.seed({
      conversations: [{ id: nativeId(1), kind: 'GROUP', title: 'long', members: [ana.id, ben.id, cleo.id] }],
      messages: Array.from({ length: 450 }, (_, n) => ({ id: `019a4de1-4600-7a51-9d2b-3f6a1${String(n).padStart(7, '0')}`, c: nativeId(1), s: n % 3 === 0 ? ana.id : cleo.id, body: `old ${n}` })),
    })
    // Somebody who wrote is not in it any more.
    await (await world.app('ana')).remove(nativeId(1), cleo.id)
    world.work()
    await eventually(async () => ((await world.pool.query('SELECT FROM messages.message')).rowCount ?? 0) > 0, { timeoutMs: 10_000 })
    await world.rest()
    await world.a.control.faults({ outage: true })
    world.work()
    await new Promise((resolve) => setTimeout(resolve, 300))
    await world.a.control.calm()
    const conversationId = await eventually(() => conversationOf(world.pool, nativeId(1)))
    await eventually(async () => (await bodiesOf(world.pool, conversationId)).length === 450, { timeoutMs: 20_000 })
    await eventually(() => isBorn(nativeId(1)), { timeoutMs: 10_000 })
    expect(await bodiesOf(world.pool, conversationId)).toEqual(Array.from({ length: 450 }, (_, n) => `old ${n}`))
    const log = await logOf(world.pool, conversationId)
    expect(log.at(-1)).toMatchObject({ kind: 'member.removed', payload: { reason: 'REMOVED' } })
    expect(await openRows(world.pool)).toEqual([])
    await expect(acceptMessage(world.pool, { id: nativeId(9), conversationId, senderId: await world.identity('cleo'), clientMessageId: null, kind: 'TEXT', body: 'x', attachmentIds: [], extension: null, replyToId: null, threadRootId: null, system: null, broadcast: null, origin: 'GRAPH', sourceAt: null, fidelity: [] })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})
