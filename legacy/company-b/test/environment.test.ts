import { expect, test } from 'vitest'
import { readEnvironment } from '../src/environment.ts'

test('defaults are those of the behaviour note', () => {
  expect(readEnvironment({ DATA_DIR: '/data' })).toEqual({
    port: 4102, host: '127.0.0.1', dataDir: '/data', partnerKeys: [], country: '33', faults: false,
    throttle: { calls: { count: 30, seconds: 1 }, send: { count: 20, seconds: 10 }, partner: { count: 500, seconds: 1 }, partnerSend: { count: 100, seconds: 10 } },
  })
})

test('keys are split, throttles read as count/seconds', () => {
  const options = readEnvironment({ DATA_DIR: 'x', PARTNER_KEYS: 'one, two,', FAULTS: '1', COUNTRY: '49', THROTTLE_PARTNER_SEND: '7/3' })
  expect(options).toMatchObject({ partnerKeys: ['one', 'two'], faults: true, country: '49', throttle: { partnerSend: { count: 7, seconds: 3 } } })
})

test('everything that is wrong is said at once', () => {
  expect(() => readEnvironment({ PORT: 'x', THROTTLE_CALLS: '30' })).toThrow(/PORT[\s\S]*DATA_DIR[\s\S]*THROTTLE_CALLS|DATA_DIR[\s\S]*THROTTLE_CALLS/)
})
