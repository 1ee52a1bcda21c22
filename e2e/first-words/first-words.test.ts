import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '@switchboard/testkit/eventually'
import { openWorld, type World } from '../world.ts'

let world: World
beforeAll(async () => { world = await openWorld() }, 120_000)
afterAll(async () => { await world.close() })

const events = `subscription ($id: ID!, $after: Cursor) {
  conversationEvents(conversationId: $id, after: $after) {
    __typename
    ... on LogEntry { seq cursor actor { displayName } }
    ... on MessageCreated { message { id body origin sender { id displayName identities { company } } } }
  }
}`

interface Event {
  conversationEvents: { __typename: string; seq?: number; cursor?: string; message?: { id: string; body: string; origin: string; sender: { id: string; displayName: string; identities: { company: string }[] } } }
}

test('a person of A writes to a person of B over the graph, B answers from the old app, and A hears it with the name from another subgraph', async () => {
  await using lea = await world.graphA('lea')
  const bruno = await world.oldB('bruno')
  const { users } = await lea.run<{ users: { nodes: { id: string; displayName: string }[] } }>('query { users(search: "Bruno") { nodes { id displayName } } }')
  const peer = users.nodes.find(({ displayName }) => displayName.startsWith('Bruno'))
  expect(peer).toBeDefined()
  const { startDirect } = await lea.run<{ startDirect: { id: string; cursor: string } }>(
    'mutation ($userId: ID!) { startDirect(userId: $userId) { id cursor } }', { userId: peer?.id })

  const heard: Event['conversationEvents'][] = []
  const stream = lea.subscribe<Event>(events, { id: startDirect.id, after: startDirect.cursor })
  const listening = (async () => { for await (const { data } of stream) if (data) heard.push(data.conversationEvents) })()

  const { sendMessage } = await lea.run<{ sendMessage: { message: { id: string } } }>(
    'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id seq } } }',
    { input: { conversationId: startDirect.id, clientMessageId: 'first-1', body: 'Hello **Bruno** 🏔️ & co' } })

  // B's old app shows it, in B's own form, from a user who stands for Léa.
  const shadow = await eventually(async () => (await bruno.threads()).find(({ last }) => last.txt.startsWith('Hello')), { timeoutMs: 20_000, everyMs: 100 })
  expect(shadow.last.txt).toBe('Hello Bruno &#127956;&#65039; &amp; co')
  await bruno.send(shadow.with, 'Hi Léa, same place?')

  const answer = await eventually(() => heard.find(({ message }) => message?.origin === 'B'), { timeoutMs: 20_000, everyMs: 100 })
  expect(answer.message).toMatchObject({ body: 'Hi Léa, same place?', sender: { id: peer?.id, displayName: expect.stringMatching(/^Bruno/), identities: [{ company: 'B' }] } })
  const seqs = heard.flatMap(({ seq }) => (seq === undefined ? [] : [seq]))
  expect(seqs).toEqual(seqs.map((_, index) => (seqs[0] ?? 0) + index))

  // The old app reads it: the sender is told, with the time of every hop.
  await bruno.seen(shadow.with, [shadow.last.id])
  const delivery = await eventually(async () => {
    const { message } = await lea.run<{ message: { deliveries: { company: string; state: string; hops: { name: string; ms: number }[] }[]; fidelity: { level: string; notes: { code: string }[] } } }>(
      'query ($id: ID!) { message(id: $id) { deliveries { company state attempts hops { name ms } } fidelity { level notes { code } } } }', { id: sendMessage.message.id })
    const toB = message.deliveries.find(({ company }) => company === 'B')
    return toB?.state === 'SEEN' ? { toB, fidelity: message.fidelity } : undefined
  }, { timeoutMs: 20_000, everyMs: 100 })
  expect(delivery.toB.hops.map(({ name }) => name)).toEqual(expect.arrayContaining(['SENT', 'SEEN']))
  expect(delivery.fidelity).toMatchObject({ level: 'DEGRADED', notes: [{ code: 'MARKUP_DROPPED' }] })
  await stream.return?.()
  await listening
})

test('a repeated send is answered with the first message, other content under the same id is a conflict', async () => {
  await using lea = await world.graphA('lea')
  await using omar = await world.graphA('omar')
  const { startDirect } = await lea.run<{ startDirect: { id: string } }>('mutation ($userId: ID!) { startDirect(userId: $userId) { id } }', { userId: omar.userId })
  const send = (body: string) => lea.raw<{ sendMessage: { message: { id: string } } }>(
    'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id } } }', { input: { conversationId: startDirect.id, clientMessageId: 'same-id', body } })
  const answers = await Promise.all([send('once'), send('once'), send('once')])
  expect(new Set(answers.map(({ data }) => data?.sendMessage.message.id)).size).toBe(1)
  expect((await send('twice')).errors?.[0]?.extensions?.['code']).toBe('CONFLICT')
})

test('a conversation opened with somebody of the own company is ready once its history is here: also when there is none', async () => {
  await using lea = await world.graphA('lea')
  await using ines = await world.graphA('ines')
  const inesOld = await world.oldA('ines')
  const { startDirect } = await lea.run<{ startDirect: { id: string } }>('mutation ($userId: ID!) { startDirect(userId: $userId) { id } }', { userId: ines.userId })
  await eventually(async () => {
    const { conversation } = await lea.run<{ conversation: { readiness: string } }>('query ($id: ID!) { conversation(id: $id) { readiness } }', { id: startDirect.id })
    return conversation.readiness === 'READY'
  }, { timeoutMs: 20_000, everyMs: 100 })
  await lea.run('mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id } } }', { input: { conversationId: startDirect.id, clientMessageId: 'own-1', body: 'at last' } })
  await eventually(async () => {
    for (const { id } of await inesOld.conversations()) if ((await inesOld.messages(id)).some(({ body }) => body === 'at last')) return true
    return false
  }, { timeoutMs: 20_000, everyMs: 200 })
})
