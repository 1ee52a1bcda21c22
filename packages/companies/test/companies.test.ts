import { loadConfig } from '@switchboard/service-kit/config'
import { silentLog } from '@switchboard/service-kit/log'
import { createMetrics } from '@switchboard/service-kit/metrics'
import { hello } from '@switchboard/company-b/operation/session'
import { personByUid } from '@switchboard/company-b/operation/people'
import { startCompanyA, type TestCompanyA } from '@switchboard/testkit/company-a'
import { startCompanyB, type TestCompanyB } from '@switchboard/testkit/company-b'
import { testRedis, type TestRedis } from '@switchboard/testkit/redis'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { companyFields } from '../src/config.ts'
import { createCompanies } from '../src/companies.ts'

let a: TestCompanyA
let b: TestCompanyB
let server: TestRedis
beforeAll(async () => {
  [a, b, server] = await Promise.all([startCompanyA(), startCompanyB(), testRedis()])
  await b.control.seed({ users: [{ uid: 7, phone: '+33600000007', name: 'Seven' }] })
})
afterAll(() => Promise.all([a.stop(), b.stop(), server.stop()]))

/** One more process of the system, as far as the companies are concerned. */
function process(env: Record<string, string> = {}, url = server.url) {
  const redis = new Redis(url, { maxRetriesPerRequest: 1 })
  redis.on('error', () => undefined)
  const metrics = createMetrics('test', { defaults: false })
  const config = loadConfig(z.object(companyFields), {
    COMPANY_A_URL: a.url, COMPANY_A_CLIENT_ID: a.secrets.clientId, COMPANY_A_CLIENT_SECRET: a.secrets.clientSecret,
    COMPANY_B_URL: b.url, COMPANY_B_PARTNER_KEY: b.partnerKey, ...env,
  })
  const companies = createCompanies({ redis, config, log: silentLog(), metrics })
  const calls = async (operation: string) => (await metrics.registry.getMetricsAsJSON()).flatMap((metric) => metric.values as { labels: Record<string, unknown>; value: number; metricName?: string }[])
    .filter(({ labels, metricName }) => labels['operation'] === operation && metricName?.endsWith('_count')).reduce((sum, { value }) => sum + value, 0)
  const stop = async () => {
    await companies.close()
    redis.disconnect()
  }
  return { companies, redis, calls, stop, [Symbol.asyncDispose]: stop }
}

describe('processes of one system', () => {
  it('share one service token and one partner session', async () => {
    await using one = process()
    await using two = process()
    await Promise.all([one, two, one, two].map(({ companies }) => Promise.all([companies.a.directory.page(), personByUid(companies.b, 7)])))
    expect(await one.calls('issueServiceToken') + await two.calls('issueServiceToken')).toBe(1)
    expect(await one.calls('partnerLogin') + await two.calls('partnerLogin')).toBe(1)
    expect(await one.redis.get('switchboard:credential:b')).toBe(await two.redis.get('switchboard:credential:b'))
    expect(one.companies.country).toBe('33')
  })

  it('renew the partner session once when B has lost it', async () => {
    await using one = process()
    await using two = process()
    await Promise.all([personByUid(one.companies.b, 7), personByUid(two.companies.b, 7)])
    await b.process.restart()
    await b.control.seed({ users: [{ uid: 7, phone: '+33600000007', name: 'Seven' }] })
    const found = await Promise.all([one, two, one, two].map(({ companies }) => personByUid(companies.b, 7)))
    expect(found.map((person) => person?.name)).toEqual(Array(4).fill('Seven'))
    expect(await one.calls('partnerLogin') + await two.calls('partnerLogin')).toBe(1)
  })

  it('keep to one rate budget together', async () => {
    const quota = { COMPANY_B_QUOTA: '50/1' }
    await using one = process(quota)
    await using two = process(quota)
    await one.redis.del('switchboard:budget:B')
    const began = performance.now()
    await Promise.all(Array.from({ length: 60 }, (_unused, at) => personByUid((at % 2 === 0 ? one : two).companies.b, 7)))
    // 15 at once, then 30 a second: never more than 45 of the 50 in any second.
    expect(performance.now() - began).toBeGreaterThan(1_300)
    expect(performance.now() - began).toBeLessThan(4_000)
  })

  it('turn calls away that would have to wait too long, as throttled, and leave what is free alone', async () => {
    await using one = process({ COMPANY_A_QUOTA: '1/1000', COMPANY_B_QUOTA: '1/1000' })
    await one.redis.del('switchboard:budget:A', 'switchboard:budget:B')
    await one.companies.a.directory.page()
    await expect(one.companies.a.directory.page()).rejects.toMatchObject({ kind: 'throttled', retryAfterMs: expect.any(Number) as number })
    await personByUid(one.companies.b, 7)
    await expect(personByUid(one.companies.b, 7)).rejects.toMatchObject({ kind: 'throttled' })
    expect((await hello(one.companies.b)).version).not.toBe('')
    await one.redis.del('switchboard:budget:A', 'switchboard:budget:B')
  })
})

it('goes on without Redis, each process by itself', async () => {
  await using alone = process({}, 'redis://127.0.0.1:1')
  expect((await alone.companies.a.directory.page()).people).toEqual([])
  expect((await personByUid(alone.companies.b, 7))?.name).toBe('Seven')
})

it('tells every mistake of its configuration', () => {
  expect(() => loadConfig(z.object(companyFields), { COMPANY_A_URL: 'ftp://x', COMPANY_B_URL: b.url, COMPANY_A_QUOTA: '0/1' }))
    .toThrow(/COMPANY_A_URL is not valid[^]*COMPANY_A_CLIENT_ID is missing[^]*COMPANY_A_QUOTA is not valid: must be <count>\/<seconds>/)
})
