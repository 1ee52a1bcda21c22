import { serverAudits } from 'graphql-http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runGateway, type TestGateway } from './support/gateway.ts'
import { runSubgraph, type TestSubgraph } from './support/subgraph.ts'

let subgraph: TestSubgraph
let gateway: TestGateway

beforeAll(async () => {
  subgraph = await runSubgraph('one', 'type Query { hello: String }', { Query: { hello: () => 'world' } })
  gateway = await runGateway([subgraph])
})
afterAll(async () => {
  await gateway.stop()
  await subgraph.stop()
})

describe('GraphQL over HTTP', () => {
  const audits = serverAudits({
    url: () => `${gateway.url}/graphql`,
    fetchFn: (input: string, init: RequestInit = {}) => fetch(input, { ...init, headers: { ...(init.headers as Record<string, string> | undefined), 'apollo-require-preflight': '1' } }),
  })
  it('has 61 audits', () => { expect(audits).toHaveLength(61) })
  for (const audit of audits) {
    it(`${audit.id} ${audit.name}`, async () => {
      const result = await audit.fn()
      expect(result.status, 'reason' in result ? result.reason : '').toBe('ok')
    })
  }
})
