import { setTimeout as sleep } from 'node:timers/promises'
import { testRedis, type TestRedis } from '@switchboard/testkit/redis'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createBudget, BudgetExhausted } from '../src/budget.ts'
import { storedCredential } from '../src/stored-credential.ts'

let server: TestRedis
let redis: Redis
beforeAll(async () => {
  server = await testRedis()
  redis = new Redis(server.url)
})
afterAll(async () => {
  await redis.quit()
  await server.stop()
})

let names = 0
function credentials(processes: number, lifetimeMs = 600_000) {
  const name = `test-${names++}`
  let issued = 0
  const issue = async () => {
    await sleep(50)
    return { value: `v${++issued}`, expiresAt: Date.now() + lifetimeMs }
  }
  return { issued: () => issued, each: Array.from({ length: processes }, () => storedCredential({ redis, name, issue, marginMs: 0, lockMs: 500 })), name }
}

it('is issued once, however many processes ask at once', async () => {
  const { each, issued } = credentials(5)
  expect(new Set(await Promise.all([...each, ...each].map((one) => one.get())))).toEqual(new Set(['v1']))
  expect(issued()).toBe(1)
})

it('is renewed when it is over', async () => {
  const { each: [one, two] } = credentials(2, 150)
  expect(await one?.get()).toBe('v1')
  await sleep(160)
  expect(new Set(await Promise.all([one?.get(), two?.get()]))).toEqual(new Set(['v2']))
})

it('is given no more after a refusal, but what replaced it is', async () => {
  const { each: [one, two], issued } = credentials(2)
  await one?.get()
  await two?.get()
  await one?.invalidate('v1')
  expect(await one?.get()).toBe('v2')
  await two?.invalidate('v1')
  await two?.invalidate('something else')
  expect(await two?.get()).toBe('v2')
  expect(issued()).toBe(2)
})

it('is taken over from a process that died while it renewed', async () => {
  const { each: [one], name } = credentials(1)
  await redis.set(`switchboard:credential:${name}:lock`, 'somebody dead', 'PX', 300)
  const began = performance.now()
  expect(await one?.get()).toBe('v1')
  expect(performance.now() - began).toBeGreaterThan(250)
})

it('passes on that it could not be issued, and tries again', async () => {
  let works = false
  const one = storedCredential({ redis, name: 'failing', issue: () => (works ? Promise.resolve({ value: 'v', expiresAt: Date.now() + 60_000 }) : Promise.reject(new Error('no'))), marginMs: 0 })
  await expect(one.get()).rejects.toThrow('no')
  works = true
  expect(await one.get()).toBe('v')
})

it('gives places in a budget by name, and none that would come too late', async () => {
  const waits: number[] = []
  const budget = createBudget({ redis, patienceMs: 300, onWait: (_name, ms) => waits.push(ms) })
  const quota = { count: 10, seconds: 1 }
  const taken = await Promise.allSettled(Array.from({ length: 10 }, () => budget.take('x', quota)))
  expect(taken.filter(({ status }) => status === 'fulfilled')).toHaveLength(4)
  expect(taken.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : [])).every((reason) => reason instanceof BudgetExhausted && reason.retryAfterMs > 300)).toBe(true)
  expect(waits.filter((ms) => ms === 0)).toHaveLength(3)
  await budget.take('y', quota)
})
