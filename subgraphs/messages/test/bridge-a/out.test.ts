import { createHash } from 'node:crypto'
import { newId } from '@switchboard/domain/ids'
import { eventually } from '@switchboard/testkit/eventually'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { addMember, changeTitle, removeMember } from '../../src/adapters/postgres/change-membership.ts'
import { changeReaction, deleteMessage, editMessage, pinMessage } from '../../src/adapters/postgres/change-message.ts'
import { raiseReadPosition } from '../../src/adapters/postgres/read-position.ts'
import { inTransaction } from '../../src/adapters/postgres/transaction.ts'
import { bodiesOf, change, directOf, groupOf, logOf, messagesOf, nativeConversation, openRows, say } from './say.ts'
import { people, startWorld, type World } from './world.ts'

describe('out to company A', () => {
  let world: World
  let ana: string, ben: string, bea: string

  beforeAll(async () => {
    world = await startWorld()
    world.work()
    ;[ana, ben, bea] = [await world.identity('ana'), await world.identity('ben'), await world.personOfB('Bea')]
  })
  afterAll(() => world.stop())
  afterEach(() => world.a.control.calm())

  const allDone = () => eventually(async () => {
    expect(await openRows(world.pool)).toEqual([])
    return true
  }, { timeoutMs: 20_000 })
  const shownAt = async (conversationId: string) => {
    const native = await eventually(() => nativeConversation(world.pool, conversationId))
    return (await world.app('ana')).messages(native)
  }
  const deliveryOf = async (messageId: string) =>
    (await world.pool.query<{ state: string }>(`SELECT state FROM messages.delivery WHERE message_id = $1 AND company = 'A'`, [messageId])).rows[0]?.state

  it('brings a direct message of a person of B, by its shadow, to A', async () => {
    const conversationId = await directOf(world.pool, bea, ana)
    const id = await say(world.pool, conversationId, bea, 'hello from B', { origin: 'B' })
    await allDone()
    const [message] = await shownAt(conversationId)
    expect(message).toMatchObject({ body: 'hello from B', clientMessageId: `u-${id}` })
    await eventually(async () => await deliveryOf(id) === 'SENT')
    const [shadow] = (await world.a.control.dump<{ id: string; externalRef: string | null; displayName: string }>('users')).filter((user) => user.externalRef !== null)
    expect(shadow).toMatchObject({ displayName: 'Bea', id: message?.senderId })
  })

  it('brings a group with all its states, and shows none of them twice here', async () => {
    const group = await groupOf(world.pool, 'makers', ana, [ben, bea])
    const first = await say(world.pool, group, ana, 'first')
    const second = await say(world.pool, group, bea, 'second', { replyToId: first })
    await change(world.pool, group, async (sql) => {
      await editMessage(sql, { conversationId: group, messageId: second, actorId: bea, origin: 'GRAPH', body: 'second, better' })
      await pinMessage(sql, { conversationId: group, messageId: first, actorId: ana, origin: 'GRAPH', pinned: true })
      await changeReaction(sql, { conversationId: group, messageId: first, identityId: ben, actorId: ben, emoji: '🏔️', present: true, origin: 'GRAPH' })
      await changeTitle(sql, { conversationId: group, title: 'Makers', actorId: ana, origin: 'GRAPH' })
    })
    const third = await say(world.pool, group, ben, 'third')
    await change(world.pool, group, (sql) => deleteMessage(sql, { conversationId: group, messageId: third, actorId: ben, origin: 'GRAPH' }))
    await raiseReadPosition(world.pool, group, ben, 3)
    await allDone()
    const native = await eventually(() => nativeConversation(world.pool, group))
    const app = await world.app('ana')
    const shown = (await app.messages(native)).filter((message) => message.kind !== 'SYSTEM')
    expect(shown).toMatchObject([
      { body: 'first', pinned: true, reactions: [{ emoji: '🏔️', userIds: [people.ben.id] }] },
      { body: 'second, better', replyToId: shown[0]?.id },
    ])
    expect(await app.conversation(native)).toMatchObject({ title: 'Makers' })
    await eventually(async () => ((await app.conversation(native)).members?.find((member) => member.userId === people.ben.id)?.lastReadSeq ?? 0) > 0)
    const log = await logOf(world.pool, group)
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect((await logOf(world.pool, group)).filter((event) => event.kind !== 'read.moved').length).toBe(log.filter((event) => event.kind !== 'read.moved').length)
    expect(log.filter((event) => event.origin === 'A')).toEqual([])
  })

  it('brings members in and out, by the owner and by leaving', async () => {
    const cleo = await world.identity('cleo')
    const group = await groupOf(world.pool, 'doors', ana, [ben])
    await change(world.pool, group, async (sql) => {
      await addMember(sql, { conversationId: group, identityId: cleo, role: 'MEMBER', actorId: ana, origin: 'GRAPH' })
      await addMember(sql, { conversationId: group, identityId: bea, role: 'MEMBER', actorId: ana, origin: 'GRAPH' })
      await removeMember(sql, { conversationId: group, identityId: ben, reason: 'REMOVED', actorId: ana, origin: 'GRAPH' })
    })
    const seen = await say(world.pool, group, cleo, 'after ben')
    await eventually(async () => await deliveryOf(seen) === 'SENT')
    await change(world.pool, group, (sql) => removeMember(sql, { conversationId: group, identityId: ana, reason: 'LEFT', actorId: ana, origin: 'GRAPH' }))
    await change(world.pool, group, (sql) => changeTitle(sql, { conversationId: group, title: 'Doors', actorId: cleo, origin: 'GRAPH' }))
    await allDone()
    const native = await eventually(() => nativeConversation(world.pool, group))
    const app = await world.app('cleo')
    const members = await eventually(async () => {
      const conversation = await app.conversation(native)
      return conversation.title === 'Doors' ? conversation.members : undefined
    })
    expect(members.map((member) => member.role)).toEqual(expect.arrayContaining(['OWNER']))
    expect(members.map((member) => member.userId)).not.toContain(people.ben.id)
    expect(members.map((member) => member.userId)).not.toContain(people.ana.id)
    expect(members.length).toBe(2)
  })

  it('sends each message exactly once while A commits and does not answer', async () => {
    await world.a.control.faults({ commitThenTimeoutRate: 0.3, hangMs: 100 })
    const conversationId = await directOf(world.pool, ana, ben)
    const ids: string[] = []
    for (let n = 0; n < 20; n += 1) ids.push(await say(world.pool, conversationId, n % 2 === 0 ? ana : ben, `exactly ${n}`))
    await change(world.pool, conversationId, (sql) => editMessage(sql, { conversationId, messageId: ids[3] ?? '', actorId: ben, origin: 'GRAPH', body: 'exactly, edited' }))
    await allDone()
    await change(world.pool, conversationId, (sql) => deleteMessage(sql, { conversationId, messageId: ids[4] ?? '', actorId: ana, origin: 'GRAPH' }))
    await allDone()
    await world.a.control.calm()
    const shown = await shownAt(conversationId)
    expect(shown.map((message) => message.body)).toEqual(ids.map((_, n) => n === 3 ? 'exactly, edited' : n === 4 ? '' : `exactly ${n}`))
    expect((await bodiesOf(world.pool, conversationId)).length).toBe(20)
    await eventually(async () => (await Promise.all(ids.filter((_, n) => n !== 4).map(deliveryOf))).every((state) => state === 'SENT'))
  })

  it('waits through an outage and through errors, parks nothing, and never makes a send fail', async () => {
    await world.a.control.faults({ outage: true })
    const conversationId = await directOf(world.pool, ana, ben)
    const before = (await bodiesOf(world.pool, conversationId)).length
    const id = await say(world.pool, conversationId, ana, 'into the dark')
    await eventually(async () => (await openRows(world.pool)).some((row) => row.lastError !== null))
    expect((await openRows(world.pool)).every((row) => row.state !== 'PARKED')).toBe(true)
    await world.a.control.faults({ errorRate: 0.3 })
    for (let n = 0; n < 5; n += 1) await say(world.pool, conversationId, ben, `flaky ${n}`)
    await allDone()
    await world.a.control.calm()
    expect((await shownAt(conversationId)).slice(before).map((message) => message.body)).toEqual(['into the dark', ...Array.from({ length: 5 }, (_, n) => `flaky ${n}`)])
    await eventually(async () => await deliveryOf(id) === 'SENT')
  })

  it('parks what A refuses for good, with what depends on it, and lets others go on', async () => {
    const conversationId = await directOf(world.pool, ana, ben)
    const long = await say(world.pool, conversationId, ana, 'x'.repeat(8_001))
    await change(world.pool, conversationId, (sql) => changeReaction(sql, { conversationId, messageId: long, identityId: ben, actorId: ben, emoji: '👍', present: true, origin: 'GRAPH' }))
    const next = await say(world.pool, conversationId, ana, 'goes on')
    await eventually(async () => await deliveryOf(next) === 'SENT')
    await eventually(async () => await deliveryOf(long) === 'PARKED')
    await world.pool.query(`UPDATE messages.outbox SET state = 'DROPPED' WHERE state = 'PARKED'`)
  })

  it('uploads files, and shows what A has no form for with a note', async () => {
    const conversationId = await directOf(world.pool, bea, ana)
    const bytes = Buffer.from('audio bytes')
    const attachmentId = newId()
    await world.parts.files.write('voice-file', bytes)
    await world.pool.query(
      `INSERT INTO messages.attachment (id, uploader_id, filename, content_type, size_bytes, sha256, storage_key, state) VALUES ($1, $2, 'v.ogg', 'audio/ogg', $3, $4, 'voice-file', 'STORED')`,
      [attachmentId, bea, bytes.length, createHash('sha256').update(bytes).digest('hex')])
    const voice = await say(world.pool, conversationId, bea, '', { kind: 'FILE', attachmentIds: [attachmentId], extension: { type: 'voice' }, origin: 'B' })
    const sticker = await say(world.pool, conversationId, bea, '', { extension: { type: 'sticker', code: 'pack/12' }, origin: 'B' })
    await allDone()
    const shown = (await shownAt(conversationId)).slice(-2)
    expect(shown).toMatchObject([{ kind: 'FILE', attachments: [{ filename: 'v.ogg', sizeBytes: bytes.length }] }, { kind: 'TEXT', body: '[sticker pack/12]' }])
    const { rows } = await world.pool.query('SELECT fidelity FROM messages.message WHERE id = ANY ($1)', [[voice, sticker]])
    for (const row of rows) expect(row.fidelity).toMatchObject([{ leg: 'B>A', code: 'EXT_FALLBACK' }])
  })

  it('converges when people at A and here change the same message at once', async () => {
    const app = await world.app('ana')
    const conversationId = await directOf(world.pool, ana, ben)
    const id = await say(world.pool, conversationId, ana, 'start')
    const native = await eventually(async () => (await shownAt(conversationId)).find((message) => message.clientMessageId === `u-${id}`))
    await Promise.all([
      (async () => { for (let n = 0; n < 6; n += 1) { await app.edit(native, `at A ${n}`); await app.pin(native, n % 2 === 0); await (n % 2 === 0 ? app.react(native, '👍') : app.unreact(native, '👍')) } })(),
      (async () => {
        for (let n = 0; n < 6; n += 1) {
          await inTransaction(world.pool, async (sql) => {
            await editMessage(sql, { conversationId, messageId: id, actorId: ana, origin: 'GRAPH', body: `here ${n}` })
            await pinMessage(sql, { conversationId, messageId: id, actorId: ana, origin: 'GRAPH', pinned: n % 2 === 1 })
            await changeReaction(sql, { conversationId, messageId: id, identityId: ana, actorId: ana, emoji: '👍', present: n % 2 === 1, origin: 'GRAPH' })
          })
          await new Promise((resolve) => setTimeout(resolve, 30))
        }
      })(),
    ])
    await eventually(async () => {
      expect(await openRows(world.pool)).toEqual([])
      const shown = (await shownAt(conversationId)).find((message) => message.id === native.id)
      const here = (await messagesOf(world.pool, conversationId)).find((message) => message.id === id)
      expect({ body: shown?.body, pinned: shown?.pinned, reactions: shown?.reactions.map((reaction) => reaction.emoji) })
        .toEqual({ body: here?.body, pinned: here?.pinned, reactions: here?.reactions })
      return true
    }, { timeoutMs: 10_000 })
  })
})
