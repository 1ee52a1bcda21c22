import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { GraphClient } from '@switchboard/local/graph-client'
import { openWorld, type World } from '../world.ts'

let world: World
let lea: GraphClient
let chat: string
let message: string
beforeAll(async () => {
  world = await openWorld()
  lea = await world.graphA('lea')
  await using omar = await world.graphA('omar')
  const { startDirect } = await lea.run<{ startDirect: { id: string } }>('mutation ($userId: ID!) { startDirect(userId: $userId) { id } }', { userId: omar.userId })
  chat = startDirect.id
  const { sendMessage } = await lea.run<{ sendMessage: { message: { id: string } } }>('mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id } } }',
    { input: { conversationId: chat, clientMessageId: 'bad-0', body: 'a good one' } })
  message = sendMessage.message.id
}, 120_000)
afterAll(async () => { await world.close() })

const unknown = '019a4de1-4600-7a51-9d2b-000000000000'
let number = 0
const sending = (input: Record<string, unknown>) => lea.raw('mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id } } }',
  { input: { conversationId: chat, clientMessageId: `bad-${++number}`, body: 'text', ...input } })
const codeOf = (answer: { errors?: { extensions?: Record<string, unknown> }[] }) => answer.errors?.[0]?.extensions?.['code']

describe('each bad input gets one clear error with a code', () => {
  test.each([
    ['a text one over the limit', { body: 'x'.repeat(8_001) }, 'TEXT_TOO_LONG'],
    ['an empty text', { body: '' }, 'BAD_INPUT'],
    ['no content at all', { body: null }, 'BAD_INPUT'],
    ['a NUL character', { body: 'a\u0000b' }, 'BAD_INPUT'],
    ['a lone surrogate', { body: 'a\ud800b' }, 'BAD_INPUT'],
    ['a client id with a space', { clientMessageId: 'has space' }, 'BAD_INPUT'],
    ['an unknown conversation', { conversationId: unknown }, 'NOT_FOUND'],
    ['an id that is none', { conversationId: 'nonsense' }, 'NOT_FOUND'],
    ['an unknown message to reply to', { replyToId: unknown }, 'BAD_INPUT'],
    ['an unknown attachment', { attachmentIds: [unknown], body: '' }, 'BAD_INPUT'],
    ['a time too far ahead', { sendAt: new Date(Date.now() + 40 * 86_400_000).toISOString() }, 'BAD_INPUT'],
  ])('%s', async (_what, input, code) => {
    expect(codeOf(await sending(input))).toBe(code)
  })

  test('exactly at the limit is accepted, counted in code points', async () => {
    expect((await sending({ body: '😀'.repeat(8_000) })).errors).toBeUndefined()
  })

  test.each([
    ['a forged cursor', 'query ($id: ID!) { conversation(id: $id) { messages(first: 5, after: "forged") { nodes { id } } } }', 'CURSOR_INVALID'],
    ['a page of a thousand', 'query ($id: ID!) { conversation(id: $id) { messages(first: 1000) { nodes { id } } } }', 'BAD_INPUT'],
    ['two directions at once', 'query ($id: ID!) { conversation(id: $id) { messages(first: 5, last: 5) { nodes { id } } } }', 'BAD_INPUT'],
    ['not an emoji', 'mutation ($message: ID!) { addReaction(messageId: $message, emoji: "no") { id } }', 'BAD_INPUT'],
    ['two emojis', 'mutation ($message: ID!) { addReaction(messageId: $message, emoji: "👍👍") { id } }', 'BAD_INPUT'],
    ['adding to a direct conversation', 'mutation ($id: ID!) { addMembers(conversationId: $id, userIds: ["019a4de1-4600-7a51-9d2b-000000000000"]) { id } }', 'BAD_INPUT'],
    ['a file too large', 'mutation { createUpload(input: { filename: "big.bin", sizeBytes: 10485761 }) { uploadUrl } }', 'FILE_TOO_LARGE'],
    ['an unknown person', 'mutation { startDirect(userId: "019a4de1-4600-7a51-9d2b-000000000000") { id } }', 'NOT_FOUND'],
    ['oneself', 'mutation ($me: ID!) { startDirect(userId: $me) { id } }', 'BAD_INPUT'],
  ])('%s', async (_what, document, code) => {
    const used = Object.fromEntries(Object.entries({ id: chat, message, me: lea.userId }).filter(([name]) => document.includes(`$${name}:`)))
    expect(codeOf(await lea.raw(document, used))).toBe(code)
  })

  test('a forged cursor on a subscription is told to resync, and the stream ends', async () => {
    const events: unknown[] = []
    for await (const { data } of lea.subscribe<{ conversationEvents: unknown }>(
      'subscription ($id: ID!) { conversationEvents(conversationId: $id, after: "forged") { __typename ... on ResyncRequired { reason } } }', { id: chat })) events.push(data?.conversationEvents)
    expect(events).toEqual([{ __typename: 'ResyncRequired', reason: 'INVALID' }])
  })

  test('malformed JSON and a wrong type are refused at the door', async () => {
    const post = (body: string) => fetch(`${world.gateway}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    expect((await post('{"query": ')).status).toBe(400)
    const answer = await lea.raw('query ($id: Int!) { conversation(id: $id) { id } }', { id: 'text' })
    expect(answer.errors?.length).toBeGreaterThan(0)
    expect(JSON.stringify(answer)).not.toMatch(/at .*\.ts:|node_modules/)
  })

  test('wrong credentials, and too many of them', async () => {
    const wrong = () => world.anonymous().raw('mutation { signInWithB(input: { phone: "+33 7 55 01 02 03", pin: "0001" }) { accessToken } }')
    expect(codeOf(await wrong())).toBe('INVALID_CREDENTIALS')
    let last: unknown
    for (let again = 0; again < 6; again += 1) last = codeOf(await wrong())
    expect(last).toBe('RATE_LIMITED')
  })
})

test('a company that answers HTML makes no read and no send fail', async () => {
  await world.controlA.faults({ outage: true })
  await world.controlB.faults({ outage: true })
  expect((await sending({ body: 'in the storm' })).errors).toBeUndefined()
  expect((await lea.raw('query ($id: ID!) { conversation(id: $id) { lastMessage { body } } }', { id: chat })).data).toEqual({ conversation: { lastMessage: { body: 'in the storm' } } })
  expect(codeOf(await world.anonymous().raw('mutation { signInWithA(input: { email: "ines.costa@example.org", password: "x" }) { accessToken } }'))).toBe('UPSTREAM_UNAVAILABLE')
  await world.controlA.calm()
  await world.controlB.calm()
})
