import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorld, type World } from '../world.ts'

let world: World
beforeAll(async () => { world = await openWorld() }, 120_000)
afterAll(async () => { await world.close() })

test('a stranger reads nothing of a conversation: not by query, search, subscription or error text', async () => {
  await using lea = await world.graphA('lea')
  await using omar = await world.graphA('omar')
  await using stranger = await world.graphB('karim')
  const { startDirect } = await lea.run<{ startDirect: { id: string } }>('mutation ($userId: ID!) { startDirect(userId: $userId) { id } }', { userId: omar.userId })
  const { sendMessage } = await lea.run<{ sendMessage: { message: { id: string } } }>('mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id } } }',
    { input: { conversationId: startDirect.id, clientMessageId: 'p-1', body: 'between us: zanzibar' } })
  const ids = { id: startDirect.id, message: sendMessage.message.id }
  const answers = [
    await stranger.raw('query ($id: ID!) { conversation(id: $id) { id title } }', ids),
    await stranger.raw('query ($message: ID!) { message(id: $message) { id body } }', ids),
    await stranger.raw('query { searchMessages(text: "zanzibar") { nodes { body } } }'),
    await stranger.raw('mutation ($id: ID!) { markRead(conversationId: $id, upToSeq: 1) { id } }', ids),
    await stranger.raw('mutation ($message: ID!) { addReaction(messageId: $message, emoji: "👍") { id } }', ids),
    await stranger.raw('mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id } } }', { input: { conversationId: ids.id, clientMessageId: 'x', body: 'in' } }),
  ]
  const text = JSON.stringify(answers)
  expect(text).not.toContain('zanzibar')
  expect(text).not.toContain('between us')
  for (const answer of answers.slice(3)) expect(answer.errors?.[0]?.extensions?.['code']).toBe('NOT_FOUND')
  const stream = stranger.subscribe('subscription ($id: ID!) { conversationEvents(conversationId: $id) { __typename } }', ids)
  const first = await stream.next().catch((error: unknown) => ({ value: { errors: error }, done: true }))
  expect(JSON.stringify(first)).toContain('NOT_FOUND')
})

test('an anonymous caller can sign in and nothing else; a forged token is refused', async () => {
  const anonymous = world.anonymous()
  const { errors } = await anonymous.raw('query { me { id } }')
  expect(errors?.[0]?.extensions?.['code']).toBe('UNAUTHENTICATED')
  const forged = await fetch(`${world.gateway}/graphql`, {
    method: 'POST', headers: { 'content-type': 'application/json', authorization: 'Bearer e30.e30.e30' }, body: JSON.stringify({ query: '{ me { id } }' }),
  })
  expect(forged.status).toBe(401)
  expect(JSON.stringify(await forged.json())).toContain('UNAUTHENTICATED')
})
