import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '@switchboard/testkit/eventually'
import { openWorld, type World } from '../world.ts'

let world: World
beforeAll(async () => { world = await openWorld() }, 120_000)
afterAll(async () => { await world.close() })

const within = { timeoutMs: 30_000, everyMs: 100 }

test('a group of people of both companies: everybody reads everybody, each in the own app', async () => {
  await using lea = await world.graphA('lea')
  await using bruno = await world.graphB('bruno')
  await using karim = await world.graphB('karim')
  await using omar = await world.graphA('omar')
  const brunoOld = await world.oldB('bruno')
  const karimOld = await world.oldB('karim')
  const omarOld = await world.oldA('omar')

  const { startGroup } = await lea.run<{ startGroup: { id: string; memberCount: number } }>(
    'mutation ($input: StartGroupInput!) { startGroup(input: $input) { id memberCount } }',
    { input: { title: 'Trail run', memberIds: [omar.userId, bruno.userId, karim.userId] } })
  expect(startGroup.memberCount).toBe(4)
  const send = (client: typeof lea, id: string, body: string) => client.run('mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id } } }',
    { input: { conversationId: startGroup.id, clientMessageId: id, body } })
  await send(lea, 'g-1', 'Sunday at 8?')

  const room = await eventually(async () => (await brunoOld.threads()).find(({ last }) => last.txt === 'L&#233;a Martin: Sunday at 8?' || last.txt === 'Léa Martin: Sunday at 8?'), within)
  await brunoOld.send(room.with, 'Fine with me')
  await eventually(async () => (await karimOld.threads()).some(({ last }) => last.txt.endsWith(': Fine with me')), within)

  const atA = await eventually(async () => (await omarOld.conversations()).find(({ title }) => title === 'Trail run'), within)
  await eventually(async () => (await omarOld.messages(atA.id)).some(({ body }) => body === 'Fine with me'), within)
  await omarOld.send(atA.id, 'Me too')

  await eventually(async () => {
    const { conversation } = await karim.run<{ conversation: { messages: { nodes: { body: string; sender: { displayName: string } | null }[] } } }>(
      'query ($id: ID!) { conversation(id: $id) { messages(last: 10) { nodes { body sender { displayName } } } } }', { id: startGroup.id })
    const said = conversation.messages.nodes.map(({ body }) => body)
    expect(said).toEqual(['Sunday at 8?', 'Fine with me', 'Me too'])
    return true
  }, within)
  await eventually(async () => (await brunoOld.threads()).some(({ last }) => last.txt.endsWith(': Me too')), within)
})
