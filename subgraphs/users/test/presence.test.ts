import { eventually } from '@switchboard/testkit/eventually'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { lea, noa, openHouse, type House, type Tokens } from './house.ts'

let house: House
let one: Tokens
let two: Tokens
beforeAll(async () => {
  house = await openHouse()
  one = await house.asA(lea)
  two = await house.asA(noa)
})
afterAll(() => house.stop())

const watch = 'subscription ($ids: [ID!]!) { presence(userIds: $ids) { user { displayName } presence { state lastSeenAt } } }'
const report = 'mutation ($state: PresenceState!) { heartbeat(state: $state) { state lastSeenAt } }'
const states = (seen: { data: Record<string, unknown> | null }[]) => seen.map(({ data }) => (data as { presence: { presence: { state: string } } } | null)?.presence.presence.state)

it('shows the state now, then each change of it, and a repeat of it not at all', async () => {
  const stream = house.watch(watch, { ids: [two.caller.personId, two.caller.personId] }, one.caller)
  await eventually(() => stream.seen.length === 1)
  const { heartbeat } = await house.get<{ heartbeat: { state: string; lastSeenAt: string } }>('mutation { heartbeat { state lastSeenAt } }', {}, two.caller)
  expect(heartbeat.state).toBe('ONLINE')
  expect(Date.now() - Date.parse(heartbeat.lastSeenAt)).toBeLessThan(5_000)
  await house.get(report, { state: 'ONLINE' }, two.caller)
  await house.get(report, { state: 'AWAY' }, two.caller)
  await house.get(report, { state: 'OFFLINE' }, two.caller)
  await eventually(() => stream.seen.length === 4)
  expect(states(stream.seen)).toEqual(['OFFLINE', 'ONLINE', 'AWAY', 'OFFLINE'])
  expect(stream.seen[3]?.data).toMatchObject({ presence: { user: { displayName: 'Noa Weber' }, presence: { lastSeenAt: expect.any(String) as string } } })
  await stream.stop()
})

it('is read with the person', async () => {
  const state = async () => (await house.get<{ user: { presence: { state: string } } }>('query ($id: ID!) { user(id: $id) { presence { state } } }', { id: two.caller.personId }, one.caller)).user.presence.state
  expect(await state()).toBe('OFFLINE')
  await house.get(report, { state: 'AWAY' }, two.caller)
  expect(await state()).toBe('AWAY')
})

it('turns to offline by itself when a report is not repeated', async () => {
  await house.parts.presence.report(two.caller.personId, 'OFFLINE')
  const stream = house.watch(watch, { ids: [two.caller.personId] }, one.caller)
  await eventually(() => stream.seen.length === 1)
  // A report that expires at once, as its publisher would send it.
  const { Redis } = await import('ioredis')
  const redis = new Redis(house.redis.url)
  await redis.publish(`switchboard:presence-changed:${two.caller.personId}`, JSON.stringify({ state: 'ONLINE', at: Date.now(), until: Date.now() + 200 }))
  await redis.publish(`switchboard:presence-changed:${two.caller.personId}`, 'nonsense')
  await eventually(() => stream.seen.length === 3)
  expect(states(stream.seen)).toEqual(['OFFLINE', 'ONLINE', 'OFFLINE'])
  await redis.quit()
  await stream.stop()
})

it('is not for crowds, or for nobody', async () => {
  const refusal = async (ids: string[]) => {
    const stream = house.watch(watch, { ids }, one.caller)
    await stream.ended
    return stream.seen[0]?.errors?.[0]?.extensions['code']
  }
  expect(await refusal([])).toBe('BAD_INPUT')
  expect(await refusal(Array.from({ length: 201 }, () => two.caller.personId))).toBe('BAD_INPUT')
  expect(await refusal(['nonsense'])).toBe('NOT_FOUND')
})

it('ends a stream within ten seconds of its session', async () => {
  const watcher = await house.asA(lea)
  const stream = house.watch(watch, { ids: [two.caller.personId] }, watcher.caller)
  await eventually(() => stream.seen.length === 1)
  await house.get('mutation { signOut }', {}, watcher.caller)
  const began = performance.now()
  expect(await stream.ended).toBe('complete')
  expect(performance.now() - began).toBeLessThan(10_000)
})

it('does without Redis: everybody is offline, and reads still answer', async () => {
  const { server } = house.redis
  if (server === undefined) return
  await server.stop()
  expect(await house.get('query ($id: ID!) { user(id: $id) { displayName presence { state } } }', { id: two.caller.personId }, one.caller)).toMatchObject({ user: { presence: { state: 'OFFLINE' } } })
  expect(await house.get(report, { state: 'ONLINE' }, two.caller)).toMatchObject({ heartbeat: { state: 'ONLINE' } })
  // Signing in works too: guesses are then counted by each process.
  expect((await house.asA(lea)).caller.company).toBe('A')
  await server.start()
})
