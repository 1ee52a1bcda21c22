import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import sharp from 'sharp'
import { newId } from '@switchboard/domain/ids'
import { eventually } from '@switchboard/testkit/eventually'
import type { BApp } from '@switchboard/testkit/b-app'
import { changeReaction, deleteMessage, editMessage } from '../../src/adapters/postgres/change-message.ts'
import { changeTitle } from '../../src/adapters/postgres/change-membership.ts'
import { raiseReadPosition } from '../../src/adapters/postgres/read-position.ts'
import { insertAttachment } from '../../src/adapters/postgres/media-at-b.ts'
import { enqueueUnplanned, enqueue } from '../../src/adapters/postgres/outbox.ts'
import { bodiesOf, change, directOf, groupOf, messagesOf, say } from '../bridge-a/say.ts'
import { directBetween, openRows, people, startWorld, type World } from './world.ts'

const { bruno: { uid: BRUNO }, zoe: { uid: ZOE }, max: { uid: MAX } } = people

describe('company B, outwards', () => {
  let world: World
  let bruno: BApp
  let zoe: BApp
  let ana: string
  let anaUid: number
  let brunoId: string
  let zoeId: string
  let maxId: string
  let conversation: string

  beforeAll(async () => {
    world = await startWorld()
    ;[bruno, zoe] = await Promise.all([world.app('bruno'), world.app('zoe')])
    ;[brunoId, zoeId, maxId] = await Promise.all([world.identity('bruno'), world.identity('zoe'), world.identity('max')])
    ana = await world.personOfA('Ana')
    conversation = await directOf(world.pool, ana, brunoId)
    world.work()
    await say(world.pool, conversation, ana, 'the first makes the shadow')
    anaUid = await eventually(async () => (await bruno.threads())[0]?.with, { timeoutMs: 10_000 })
  })
  afterAll(() => world.stop())
  beforeEach(() => world.b.control.calm())

  const shown = async () => (await bruno.history(anaUid)).filter((row) => row.typ !== 5).map((row) => row.txt)
  const lastRow = async () => (await bruno.history(anaUid)).at(-1)
  const fidelityOf = async (id: string) => (await world.pool.query<{ codes: string[] }>(`SELECT ARRAY(SELECT n->>'code' FROM jsonb_array_elements(fidelity) n) AS codes FROM messages.message WHERE id = $1`, [id])).rows[0]?.codes
  const settled = () => eventually(async () => { expect(await openRows(world.pool)).toEqual([]); return true }, { timeoutMs: 15_000 })

  it('writes messages as their author, in order, and learns their rows', async () => {
    const ids: string[] = []
    for (const text of ['hello *you*', 'two', 'three']) ids.push(await say(world.pool, conversation, ana, text))
    await eventually(async () => expect((await shown()).slice(-3)).toEqual(['hello you', 'two', 'three']))
    expect((await lastRow())).toMatchObject({ fr: anaUid, to: BRUNO })
    await eventually(async () => {
      const { rows } = await world.pool.query(`SELECT message_id AS id FROM messages.row_at_b WHERE message_id = ANY ($1)`, [ids])
      expect(rows).toHaveLength(3)
      return true
    })
    expect(await fidelityOf(ids[0] ?? '')).toEqual(['MARKUP_DROPPED'])
    expect(await fidelityOf(ids[1] ?? '')).toEqual([])
    const { rows } = await world.pool.query(`SELECT state FROM messages.delivery WHERE message_id = $1 AND company = 'B'`, [ids[2]])
    expect(rows).toEqual([{ state: 'SENT' }])
    expect(await bodiesOf(world.pool, conversation)).toHaveLength(4)
  })

  it('splits a long text and quotes what is answered to', async () => {
    const first = await say(world.pool, conversation, ana, 'a question?')
    await say(world.pool, conversation, ana, 'word '.repeat(200).trim(), { replyToId: first })
    await eventually(async () => {
      const rows = (await bruno.history(anaUid)).slice(-3)
      expect(rows.map((row) => row.txt.slice(0, 6))).toEqual(['(1/3) ', '(2/3) ', '(3/3) '])
      expect(rows[0]?.q).toBe('a question?')
      return true
    })
  })

  it('edits in place, deletes, and tells of what B cannot take back any more', async () => {
    const id = await say(world.pool, conversation, ana, 'tpyo')
    await eventually(async () => expect((await shown()).at(-1)).toBe('tpyo'))
    await change(world.pool, conversation, (sql) => editMessage(sql, { conversationId: conversation, messageId: id, body: 'typo', actorId: ana, origin: 'GRAPH' }))
    await eventually(async () => { const now = await shown(); expect(now.at(-1)).toBe('typo'); expect(now).not.toContain('tpyo'); return true })
    expect(await fidelityOf(id)).toContain('EDIT_RESENT')
    expect((await lastRow())?.ref).toBeDefined()
    await change(world.pool, conversation, (sql) => deleteMessage(sql, { conversationId: conversation, messageId: id, actorId: ana, origin: 'GRAPH' }))
    await eventually(async () => expect(await shown()).not.toContain('typo'))
    await settled()
    expect((await messagesOf(world.pool, conversation)).filter((message) => message.deletedAt !== null)).toHaveLength(1)

    const late = await say(world.pool, conversation, ana, 'to be withdrawn late')
    await eventually(async () => expect((await shown()).at(-1)).toBe('to be withdrawn late'))
    await world.b.control.advance(16 * 60_000)
    await change(world.pool, conversation, (sql) => deleteMessage(sql, { conversationId: conversation, messageId: late, actorId: ana, origin: 'GRAPH' }))
    await eventually(async () => expect(await lastRow()).toMatchObject({ txt: '&#9003; message withdrawn', q: 'to be withdrawn late' }))
    await eventually(async () => expect(await fidelityOf(late)).toContain('DELETE_AS_NOTE'))
    await settled()
  })

  it('tells of a late edit in a row of its own', async () => {
    const id = await say(world.pool, conversation, ana, 'old words')
    await settled()
    await world.pool.query(`UPDATE messages.outbox SET done_at = now() - interval '20 minutes' WHERE message_id = $1`, [id])
    await change(world.pool, conversation, (sql) => editMessage(sql, { conversationId: conversation, messageId: id, body: 'new words', actorId: ana, origin: 'GRAPH' }))
    await eventually(async () => expect(await lastRow()).toMatchObject({ txt: '&#9998; new words', q: 'old words' }))
    await settled()
    expect(await fidelityOf(id)).toContain('EDIT_FOLLOWUP')
    expect((await bodiesOf(world.pool, conversation)).at(-1)).toBe('new words')
  })

  it('pushes the newest reaction that has a slot, read positions and blocks', async () => {
    const [row = 0] = await bruno.send(anaUid, 'react, please')
    const message = await eventually(async () => (await messagesOf(world.pool, conversation)).find((one) => one.body === 'react, please'))
    const react = (emoji: string, present = true) => change(world.pool, conversation, (sql) => changeReaction(sql, { conversationId: conversation, messageId: message.id, identityId: ana, emoji, present, actorId: ana, origin: 'GRAPH' }))
    const slot = async () => (await bruno.history(anaUid)).find((one) => one.id === row)?.r?.[anaUid]
    await react('👍')
    await eventually(async () => expect(await slot()).toBe(1))
    await react('❤️')
    await react('🦊')
    await eventually(async () => expect(await slot()).toBe(2))
    await react('❤️', false)
    await eventually(async () => expect(await slot()).toBe(1))
    await react('👍', false)
    await eventually(async () => { expect(await slot()).toBeUndefined(); return true })
    await settled()
    expect((await messagesOf(world.pool, conversation)).find((one) => one.id === message.id)?.reactions).toEqual(['🦊'])
    expect(await fidelityOf(message.id)).toEqual(expect.arrayContaining(['REACTION_REDUCED', 'REACTION_UNMAPPED']))

    await raiseReadPosition(world.pool, conversation, ana, 1_000)
    await eventually(async () => expect((await bruno.history(anaUid)).find((one) => one.id === row)?.st).toBe(2))

    await enqueue(world.pool, 'B', { kind: 'block', lane: `block:${brunoId}`, target: 'x', part: 0, payload: { blockerId: brunoId, blockedId: ana, blocked: true }, conversationId: null, messageId: null })
    await settled()
    const refused = await say(world.pool, conversation, ana, 'can you hear me?')
    await eventually(async () => {
      const { rows } = await world.pool.query(`SELECT state FROM messages.delivery WHERE message_id = $1 AND company = 'B'`, [refused])
      expect(rows).toEqual([{ state: 'REFUSED' }])
      return true
    })
    await bruno.block(anaUid, false)
    await world.pool.query(`UPDATE messages.outbox SET state = 'DROPPED' WHERE state = 'REFUSED'`)
  })

  it('sends pictures, smaller ones of large pictures, and links to what B cannot hold', async () => {
    const small = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } }).png().toBuffer()
    const noise = Buffer.alloc(900 * 900 * 3)
    for (let at = 0; at < noise.length; at += 1) noise[at] = (at * 7919 + (at >> 3)) % 251
    const large = await sharp(noise, { raw: { width: 900, height: 900, channels: 3 } }).png({ compressionLevel: 0 }).toBuffer()
    const file = async (filename: string, contentType: string, bytes: Buffer) => {
      const id = newId()
      await world.parts.files.write(id, bytes)
      await insertAttachment(world.pool, { id, uploaderId: ana, filename, contentType, sizeBytes: bytes.length, sha256: null, storageKey: id, state: 'STORED' })
      return id
    }
    const pictures = await say(world.pool, conversation, ana, 'two pictures', { kind: 'IMAGE', attachmentIds: [await file('s.png', 'image/png', small), await file('l.png', 'image/png', large)] })
    await eventually(async () => expect((await bruno.history(anaUid)).slice(-2)).toMatchObject([{ typ: 1, txt: 'two pictures' }, { typ: 1, txt: '' }]))
    const document = await say(world.pool, conversation, ana, '', { kind: 'FILE', attachmentIds: [await file('plan.pdf', 'application/pdf', Buffer.alloc(5_000))] })
    await eventually(async () => expect((await lastRow())?.txt).toMatch(/^plan\.pdf \(5\.0 kB\)\nhttp:\/\/127\.0\.0\.1:4002\/l\/[\w-]{22}$/))
    await settled()
    expect(await fidelityOf(pictures)).toContain('MEDIA_REDUCED')
    expect(await fidelityOf(document)).toEqual(['MEDIA_AS_LINK'])
  })

  it('carries a group through its room, both ways', async () => {
    const group = await groupOf(world.pool, 'Walk', ana, [brunoId, zoeId])
    await say(world.pool, group, ana, 'where do we go?')
    const room = await eventually(async () => (await zoe.threads()).find((thread) => thread.last.txt === 'Ana: where do we go?')?.with)
    await zoe.send(room, 'to the sea')
    await eventually(async () => expect(await bodiesOf(world.pool, group)).toEqual(['where do we go?', 'to the sea']))
    await eventually(async () => expect((await bruno.history(room)).map((row) => row.txt)).toEqual(['Ana: where do we go?', 'zoe: to the sea']))
    expect((await zoe.history(room)).map((row) => row.txt)).toEqual(['Ana: where do we go?', 'to the sea'])
    await change(world.pool, group, (sql) => changeTitle(sql, { conversationId: group, title: 'Sea', actorId: ana, origin: 'GRAPH' }))
    await eventually(async () => expect((await bruno.history(room)).at(-1)?.txt).toBe('&#8226; The group is now called &#8220;Sea&#8221;.'))
    const [message] = await messagesOf(world.pool, group)
    await change(world.pool, group, (sql) => editMessage(sql, { conversationId: group, messageId: message?.id ?? '', body: 'where to?', actorId: ana, origin: 'GRAPH' }))
    await eventually(async () => expect((await bruno.history(room)).at(-1)?.txt).toBe('Ana: &#9998; where to?'))
    await change(world.pool, group, (sql) => deleteMessage(sql, { conversationId: group, messageId: message?.id ?? '', actorId: ana, origin: 'GRAPH' }))
    await eventually(async () => expect((await zoe.history(room)).filter((row) => row.typ === 5)).toHaveLength(2))
    await raiseReadPosition(world.pool, group, ana, 1_000)
    await eventually(async () => expect((await zoe.history(room)).find((row) => row.txt === 'to the sea')?.st).toBe(2))
    const max = await world.app('max')
    await max.send(room, 'let me in')
    await eventually(async () => expect((await max.history(room)).at(-1)?.txt).toMatch(/^&#8226; You are not a member/))
    expect(await bodiesOf(world.pool, group)).toEqual(['', 'to the sea'])
    await settled()
    expect(maxId).toBeTruthy()
  })

  it('writes between two people of B through the graph', async () => {
    const pair = await directOf(world.pool, brunoId, zoeId)
    await say(world.pool, pair, brunoId, 'from the new app')
    await eventually(async () => expect((await zoe.history(BRUNO)).map((row) => row.txt)).toEqual(['from the new app']))
    await zoe.send(BRUNO, 'from the old one')
    await eventually(async () => expect(await bodiesOf(world.pool, pair)).toEqual(['from the new app', 'from the old one']))
  })

  it('makes, posts to, changes and drops lists', async () => {
    const listId = newId()
    await world.pool.query(`INSERT INTO messages.broadcast_list (id, owner_id, name, member_ids) VALUES ($1, $2, 'team', $3)`, [listId, zoeId, [brunoId, maxId]])
    await enqueueUnplanned(world.pool, 'B', { kind: 'list.created', lane: `list:${listId}`, payload: { listId } })
    const postId = newId()
    await world.pool.query(`INSERT INTO messages.broadcast_post (id, list_id, client_message_id, body, key) VALUES ($1, $2, 'c', 'news', $3)`, [postId, listId, postId])
    await enqueueUnplanned(world.pool, 'B', { kind: 'list.posted', lane: `list:${listId}`, payload: { listId, postId, ownerId: zoeId, body: 'news' } })
    await settled()
    const toMax = await eventually(() => directBetween(world.pool, zoeId, maxId))
    await eventually(async () => expect(await bodiesOf(world.pool, toMax)).toEqual(['news']))
    const { rows } = await world.pool.query(
      `SELECT count(*)::int AS copies FROM messages.message m JOIN messages.broadcast_post p ON p.id = $1 AND m.broadcast->>'key' = p.key`, [postId])
    expect(rows).toEqual([{ copies: 2 }])
    await world.pool.query('UPDATE messages.broadcast_list SET member_ids = $2 WHERE id = $1', [listId, [brunoId]])
    await enqueueUnplanned(world.pool, 'B', { kind: 'list.updated', lane: `list:${listId}`, payload: { listId } })
    await eventually(async () => expect((await world.b.control.dump<{ uids: number[]; name: string }>('lists')).find((list) => list.name === 'team')?.uids).toEqual([BRUNO]))
    await enqueueUnplanned(world.pool, 'B', { kind: 'list.dropped', lane: `list:${listId}`, payload: { listId } })
    await eventually(async () => expect((await world.b.control.dump<{ dropped: number; name: string }>('lists')).find((list) => list.name === 'team')?.dropped).toBe(1))
    await settled()
    expect([ZOE, MAX]).toEqual([2, 3])
  })
})
