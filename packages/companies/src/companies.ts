import { companyA, type CompanyA } from '@switchboard/company-a/client'
import { CompanyAError } from '@switchboard/company-a/errors'
import { connectCompanyB, type CompanyB } from '@switchboard/company-b/client'
import { CompanyBError } from '@switchboard/company-b/error'
import type { Log } from '@switchboard/service-kit/log'
import type { Metrics } from '@switchboard/service-kit/metrics'
import type { Redis } from 'ioredis'
import { BudgetExhausted, createBudget } from './budget.ts'
import type { CompaniesConfig } from './config.ts'
import { storedCredential } from './stored-credential.ts'

/** The ways to both companies. */
export interface Companies {
  a: CompanyA
  b: CompanyB
  /** B's country code, for phone numbers in normal form. */
  country: string
  /** Ends the calls under way and closes the connections; the Redis client stays the caller's. */
  close(): Promise<void>
}

export interface CompaniesOptions { redis: Redis; config: CompaniesConfig; log: Log; metrics: Metrics }

/** B does not say when its session ends, only that it lives 30 min after its last call: kept until B refuses it. */
const sidMaxAgeMs = 24 * 3_600_000

/**
 * Connects to the companies with what must be one for the whole system: A's service token and B's partner session are
 * stored in Redis and renewed under a lock, the rate budgets are shared, every try is measured.
 */
export function createCompanies({ redis, config, log, metrics }: CompaniesOptions): Companies {
  const duration = metrics.histogram('company_call_duration_seconds', 'Time of one try at a company.', ['company', 'operation', 'outcome'])
  const waited = metrics.histogram('company_budget_wait_seconds', 'Time a call waited for the rate budget.', ['company'])
  const budget = createBudget({
    redis,
    onWait: (name, ms) => { waited.observe({ company: name.slice(0, 1) }, ms / 1_000) },
    onError: (err) => { log.warn({ err }, 'the rate budget works without Redis') },
  })
  const shared = (name: string, issue: () => Promise<{ value: string; expiresAt: number }>, marginMs: number) =>
    storedCredential({ redis, name, issue, marginMs, onError: (err) => { log.warn({ err, credential: name }, 'a credential is not shared: Redis cannot be reached') } })

  const a = companyA({
    baseUrl: config.COMPANY_A_URL,
    clientId: config.COMPANY_A_CLIENT_ID,
    clientSecret: config.COMPANY_A_CLIENT_SECRET,
    ...(config.COMPANY_A_ISSUER === undefined ? {} : { issuer: config.COMPANY_A_ISSUER }),
    tokens: (issue) => shared(`a:${config.COMPANY_A_CLIENT_ID}`, async () => {
      const { token, expiresAt } = await issue()
      return { value: token, expiresAt }
    }, 60_000),
    acquire: () => budget.take('A', config.COMPANY_A_QUOTA).catch((error: unknown) => {
      throw error instanceof BudgetExhausted ? new CompanyAError('budget', { kind: 'throttled', status: 429, code: 'rate-limited', retryAfterMs: error.retryAfterMs }, { cause: error }) : error
    }),
    observe: (operation, outcome, ms) => { duration.observe({ company: 'A', operation, outcome }, ms / 1_000) },
  })

  const b = connectCompanyB({
    url: config.COMPANY_B_URL,
    partnerKey: config.COMPANY_B_PARTNER_KEY,
    sid: (login) => shared('b', async () => ({ value: await login(), expiresAt: Date.now() + sidMaxAgeMs }), 0),
    acquire: async (_cost, kind, as) => {
      try {
        if (kind === 'send' && as !== undefined) await budget.take(`B:send:${as}`, config.COMPANY_B_SEND_QUOTA)
        await budget.take('B', config.COMPANY_B_QUOTA)
      } catch (error) {
        throw error instanceof BudgetExhausted ? new CompanyBError('budget', { kind: 'throttled', retryAfterMs: error.retryAfterMs }, error) : error
      }
    },
    observe: (operation, outcome, ms) => { duration.observe({ company: 'B', operation, outcome }, ms / 1_000) },
  })

  const close = async () => { await Promise.all([a.close(), b.close()]) }
  return { a, b, country: config.COMPANY_B_COUNTRY, close }
}
