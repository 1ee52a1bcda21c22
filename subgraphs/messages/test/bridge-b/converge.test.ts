import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { slotOfReactions } from '@switchboard/company-b/translate/reaction'
import { eventually } from '@switchboard/testkit/eventually'
import type { BApp } from '@switchboard/testkit/b-app'
import { changeReaction, deleteMessage, editMessage } from '../../src/adapters/postgres/change-message.ts'
import { addMember, removeMember } from '../../src/adapters/postgres/change-membership.ts'
import { openDirect } from '../../src/adapters/postgres/open-conversation.ts'
import { inTransaction } from '../../src/adapters/postgres/transaction.ts'
import { bodiesOf, change, directOf, groupOf, logOf, messagesOf, say } from '../bridge-a/say.ts'
import { openRows, people, startWorld, type World } from './world.ts'

const { bruno: { uid: BRUNO }, zoe: { uid: ZOE }, max: { uid: MAX } } = people

describe('company B and the graph at once', () => {
  let world: World
  let bruno: BApp
  let zoe: BApp
  let brunoId: string
  let zoeId: string
  let maxId: string

  beforeAll(async () => {
    world = await startWorld()
    ;[bruno, zoe] = await Promise.all([world.app('bruno'), world.app('zoe')])
    ;[brunoId, zoeId, maxId] = await Promise.all([world.identity('bruno'), world.identity('zoe'), world.identity('max')])
  })
  afterAll(() => world.stop())

  const quiet = () => eventually(async () => {
    expect(await openRows(world.pool)).toEqual([])
    const { rows } = await world.pool.query(`SELECT FROM messages.pair_at_b WHERE hinted_at IS NOT NULL UNION ALL SELECT FROM messages.timer WHERE kind LIKE 'b:%' UNION ALL SELECT FROM messages.outbox WHERE state = 'UNPLANNED' AND company = 'B'`)
    expect(rows).toEqual([])
    return true
  }, { timeoutMs: 15_000, everyMs: 100 })
  const alive = async (one: number, other: number) => (await world.rows(one, other)).filter((row) => row.typ !== 5)

  it('puts a history before what was said while it was still coming, and tells of a new epoch', async () => {
    for (const text of ['once', 'upon', 'a time']) await bruno.send(MAX, text)
    const { conversationId } = await inTransaction(world.pool, (sql) => openDirect(sql, brunoId, maxId, { origin: 'GRAPH', createdBy: maxId, birth: 'WAITING' }))
    await say(world.pool, conversationId, maxId, 'at once')
    world.work()
    await eventually(async () => expect(await bodiesOf(world.pool, conversationId)).toEqual(['once', 'upon', 'a time', 'at once']), { timeoutMs: 10_000 })
    await quiet()
    expect(await bodiesOf(world.pool, conversationId)).toEqual(['once', 'upon', 'a time', 'at once'])
    expect((await alive(BRUNO, MAX)).map((row) => row.txt)).toEqual(['once', 'upon', 'a time', 'at once'])
    const { rows } = await world.pool.query('SELECT epoch, birth FROM messages.conversation WHERE id = $1', [conversationId])
    expect(rows).toEqual([{ epoch: 2, birth: 'BORN' }])
    expect((await logOf(world.pool, conversationId))[0]?.kind).toBe('conversation.created')
  })

  it('ends in one body, one tombstone and one slot when both sides change a message at the same moment', { timeout: 60_000 }, async () => {
    const pair = await directOf(world.pool, brunoId, zoeId)
    for (let round = 0; round < 6; round += 1) {
      const [row = 0] = await bruno.send(ZOE, `round ${round}`)
      const message = await eventually(async () => (await messagesOf(world.pool, pair)).find((one) => one.body === `round ${round}`))
      const ours = { conversationId: pair, messageId: message.id, actorId: brunoId, origin: 'GRAPH' as const }
      const react = (emoji: string, present = true) => change(world.pool, pair, (sql) => changeReaction(sql, { ...ours, actorId: zoeId, identityId: zoeId, emoji, present })).catch(() => undefined)
      await Promise.all([
        react('👍').then(() => react('❤️')), zoe.react(BRUNO, row, 3).then(() => zoe.react(BRUNO, row, 4)).catch(() => undefined),
        change(world.pool, pair, (sql) => editMessage(sql, { ...ours, body: `graph ${round}` })).catch(() => undefined),
        round % 2 === 0 ? bruno.edit(ZOE, row, `app ${round}`).catch(() => undefined) : Promise.resolve(),
        round % 3 === 2 ? change(world.pool, pair, (sql) => deleteMessage(sql, ours)).catch(() => undefined) : Promise.resolve(),
      ])
      await quiet()
      const now = (await messagesOf(world.pool, pair)).find((one) => one.id === message.id)
      const { rows } = await world.pool.query<{ id: number }>('SELECT id FROM messages.row_at_b WHERE message_id = $1', [message.id])
      const shown = (await alive(BRUNO, ZOE)).filter((one) => rows.some(({ id }) => id === one.id))
      expect(shown.map((one) => one.txt)).toEqual(now?.deletedAt == null ? [now?.body] : [])
    }
    expect(new Set((await messagesOf(world.pool, pair)).map((one) => one.id)).size).toBe(6)
  })

  it('ends in one slot when a person reacts in both apps at once', { timeout: 60_000 }, async () => {
    const pair = await directOf(world.pool, brunoId, zoeId)
    const [row = 0] = await bruno.send(ZOE, 'react')
    const message = await eventually(async () => (await messagesOf(world.pool, pair)).find((one) => one.body === 'react'))
    for (let round = 0; round < 6; round += 1) {
      const react = (emoji: string, present: boolean) => change(world.pool, pair, (sql) => changeReaction(sql, { conversationId: pair, messageId: message.id, actorId: zoeId, origin: 'GRAPH', identityId: zoeId, emoji, present }))
      await Promise.all([react('👍', round % 2 === 0).then(() => react('❤️', round % 3 !== 0)), zoe.react(BRUNO, row, ((round * 2) % 7) as 0 | 1 | 2 | 3 | 4 | 5 | 6)])
      await quiet()
      const { rows } = await world.pool.query<{ emoji: string }>('SELECT emoji FROM messages.reaction WHERE message_id = $1 ORDER BY at, emoji', [message.id])
      expect((await world.rows(BRUNO, ZOE)).find((one) => one.id === row)?.r?.[ZOE] ?? 0).toBe(slotOfReactions(rows.map(({ emoji }) => emoji)).slot)
    }
  })

  it('serves a room to whoever is a member now, with each row once', async () => {
    const ana = await world.personOfA('Ana')
    const group = await groupOf(world.pool, 'Walk', ana, [brunoId, zoeId])
    await say(world.pool, group, ana, 'one')
    const room = await eventually(async () => (await zoe.threads()).find((thread) => thread.last.txt === 'Ana: one')?.with)
    await change(world.pool, group, (sql) => addMember(sql, { conversationId: group, identityId: maxId, role: 'MEMBER', actorId: ana, origin: 'GRAPH' }))
    await change(world.pool, group, (sql) => removeMember(sql, { conversationId: group, identityId: brunoId, reason: 'REMOVED', actorId: ana, origin: 'GRAPH' }))
    await say(world.pool, group, ana, 'two')
    await say(world.pool, group, zoeId, 'three')
    await quiet()
    const texts = async (uid: number) => (await alive(uid, room)).map((row) => row.txt)
    expect((await texts(BRUNO)).filter((text) => text.startsWith('Ana'))).toEqual(['Ana: one'])
    expect(await texts(MAX)).toEqual(expect.arrayContaining(['Ana: two', 'zoe: three']))
    expect((await texts(ZOE)).filter((text) => !text.startsWith('&'))).toEqual(['Ana: one', 'Ana: two'])
    expect(await bodiesOf(world.pool, group)).toEqual(['one', 'two', 'three'])
  })

  it('does not write what was deleted before it could go out', async () => {
    const pair = await directOf(world.pool, maxId, zoeId)
    await world.b.control.faults({ outage: true })
    const id = await say(world.pool, pair, zoeId, 'oh no')
    await change(world.pool, pair, (sql) => deleteMessage(sql, { conversationId: pair, messageId: id, actorId: zoeId, origin: 'GRAPH' }))
    await world.b.control.calm()
    await quiet()
    const rows = (await world.b.control.dump<{ txt: string }>('msgs')).filter((row) => row.txt === 'oh no')
    expect(rows).toEqual([])
  })
})
