import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { SendIntent } from '@switchboard/company-b/intent'
import { perform } from '@switchboard/company-b/perform'
import { eventually } from '@switchboard/testkit/eventually'
import type { BApp } from '@switchboard/testkit/b-app'
import { deleteMessage } from '../../src/adapters/postgres/change-message.ts'
import { bodiesOf, change, directOf, groupOf, logOf, messagesOf, say } from '../bridge-a/say.ts'
import { directBetween, openRows, people, startWorld, type World } from './world.ts'

const { bruno: { uid: BRUNO }, zoe: { uid: ZOE } } = people

describe('company B in trouble', () => {
  let world: World
  let bruno: BApp
  let zoe: BApp
  let ana: string
  let anaUid: number
  let brunoId: string
  let zoeId: string
  let conversation: string
  let pair: string

  beforeAll(async () => {
    world = await startWorld()
    ;[bruno, zoe] = await Promise.all([world.app('bruno'), world.app('zoe')])
    ;[brunoId, zoeId] = await Promise.all([world.identity('bruno'), world.identity('zoe')])
    ana = await world.personOfA('Ana')
    anaUid = await world.shadow(ana)
    conversation = await directOf(world.pool, ana, brunoId)
    world.work({ scanActiveMs: 700 })
    await zoe.send(BRUNO, 'hi')
    pair = await eventually(() => directBetween(world.pool, brunoId, zoeId), { timeoutMs: 10_000 })
  })
  afterAll(() => world.stop())
  beforeEach(() => world.b.control.calm())

  const settled = () => eventually(async () => { expect(await openRows(world.pool)).toEqual([]); return true }, { timeoutMs: 25_000, everyMs: 50 })
  /** Every message of ours has one row per part at B, or says that it has more. */
  async function exactlyOnce(ids: readonly string[]): Promise<void> {
    await settled()
    const rows = await world.rows(BRUNO, anaUid)
    await eventually(async () => {
      const { rows: known } = await world.pool.query('SELECT id FROM messages.row_at_b WHERE message_id = ANY ($1)', [ids])
      expect(known.length).toBeGreaterThanOrEqual(ids.length)
      return true
    })
    const { rows: noted } = await world.pool.query<{ id: string }>(`SELECT id FROM messages.message WHERE fidelity @> '[{"code": "DUPLICATE_ON_B"}]'`)
    const { rows: bodies } = await world.pool.query<{ id: string; body: string }>('SELECT id, body FROM messages.message WHERE id = ANY ($1) ORDER BY seq', [ids])
    for (const { id, body } of bodies) {
      const copies = rows.filter((row) => row.txt === body).length
      if (noted.some((note) => note.id === id)) expect(copies).toBeGreaterThan(1)
      else expect(`${body}: ${copies}`).toBe(`${body}: 1`)
    }
    const first = bodies.map(({ body }) => rows.findIndex((row) => row.txt === body))
    expect(first).toEqual(first.toSorted((a, b) => a - b))
  }

  const exactlyOnceOrNoted = (id: string) => eventually(async () => {
    const { rows } = await world.pool.query(`SELECT FROM messages.message WHERE id = $1 AND fidelity @> '[{"code": "DUPLICATE_ON_B"}]'`, [id])
    expect(rows).toHaveLength(1)
    return true
  })

  it('keeps exactly one row per message when answers are lost', { timeout: 60_000 }, async () => {
    await world.b.control.faults({ commitThenTimeoutRate: 0.3, hangMs: 20, rng: 7 })
    const ids: string[] = []
    for (let n = 0; n < 20; n += 1) ids.push(await say(world.pool, conversation, ana, `lost answer ${n}`))
    await exactlyOnce(ids)
    expect((await bodiesOf(world.pool, conversation)).filter((body) => body.startsWith('lost'))).toHaveLength(20)
  })

  it('keeps what is said in an outage, under errors and under overload', { timeout: 60_000 }, async () => {
    await world.b.control.faults({ outage: true })
    const ids: string[] = []
    for (let n = 0; n < 5; n += 1) ids.push(await say(world.pool, conversation, ana, `in the dark ${n}`))
    await new Promise((resolve) => { setTimeout(resolve, 800) })
    expect((await openRows(world.pool)).every((row) => row.state === 'PENDING' || row.state === 'UNKNOWN' || row.state === 'UNPLANNED')).toBe(true)
    await world.b.control.faults({ errorRate: 0.1, rng: 3 })
    for (let n = 0; n < 10; n += 1) ids.push(await say(world.pool, conversation, ana, `with errors ${n}`))
    await exactlyOnce(ids)
  })

  it('looks twice for a call whose outcome is unknown before it is made again', { timeout: 60_000 }, async () => {
    await world.b.control.faults({ outage: true })
    const id = await say(world.pool, conversation, ana, 'perhaps sent')
    await eventually(async () => {
      // As after a crash between the beginning of the try and its end.
      const { rowCount } = await world.pool.query(`UPDATE messages.outbox SET state = 'UNKNOWN' WHERE message_id = $1 AND intent IS NOT NULL AND attempts > 0`, [id])
      expect(rowCount).toBe(1)
      return true
    })
    await world.b.control.calm()
    await exactlyOnce([id])
  })

  it('notes and counts a row that stands twice, and takes both away', { timeout: 60_000 }, async () => {
    const id = await say(world.pool, conversation, ana, 'twice')
    const sent = await eventually(async () => {
      const { rows } = await world.pool.query<{ intent: { call: SendIntent } }>(`SELECT intent FROM messages.outbox WHERE message_id = $1 AND state = 'SENT'`, [id])
      return rows[0]
    })
    await perform(sent.intent.call, world.parts.companies.b)
    await exactlyOnceOrNoted(id)
    expect((await bodiesOf(world.pool, conversation)).filter((body) => body === 'twice')).toHaveLength(1)
    await change(world.pool, conversation, (sql) => deleteMessage(sql, { conversationId: conversation, messageId: id, actorId: ana, origin: 'GRAPH' }))
    await eventually(async () => expect((await world.rows(BRUNO, anaUid)).filter((row) => row.txt === 'twice')).toEqual([]))
  })

  it('posts to a room once when answers are lost', { timeout: 60_000 }, async () => {
    const group = await groupOf(world.pool, 'Walk', ana, [brunoId, zoeId])
    await say(world.pool, group, ana, 'begin')
    await settled()
    await world.b.control.faults({ commitThenTimeoutRate: 0.4, hangMs: 20, rng: 11 })
    const texts = Array.from({ length: 8 }, (_, n) => `room ${n}`)
    for (const text of texts) await say(world.pool, group, ana, text)
    await settled()
    await world.b.control.calm()
    const room = (await bruno.threads()).find((thread) => thread.last.txt.startsWith('Ana: room'))?.with ?? 0
    for (const uid of [BRUNO, ZOE]) expect((await world.rows(uid, room)).map((row) => row.txt)).toEqual(['Ana: begin', ...texts.map((text) => `Ana: ${text}`)])
    expect(await bodiesOf(world.pool, group)).toEqual(['begin', ...texts])
  })

  it('heals what polls dropped', { timeout: 60_000 }, async () => {
    await world.b.control.faults({ dropPollRate: 0.3, rng: 5 })
    const texts = Array.from({ length: 30 }, (_, n) => `dropped ${n}`)
    const ids: number[] = []
    for (const text of texts) ids.push(...await bruno.send(ZOE, text))
    await zoe.react(BRUNO, ids.at(-1) ?? 0, 4)
    await eventually(async () => expect((await bodiesOf(world.pool, pair)).slice(-30)).toEqual(texts), { timeoutMs: 15_000 })
    await eventually(async () => expect((await messagesOf(world.pool, pair)).at(-1)?.reactions).toEqual(['😮']), { timeoutMs: 15_000 })
  })

  it('catches up after the ring overflowed and after a restart of B', { timeout: 60_000 }, async () => {
    await world.rest()
    const many = Array.from({ length: 60 }, (_, n) => `away ${n}`)
    for (const text of many) await zoe.send(BRUNO, text)
    // A thousand events of other kinds push the messages out of the ring.
    for (let n = 0; n < 1_050; n += 25) await Promise.all(Array.from({ length: 25 }, () => bruno.typing(anaUid).catch(() => undefined)))
    world.work()
    await eventually(async () => expect((await bodiesOf(world.pool, pair)).slice(-60)).toEqual(many), { timeoutMs: 15_000 })
    const before = (await messagesOf(world.pool, pair)).length
    await world.b.process.kill()
    await world.b.process.restart()
    const again = await world.app('bruno')
    await again.send(ZOE, 'after the restart')
    await eventually(async () => expect((await bodiesOf(world.pool, pair)).at(-1)).toBe('after the restart'), { timeoutMs: 15_000 })
    expect(await messagesOf(world.pool, pair)).toHaveLength(before + 1)
    await logOf(world.pool, pair)
  })

  it('tells a recycled phone number from its former owner', { timeout: 60_000 }, async () => {
    await world.b.control.seed({ users: [{ uid: 500, phone: '06 22 22 22 22', pin: '9999', name: 'new owner' }] })
    await say(world.pool, pair, brunoId, 'are you there?')
    await eventually(async () => {
      const { rows } = await world.pool.query(`SELECT state FROM messages.delivery d JOIN messages.message m ON m.id = d.message_id WHERE m.body = 'are you there?' AND d.company = 'B'`)
      expect(rows).toEqual([{ state: 'REFUSED' }])
      return true
    }, { timeoutMs: 10_000 })
    const { rows } = await world.pool.query(`SELECT native_id AS uid, closed_at IS NOT NULL AS closed FROM users.identity WHERE native_id IN ('2', '500') AND company = 'B' ORDER BY 1`)
    expect(rows).toContainEqual({ uid: '2', closed: true })
  })
})
