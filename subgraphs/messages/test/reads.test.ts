import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { direct, say, stage, type Json, type Person, type Stage } from './stage.ts'

let on: Stage
let ann: Person
const others: Person[] = []
beforeAll(async () => {
  on = await stage()
  ann = await on.person('A')
  for (let n = 0; n < 6; n += 1) others.push(await on.person(n % 2 ? 'A' : 'B'))
  for (const other of others) {
    const { startDirect: { id } } = await on.get(ann, direct, { u: other.personId })
    const first = await say(on, ann, id, 'first')
    for (let n = 0; n < 4; n += 1) {
      const { id: messageId } = await say(on, other, id, `m${n}`, { replyToId: first.id, threadRootId: first.id })
      await on.get(ann, 'mutation ($m: ID!) { addReaction(messageId: $m, emoji: "👍") { id } pinMessage(id: $m, pinned: true) { id } }', { m: messageId })
      await on.get(other, 'mutation ($i: EditMessageInput!) { editMessage(input: $i) { id } }', { i: { id: messageId, body: `m${n} edited` } })
    }
  }
})
afterAll(() => on[Symbol.asyncDispose]())

const message = `id seq cursor isMine body sender { id } senderIdentity { id } attachments { id url } reactions { emoji count mine users { id } } revisions { body }
  deliveries { company hops { name } } receipts { user { id } } deletedBy { id } fidelity { level } broadcast { key }`
const deepest = `{ conversations(first: 10) { nodes { id title readiness memberCount unreadCount archived blockedByMe companies cursor
  me { user { id } } peer { user { id } identity { id } } members(first: 5) { nodes { user { id } } } pinned { id body } scheduled { id } lastMessage { body sender { id } }
  messages(last: 5) { nodes { ${message} replyTo { ${message} } threadRoot { ${message} conversation { id lastMessage { id } } } } pageInfo { hasNextPage } } } } }`

/** Counts what goes to PostgreSQL while `work` runs. */
async function statements(work: () => Promise<unknown>): Promise<string[]> {
  const seen: string[] = []
  const { pool } = on.server.services
  const query = pool.query.bind(pool)
  pool.query = ((text: string, ...rest: unknown[]) => { seen.push(text.trim().split('\n')[0] ?? ''); return (query as (...all: unknown[]) => unknown)(text, ...rest) }) as typeof pool.query
  try {
    await work()
  } finally {
    pool.query = query
  }
  return seen
}

describe('reading', () => {
  it('costs the same number of statements however many conversations and messages are read', async () => {
    let answer: Json
    const many = await statements(async () => { answer = await on.get(ann, deepest) })
    expect(answer.conversations.nodes).toHaveLength(6)
    expect(answer.conversations.nodes[0].messages.nodes).toHaveLength(5)
    const few = await statements(() => on.get(ann, deepest.replace('first: 10', 'first: 1').replace('last: 5', 'last: 1')))
    expect(many.length).toBeLessThanOrEqual(few.length + 3)
    expect(many.length).toBeLessThanOrEqual(25)
  })

  it('uses an index for each of the most frequent reads', async () => {
    const { conversationsOf, conversationPage } = await import('../src/adapters/postgres/conversation-row.ts')
    const { messageSlices } = await import('../src/adapters/postgres/message-page.ts')
    const { unreadCounts } = await import('../src/adapters/postgres/unread.ts')
    const { logAfter, logEnds } = await import('../src/adapters/postgres/log-after.ts')
    const { searchMessages } = await import('../src/adapters/postgres/search-messages.ts')
    await grow(on.pool)
    const { rows: [any] } = await on.pool.query(`SELECT conversation_id AS c, identity_id AS i FROM messages.member WHERE identity_id NOT IN (SELECT id FROM users.identity) LIMIT 1`)
    const plans: Record<string, string> = {}
    const explain = (name: string) => ({
      query: async (text: string, values: unknown[]) => {
        const { rows } = await on.pool.query(`EXPLAIN ${text}`, values)
        plans[name] = `${plans[name] ?? ''}${rows.map((row) => row['QUERY PLAN'] as string).join('\n')}`
        return { rows: [] }
      },
    }) as unknown as pg.Pool
    await conversationsOf(explain('conversation'), [any.c], [any.i], any.i)
    await conversationPage(explain('conversations'), { identityIds: [any.i], first: any.i, archived: false, limit: 20, after: undefined })
    await messageSlices(explain('history'), [{ conversationId: any.c, direction: 'backward', limit: 50, after: null, before: null }], [any.i])
    await unreadCounts(explain('unread'), [{ id: any.c, readSeq: 5 }], [any.i])
    await logAfter(explain('replay'), any.c, 5, 200, any.i)
    await logEnds(explain('sweep'), [any.c])
    const { rows: all } = await on.pool.query('SELECT DISTINCT identity_id AS i FROM messages.member')
    await searchMessages(explain('search'), { identityIds: all.map((row) => row.i as string), words: ['rare'], beginning: 'wor', conversationId: null, limit: 20, after: undefined })
    for (const [name, plan] of Object.entries(plans)) if (name !== 'search') expect([name, plan]).toEqual([name, expect.not.stringMatching(/Seq Scan on (message|log_event|conversation|member)\b/)])
    expect(plans['search']).toContain('message_search_idx')
    expect(plans['replay']).toContain('log_event_pkey')
    expect(plans['history']).toContain('message_conversation_id_seq_key')
  })
})

/** Enough rows that PostgreSQL would rather use its indexes: 2,000 conversations, 40,000 messages. */
async function grow(pool: pg.Pool) {
  await pool.query(`
    WITH c AS (
      INSERT INTO messages.conversation (id, kind, last_seq, legs) SELECT gen_random_uuid(), 'GROUP', 20, '{A}' FROM generate_series(1, 2000) RETURNING id
    ), m AS (
      INSERT INTO messages.member (conversation_id, identity_id) SELECT id, gen_random_uuid() FROM c
    ), e AS (
      INSERT INTO messages.log_event (conversation_id, seq, kind, origin, payload) SELECT id, n, 'message.created', 'GRAPH', '{}' FROM c, generate_series(1, 20) n
    )
    INSERT INTO messages.message (id, conversation_id, seq, sender_id, kind, body, origin)
    SELECT gen_random_uuid(), id, n, gen_random_uuid(), 'TEXT', 'common words ' || md5(random()::text), 'GRAPH' FROM c, generate_series(1, 20) n`)
  await pool.query('ANALYZE messages.conversation, messages.member, messages.message, messages.log_event')
}
