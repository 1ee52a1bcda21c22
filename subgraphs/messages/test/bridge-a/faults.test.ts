import { createServer } from 'node:http'
import { createHmac } from 'node:crypto'
import { eventually } from '@switchboard/testkit/eventually'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { changeReaction, editMessage, pinMessage, deleteMessage } from '../../src/adapters/postgres/change-message.ts'
import { changeTitle } from '../../src/adapters/postgres/change-membership.ts'
import { legA } from '../../src/bridge/a/leg-a.ts'
import type { IncomingChange } from '@switchboard/company-a/incoming'
import { isSwitchboardError } from '@switchboard/domain/errors'
import { bodiesOf, change, conversationOf, directOf, groupOf, logOf, messagesOf, nativeConversation, openRows, say } from './say.ts'
import { people, startWorld, type World } from './world.ts'

describe('company A\'s leg under faults', () => {
  let world: World
  let ana: string, ben: string

  beforeAll(async () => {
    world = await startWorld()
    world.work()
    await eventually(async () => (await world.pool.query(`SELECT FROM messages.sync_position WHERE name = 'A:feed'`)).rowCount === 1)
    ;[ana, ben] = [await world.identity('ana'), await world.identity('ben')]
  })
  afterAll(() => world.stop())

  const quiet = (timeoutMs = 15_000) => eventually(async () => {
    expect(await openRows(world.pool)).toEqual([])
    return true
  }, { timeoutMs })

  it('loses nothing and repeats nothing while workers stop, start and take over from each other', async () => {
    const app = await world.app('ana')
    const direct = await app.direct(people.cleo.id)
    const conversationId = await eventually(() => conversationOf(world.pool, direct.id))
    let done = false
    const talk = (async () => {
      for (let n = 0; n < 60; n += 1) {
        await app.send(direct.id, `old app ${n}`)
        if (n % 2 === 0) await say(world.pool, conversationId, ana, `graph ${n}`)
      }
      done = true
    })()
    while (!done) {
      await world.rest()
      world.work()
      world.work()
      await new Promise((resolve) => setTimeout(resolve, 150))
    }
    await talk
    await eventually(async () => (await bodiesOf(world.pool, conversationId)).length === 90, { timeoutMs: 15_000 })
    await quiet()
    const bodies = await bodiesOf(world.pool, conversationId)
    expect(bodies.filter((body) => body.startsWith('old'))).toEqual(Array.from({ length: 60 }, (_, n) => `old app ${n}`))
    expect(bodies.filter((body) => body.startsWith('graph'))).toEqual(Array.from({ length: 30 }, (_, n) => `graph ${2 * n}`))
    const shown = (await app.messages(direct.id)).map((message) => message.body)
    expect([...shown].sort()).toEqual([...bodies].sort())
    expect(shown.filter((body) => body.startsWith('graph'))).toEqual(bodies.filter((body) => body.startsWith('graph')))
    await logOf(world.pool, conversationId)
  })

  it('writes nothing with a lease that was taken away', async () => {
    const app = await world.app('ben')
    const direct = await app.direct(people.cleo.id)
    const conversationId = await eventually(() => conversationOf(world.pool, direct.id))
    await world.pool.query(`UPDATE messages.lease SET holder = 'somebody else', expires_at = now() + interval '700 milliseconds' WHERE name = 'ingest:A'`)
    await app.send(direct.id, 'while nobody listens')
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(await bodiesOf(world.pool, conversationId)).toEqual([])
    await eventually(async () => (await bodiesOf(world.pool, conversationId)).length === 1, { timeoutMs: 8_000 })
  })

  it('takes typing from the signed webhook alone', async () => {
    const direct = await directOf(world.pool, ana, ben)
    await say(world.pool, direct, ana, 'so that it is there')
    const native = await eventually(() => nativeConversation(world.pool, direct))
    const module = legA(world.parts)
    const server = createServer((request, response) => { void module.route?.(request, response).then((taken) => taken || response.writeHead(404).end()) })
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
    const address = server.address()
    const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
    try {
      const { rows } = await world.pool.query<{ value: { secret: string } }>(`SELECT value FROM messages.sync_position WHERE name = 'A:webhook'`)
      await world.parts.companies.a.feed.putWebhook('switchboard', { url: `${url}/hooks/a`, secret: rows[0]?.value.secret ?? '', topics: ['typing'] })
      await (await world.app('ben')).typing(native)
      await eventually(() => world.typing.some((one) => one.conversationId === direct && one.identityId === ben), { timeoutMs: 10_000 })
      const body = JSON.stringify({ eventId: 'x' })
      const stamp = Math.floor(Date.now() / 1_000)
      const forged = `t=${stamp},v1=${createHmac('sha256', 'a guess').update(`${stamp}.${body}`).digest('hex')}`
      expect((await fetch(`${url}/hooks/a`, { method: 'POST', body, headers: { 'a-signature': forged } })).status).toBe(401)
      expect((await fetch(`${url}/hooks/a`)).status).toBe(405)
      expect((await fetch(`${url}/elsewhere`)).status).toBe(404)
      expect((await fetch(`${url}/hooks/a`, { method: 'POST', body: 'x'.repeat(70_000) })).status).toBe(413)
    } finally {
      server.closeAllConnections()
      server.close()
    }
  })

  it('gives the same state whatever of the feed comes again', async () => {
    const { feed } = world.parts.companies.a
    const poll = feed.poll.bind(feed)
    const earlier: IncomingChange[] = []
    let repeats: readonly number[] = []
    feed.poll = async (question) => {
      const page = await poll(question)
      const again = repeats.flatMap((place) => earlier[place % Math.max(1, earlier.length)] ?? [])
      earlier.push(...page.changes)
      // In the middle and at both ends, so that old states come after newer ones.
      return page.changes.length === 0 ? page : { ...page, changes: [...again, ...page.changes.flatMap((one) => [one, one]), ...again] }
    }
    const [app, other] = [await world.app('ana'), await world.app('ben')]
    try {
      await fc.assert(fc.asyncProperty(fc.array(fc.nat(60), { maxLength: 12 }), async (places) => {
        repeats = places
        const group = await app.group('again', [people.ben.id])
        const first = await app.send(group.id, 'first')
        await app.edit(first, 'first, edited')
        await app.pin(first)
        await app.pin(first, false)
        await other.react(first, '👍')
        await other.unreact(first, '👍')
        const second = await other.send(group.id, 'second')
        await other.delete(second)
        await app.rename(group.id, 'again, renamed')
        await app.add(group.id, [people.cleo.id])
        await app.remove(group.id, people.cleo.id)
        await app.send(group.id, 'last')
        const conversationId = await eventually(() => conversationOf(world.pool, group.id))
        await eventually(async () => (await bodiesOf(world.pool, conversationId)).length === 3)
        expect(await messagesOf(world.pool, conversationId)).toMatchObject([{ body: 'first, edited', revision: 2, pinned: false, reactions: [] }, { body: '' }, { body: 'last' }])
        expect((await logOf(world.pool, conversationId)).map((event) => event.kind)).toEqual([
          'conversation.created', 'message.created', 'message.edited', 'message.pinned', 'message.pinned', 'reaction.added', 'reaction.removed', 'message.created',
          'message.deleted', 'title.changed', 'member.added', 'member.removed', 'message.created'])
      }), { numRuns: process.env['SWITCHBOARD_LONG'] ? 30 : 5, endOnFailure: true })
    } finally {
      feed.poll = poll
    }
  })

  it('reads everything anew when A no longer keeps the feed from our position on', async () => {
    const app = await world.app('ana')
    const group = await app.group('long absence', [people.ben.id])
    const [kept, gone] = [await app.send(group.id, 'kept'), await app.send(group.id, 'gone')]
    const conversationId = await eventually(() => conversationOf(world.pool, group.id))
    await eventually(async () => (await bodiesOf(world.pool, conversationId)).length === 2)
    await world.rest()
    await app.edit(kept, 'kept, edited')
    await app.react(kept, '👍')
    await app.pin(kept)
    await app.delete(gone)
    await app.rename(group.id, 'long absence, over')
    await app.add(group.id, [people.cleo.id])
    await app.send(group.id, 'new meanwhile')
    await world.a.control.advance(8 * 86_400_000)
    const again = await world.app('ana')
    await again.send(group.id, 'after a week')
    world.work()
    const cleo = await world.identity('cleo')
    await eventually(async () => {
      expect(await messagesOf(world.pool, conversationId)).toMatchObject([
        { body: 'kept, edited', pinned: true, reactions: ['👍'], revision: 2 }, { body: '' }, { body: 'new meanwhile' }, { body: 'after a week' },
      ])
      expect((await world.pool.query('SELECT title FROM messages.conversation WHERE id = $1', [conversationId])).rows).toEqual([{ title: 'long absence, over' }])
      expect((await world.pool.query('SELECT FROM messages.member WHERE conversation_id = $1 AND identity_id = $2 AND left_at IS NULL', [conversationId, cleo])).rowCount).toBe(1)
      expect((await world.pool.query(`SELECT FROM messages.timer WHERE kind = 'a:reconcile'`)).rowCount).toBe(0)
      return true
    }, { timeoutMs: 15_000 })
    await quiet()
  })

  it('ends in one state whatever crosses', async () => {
    const app = await world.app('ana')
    const step = fc.record({
      side: fc.constantFrom('A', 'here'), what: fc.constantFrom('edit', 'pin', 'unpin', 'react', 'unreact', 'title', 'wait', 'delete'), which: fc.nat(2), text: fc.string({ minLength: 1, maxLength: 5, unit: 'grapheme-ascii' }),
    })
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 16 }), async (steps) => {
      const group = await groupOf(world.pool, 'crossing', ana, [ben])
      const ids = [await say(world.pool, group, ana, 'zero'), await say(world.pool, group, ana, 'one'), await say(world.pool, group, ana, 'two')]
      const native = await eventually(() => nativeConversation(world.pool, group))
      const natives = await eventually(async () => {
        const shown = await app.messages(native)
        return shown.length === 3 ? shown : undefined
      })
      for (const { side, what, which, text } of steps) {
        const messageId = ids[which] ?? ''
        const shown = natives[which]
        if (!shown) continue
        const at = { conversationId: group, messageId, actorId: ana, origin: 'GRAPH' as const }
        if (what === 'wait') await new Promise((resolve) => setTimeout(resolve, 60))
        else if (side === 'A') {
          await ({
            edit: () => app.edit(shown, text), pin: () => app.pin(shown), unpin: () => app.pin(shown, false), react: () => app.react(shown, '👍'),
            unreact: () => app.unreact(shown, '👍'), title: () => app.rename(native, text), delete: () => which === 2 ? app.delete(shown) : Promise.resolve(),
          })[what]().catch((error: unknown) => { if (!String(error).includes('410')) throw error })
        } else {
          await change(world.pool, group, (sql) => ({
            edit: () => editMessage(sql, { ...at, body: text }), pin: () => pinMessage(sql, { ...at, pinned: true }), unpin: () => pinMessage(sql, { ...at, pinned: false }),
            react: () => changeReaction(sql, { ...at, identityId: ana, emoji: '👍', present: true }),
            unreact: () => changeReaction(sql, { ...at, identityId: ana, emoji: '👍', present: false }),
            title: () => changeTitle(sql, { conversationId: group, title: text, actorId: ana, origin: 'GRAPH' }),
            delete: () => which === 1 ? deleteMessage(sql, at) : Promise.resolve(undefined),
          })[what]() as Promise<unknown>).catch((error: unknown) => { if (!isSwitchboardError(error) || error.code !== 'GONE') throw error })
        }
      }
      await eventually(async () => {
        expect(await openRows(world.pool)).toEqual([])
        const here = await messagesOf(world.pool, group)
        const there = (await app.messages(native)).filter((message) => message.kind !== 'SYSTEM')
        expect(there.map((message) => ({ body: message.body, pinned: message.pinned, reactions: message.reactions.map((reaction) => reaction.emoji), deleted: message.deletedAt !== null })))
          .toEqual(here.map((message) => ({ body: message.body, pinned: message.pinned, reactions: message.reactions, deleted: message.deletedAt !== null })))
        const { rows } = await world.pool.query<{ title: string }>('SELECT title FROM messages.conversation WHERE id = $1', [group])
        expect((await app.conversation(native)).title).toBe(rows[0]?.title)
        return true
      }, { timeoutMs: 20_000 })
      await logOf(world.pool, group)
    }), { numRuns: process.env['SWITCHBOARD_LONG'] ? 100 : 8, endOnFailure: true })
  })
})
