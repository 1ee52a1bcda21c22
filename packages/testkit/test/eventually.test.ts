import { expect, it } from 'vitest'
import { eventually } from '../src/eventually.ts'

it('answers the first result that is there', async () => {
  let calls = 0
  const result = await eventually(() => (++calls < 3 ? undefined : calls), { everyMs: 1 })
  expect(result).toBe(3)
})

it('waits through assertions that do not hold yet', async () => {
  let value = 0
  await eventually(() => expect(++value).toBe(4) ?? true, { everyMs: 1 })
  expect(value).toBe(4)
})

it('throws the last failure when time is up', async () => {
  await expect(eventually(() => expect('this').toBe('that'), { timeoutMs: 10 })).rejects.toThrow(/that/)
  await expect(eventually(() => false, { timeoutMs: 10 })).rejects.toThrow(/still false after 10 ms/)
})
