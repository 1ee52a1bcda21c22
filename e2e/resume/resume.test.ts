import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '@switchboard/testkit/eventually'
import { openWorld, type World } from '../world.ts'

let world: World
beforeAll(async () => { world = await openWorld({ gateways: 2, messages: 2 }) }, 120_000)
afterAll(async () => { await world.close() })

interface Heard { conversationEvents: { __typename: string; seq?: number; cursor?: string; message?: { body: string } } }
const document = `subscription ($id: ID!, $after: Cursor) { conversationEvents(conversationId: $id, after: $after) {
  __typename ... on LogEntry { seq cursor } ... on MessageCreated { message { body } } } }`

test('a subscriber resumes by its cursor after messages servers and a gateway were killed: nothing lost, nothing twice, in order', async () => {
  await using lea = await world.graphA('lea')
  await using omar = await world.graphA('omar')
  const { startDirect } = await lea.run<{ startDirect: { id: string; cursor: string } }>('mutation ($userId: ID!) { startDirect(userId: $userId) { id cursor } }', { userId: omar.userId })
  const seen: Heard['conversationEvents'][] = []
  let after = startDirect.cursor
  let stop = false
  const reading = (async () => {
    while (!stop) {
      await using reader = await world.graphA('omar').catch(() => ({ subscribe: undefined, [Symbol.asyncDispose]: () => Promise.resolve() }))
      try {
        for await (const { data } of reader.subscribe?.<Heard>(document, { id: startDirect.id, after }) ?? []) {
          const event = data?.conversationEvents
          if (event?.cursor !== undefined && event.seq !== undefined) {
            after = event.cursor
            seen.push(event)
          }
          if (stop) break
        }
      } catch { /* the connection went: begin again after the last cursor */ }
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
  })()

  let sent = 0
  const send = async () => {
    const input = { conversationId: startDirect.id, clientMessageId: `r-${sent}`, body: `number ${sent}` }
    // A client repeats a send with the same id until it is answered.
    await eventually(async () => {
      const answer = await lea.raw('mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id } } }', { input })
      expect(answer.errors).toBeUndefined()
      return true
    }, { timeoutMs: 30_000, everyMs: 200 })
    sent += 1
  }
  for (let turn = 0; turn < 10; turn += 1) await send()
  await world.process('messages').kill()
  for (let turn = 0; turn < 10; turn += 1) await send()
  await world.process('messages').start()
  await world.process('messages-2').kill()
  for (let turn = 0; turn < 10; turn += 1) await send()
  await world.process('messages-2').start()
  await world.process('gateway').restart()
  for (let turn = 0; turn < 10; turn += 1) await send()

  await eventually(() => seen.filter(({ message }) => message).length >= sent, { timeoutMs: 30_000, everyMs: 100 })
  stop = true
  await send()
  await reading
  const bodies = seen.flatMap(({ message }) => (message ? [message.body] : []))
  expect(bodies.slice(0, 40)).toEqual(Array.from({ length: 40 }, (_, number) => `number ${number}`))
  const seqs = seen.flatMap(({ seq }) => (seq === undefined ? [] : [seq]))
  expect(seqs).toEqual(seqs.map((_, index) => (seqs[0] ?? 0) + index))
}, 150_000)
