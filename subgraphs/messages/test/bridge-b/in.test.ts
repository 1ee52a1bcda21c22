import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '@switchboard/testkit/eventually'
import type { BApp } from '@switchboard/testkit/b-app'
import { bodiesOf, logOf, messagesOf } from '../bridge-a/say.ts'
import { directBetween, people, startWorld, type World } from './world.ts'

describe('company B, inwards', () => {
  let world: World
  let bruno: BApp
  let zoe: BApp
  let ana: string
  let anaUid: number
  let brunoId: string
  let zoeId: string
  const { zoe: { uid: ZOE }, bruno: { uid: BRUNO } } = people
  const withAna = () => eventually(() => directBetween(world.pool, brunoId, ana), { timeoutMs: 10_000 })
  const withZoe = () => eventually(() => directBetween(world.pool, brunoId, zoeId), { timeoutMs: 10_000 })

  beforeAll(async () => {
    world = await startWorld()
    ;[bruno, zoe] = await Promise.all([world.app('bruno'), world.app('zoe')])
    ;[brunoId, zoeId] = await Promise.all([world.identity('bruno'), world.identity('zoe')])
    ana = await world.personOfA('Ana')
    anaUid = await world.shadow(ana)
    for (let n = 1; n <= 60; n += 1) await bruno.send(ZOE, `old ${n}`)
    const max = await world.app('max')
    const [gone = 0] = await max.send(ZOE, 'gone')
    await max.send(ZOE, 'stays')
    await max.delete(ZOE, gone)
    world.work()
  })
  afterAll(() => world.stop())

  it('gives birth to a log from the history of two people of B, in B’s order', async () => {
    const conversation = await withZoe()
    await eventually(async () => expect(await bodiesOf(world.pool, conversation)).toEqual(Array.from({ length: 60 }, (_, n) => `old ${n + 1}`)), { timeoutMs: 10_000 })
    const log = await logOf(world.pool, conversation)
    expect(log[0]?.kind).toBe('conversation.created')
    await bruno.send(ZOE, 'new')
    await eventually(async () => expect((await bodiesOf(world.pool, conversation)).at(-1)).toBe('new'))
  })

  it('knows of what was deleted before anybody here saw it', async () => {
    const conversation = await eventually(async () => directBetween(world.pool, zoeId, await world.identity('max')))
    await eventually(async () => expect((await messagesOf(world.pool, conversation)).map(({ body, deletedAt }) => [body, deletedAt !== null])).toEqual([['', true], ['stays', false]]))
  })

  it('brings what the old app sends to a shadow into the log, in order, for A', async () => {
    for (const text of ['one', 'two & <three>', 'smile 😀']) await bruno.send(anaUid, text)
    const conversation = await withAna()
    await eventually(async () => expect(await bodiesOf(world.pool, conversation)).toEqual(['one', 'two & \\<three>', 'smile 😀']))
    const { rows } = await world.pool.query(`SELECT company, kind FROM messages.outbox WHERE conversation_id = $1 AND company = 'A' ORDER BY id`, [conversation])
    expect(rows.filter((row: { kind: string }) => row.kind === 'message.created')).toHaveLength(3)
  })

  it('joins the parts of a long text', async () => {
    const text = 'word '.repeat(200).trim()
    await bruno.send(anaUid, text)
    const conversation = await withAna()
    await eventually(async () => expect((await bodiesOf(world.pool, conversation)).at(-1)).toBe(text))
  })

  it('shows what is there when a part does not come, and mends it when it does', async () => {
    const t = Date.now()
    await bruno.row(anaUid, '(1/3) one ', { t })
    await bruno.row(anaUid, '(3/3) three', { t })
    await bruno.send(anaUid, 'between')
    const conversation = await withAna()
    await eventually(async () => expect((await bodiesOf(world.pool, conversation)).slice(-2)).toEqual(['between', 'one three']))
    await bruno.row(anaUid, '(2/3) two ', { t })
    await eventually(async () => expect((await bodiesOf(world.pool, conversation)).at(-1)).toBe('one two three'))
    await bruno.row(anaUid, '(1/3) alone', { t: t + 1 })
    await eventually(async () => expect((await bodiesOf(world.pool, conversation)).at(-1)).toBe('(1/3) alone'))
  })

  it('takes a deletion followed by a row that replaces it as an edit, else as a deletion', async () => {
    const conversation = await withAna()
    const [id = 0] = await bruno.send(anaUid, 'tpyo')
    await eventually(async () => expect((await bodiesOf(world.pool, conversation)).at(-1)).toBe('tpyo'))
    await bruno.edit(anaUid, id, 'typo')
    await eventually(async () => expect((await messagesOf(world.pool, conversation)).at(-1)).toMatchObject({ body: 'typo', revision: 2, deletedAt: null }))
    const [other = 0] = await bruno.send(anaUid, 'never mind')
    await eventually(async () => expect((await bodiesOf(world.pool, conversation)).at(-1)).toBe('never mind'))
    await bruno.delete(anaUid, other)
    await eventually(async () => expect((await messagesOf(world.pool, conversation)).at(-1)?.deletedAt).toBeTruthy())
    await bruno.send(anaUid, 'too late', { ref: { id: other } })
    await eventually(async () => expect((await messagesOf(world.pool, conversation)).at(-1)).toMatchObject({ body: 'too late', revision: 1 }))
    expect((await messagesOf(world.pool, conversation)).filter((one) => one.body === 'typo')).toHaveLength(1)
  })

  it('edits that were never seen in between show the last text at the first place', async () => {
    const conversation = await withZoe()
    await world.rest()
    const [id = 0] = await bruno.send(ZOE, 'first')
    await bruno.send(ZOE, 'second')
    const [edited = 0] = await bruno.edit(ZOE, id, 'first, edited')
    await bruno.edit(ZOE, edited, 'first, edited twice')
    world.work()
    await eventually(async () => expect((await bodiesOf(world.pool, conversation)).slice(-2)).toEqual(['first, edited twice', 'second']), { timeoutMs: 10_000 })
  })

  it('follows reactions slot by slot, receipts and read positions', async () => {
    const conversation = await withZoe()
    const [id = 0] = await bruno.send(ZOE, 'react to me')
    await zoe.react(BRUNO, id, 1)
    const last = async () => (await messagesOf(world.pool, conversation)).at(-1)
    await eventually(async () => expect((await last())?.reactions).toEqual(['👍']))
    await zoe.react(BRUNO, id, 2)
    await eventually(async () => expect((await last())?.reactions).toEqual(['❤️']))
    await zoe.react(BRUNO, id, 0)
    await eventually(async () => expect((await last())?.reactions).toEqual([]))
    await zoe.seen(BRUNO, (await zoe.history(BRUNO)).map((row) => row.id))
    await eventually(async () => {
      const { rows } = await world.pool.query<{ readSeq: number; seq: number; state: string }>(
        `SELECT m.read_seq AS "readSeq", x.seq, d.state FROM messages.member m, messages.message x LEFT JOIN messages.delivery d ON d.message_id = x.id AND d.company = 'B'
          WHERE m.conversation_id = $1 AND m.identity_id = $2 AND x.id = $3`, [conversation, zoeId, (await last())?.id])
      expect(rows[0]).toMatchObject({ state: 'SEEN' })
      expect(rows[0]?.readSeq).toBeGreaterThanOrEqual(rows[0]?.seq ?? Infinity)
      return true
    })
  })

  it('hides for one, resolves quotes, keeps what A does not have', async () => {
    const conversation = await withZoe()
    const [id = 0] = await bruno.send(ZOE, 'a line that is quoted later')
    await zoe.hide(BRUNO, id)
    await eventually(async () => {
      const { rows } = await world.pool.query('SELECT identity_id AS id FROM messages.hidden h JOIN messages.message m ON m.id = h.message_id WHERE m.conversation_id = $1', [conversation])
      expect(rows).toEqual([{ id: zoeId }])
      return true
    })
    await zoe.quote(BRUNO, 'a line that is quoted later', 'I agree')
    await zoe.quote(BRUNO, 'nobody said this', 'what?')
    await zoe.row(BRUNO, 'cats/12', { typ: 3 })
    await zoe.row(BRUNO, '', { typ: 4 })
    await eventually(async () => {
      const messages = (await messagesOf(world.pool, conversation)).slice(-5)
      expect(messages[1]).toMatchObject({ body: 'I agree', replyToId: messages[0]?.id })
      expect(messages[2]).toMatchObject({ body: '> nobody said this\n\nwhat?', replyToId: null })
      expect(messages[3]?.body).toBe('[sticker cats/12]')
      expect(messages[4]?.body).toBe('[nudge]')
      return true
    })
  })

  it('copies media at once', async () => {
    const conversation = await withAna()
    const link = await bruno.upload('image/png', new Uint8Array([0x89, 0x50, 0x4e, 0x47]))
    await bruno.row(anaUid, 'look', { typ: 1, link })
    await eventually(async () => expect((await messagesOf(world.pool, conversation)).at(-1)).toMatchObject({ body: 'look', kind: 'IMAGE' }))
    const { rows } = await world.pool.query<{ key: string; bytes: number }>(
      `SELECT storage_key AS key, size_bytes AS bytes FROM messages.attachment a JOIN messages.message m ON m.id = a.message_id WHERE m.conversation_id = $1`, [conversation])
    expect(await world.parts.files.read(rows[0]?.key ?? '')).toHaveLength(4)
  })

  it('makes list copies messages of each DIRECT, grouped for the owner', async () => {
    const list = await bruno.newList('friends', [ZOE, anaUid])
    await bruno.post(list, 'to all')
    for (const conversation of [await withAna(), await withZoe()]) {
      await eventually(async () => expect((await bodiesOf(world.pool, conversation)).at(-1)).toBe('to all'))
      const { rows } = await world.pool.query<{ broadcast: { lid: number; key: string } }>(`SELECT broadcast FROM messages.message WHERE conversation_id = $1 AND body = 'to all'`, [conversation])
      expect(rows[0]?.broadcast.lid).toBe(list)
    }
    await eventually(async () => {
      const { rows } = await world.pool.query('SELECT name, native_id AS "nativeId" FROM messages.broadcast_list')
      expect(rows).toEqual([{ name: 'friends', nativeId: list }])
      return true
    })
  })

  it('shows typing', async () => {
    const conversation = await withAna()
    await bruno.typing(anaUid)
    await eventually(() => expect(world.typing).toContainEqual({ conversationId: conversation, identityId: brunoId }))
  })

  it('keeps everything when the pair is archived and written to again', async () => {
    const conversation = await withZoe()
    const before = await bodiesOf(world.pool, conversation)
    await bruno.archive(ZOE)
    await zoe.send(BRUNO, 'fresh start')
    await zoe.send(BRUNO, 'second of the new ones')
    await eventually(async () => expect(await bodiesOf(world.pool, conversation)).toEqual([...before, 'fresh start', 'second of the new ones']))
    const [id = 0] = (await zoe.history(BRUNO)).map((row) => row.id)
    await bruno.react(ZOE, id, 3)
    await eventually(async () => expect((await messagesOf(world.pool, conversation)).find((message) => message.body === 'fresh start')?.reactions).toEqual(['😂']))
    const { rows } = await world.pool.query(`SELECT count(*) FILTER (WHERE archived_on_b)::int AS old, count(*)::int AS all FROM messages.message WHERE conversation_id = $1`, [conversation])
    expect(rows).toEqual([{ old: before.length, all: before.length + 2 }])
  })
})
