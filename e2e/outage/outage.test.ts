import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '@switchboard/testkit/eventually'
import { openWorld, type World } from '../world.ts'

let world: World
beforeAll(async () => { world = await openWorld() }, 120_000)
afterAll(async () => { await world.close() })

const within = { timeoutMs: 45_000, everyMs: 100 }

test('while B is down and the worker is killed, sends are accepted; afterwards B has each exactly once, in order', async () => {
  await using lea = await world.graphA('lea')
  await using bruno = await world.graphB('bruno')
  const brunoOld = await world.oldB('bruno')
  const { startDirect } = await lea.run<{ startDirect: { id: string } }>('mutation ($userId: ID!) { startDirect(userId: $userId) { id } }', { userId: bruno.userId })
  const send = (number: number) => lea.run('mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id } } }',
    { input: { conversationId: startDirect.id, clientMessageId: `out-${number}`, body: `number ${number}` } })
  await send(0)
  const thread = await eventually(async () => (await brunoOld.threads()).find(({ last }) => last.txt === 'number 0'), within)

  await world.controlB.faults({ outage: true })
  for (let number = 1; number <= 10; number += 1) await send(number)
  const { conversation } = await lea.run<{ conversation: { lastMessage: { deliveries: { company: string; state: string }[] } } }>(
    'query ($id: ID!) { conversation(id: $id) { lastMessage { deliveries { company state } } } }', { id: startDirect.id })
  expect(conversation.lastMessage.deliveries).toContainEqual({ company: 'B', state: 'PENDING' })
  await world.process('worker').kill()
  await world.controlB.faults({ commitThenTimeoutRate: 0.3, hangMs: 500, rng: 7 })
  await world.process('worker').start()
  for (let number = 11; number <= 15; number += 1) await send(number)
  await eventually(async () => {
    const rows = (await brunoOld.history(thread.with)).filter(({ fr }) => fr === thread.with).map(({ txt }) => txt)
    expect(rows).toEqual(Array.from({ length: 16 }, (_, number) => `number ${number}`))
    return true
  }, { timeoutMs: 90_000, everyMs: 250 })
  await world.controlB.faults({})
}, 150_000)
