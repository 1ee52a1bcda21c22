import { composeServices } from '@apollo/composition'
import { type DocumentNode, parse } from 'graphql'
import { describe, expect, it } from 'vitest'
import { type Federation, loadFederation } from '../src/federation.ts'
import { Planner } from '../src/planning.ts'

const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key"])'

async function federation(limits = { maxEvaluatedPlans: 100, pathsLimit: 100 }): Promise<Federation> {
  const { supergraphSdl } = composeServices([
    { name: 'one', url: 'http://one/graphql', typeDefs: parse(`${link} type Query { thing(id: ID!): Thing } type Subscription { changed(id: ID!): Thing } type Thing @key(fields: "id") { id: ID! own: Int }`) },
    { name: 'two', url: 'http://two/graphql', typeDefs: parse(`${link} type Thing @key(fields: "id") { id: ID! other: Int! }`) },
  ])
  return loadFederation(supergraphSdl ?? '', limits)
}

const operation = (text: string) => {
  const document: DocumentNode = parse(text)
  const [definition] = document.definitions
  if (definition?.kind !== 'OperationDefinition') throw new Error('not an operation')
  return { document, definition, operationName: undefined, hash: text }
}

describe('what is relied on of @apollo/gateway', () => {
  it('plans a subscription as the fetch to open and the rest of each event', async () => {
    const planned = new Planner(await federation(), { cached: 10 }).plan(operation('subscription ($id: ID!) { changed(id: $id) { own other } }'), {})
    expect(planned.subscription?.primary).toMatchObject({ kind: 'Fetch', serviceName: 'one', variableUsages: ['id'], operationKind: 'subscription' })
    expect(planned.subscription?.rest).toMatchObject({ kind: 'Sequence', nodes: [{ kind: 'Flatten', path: ['changed'], node: { kind: 'Fetch', serviceName: 'two' } }] })
  })

  it('gives no rest when nothing else is needed', async () => {
    expect(new Planner(await federation(), { cached: 10 }).plan(operation('subscription { changed(id: 1) { own } }'), {}).subscription?.rest).toBeUndefined()
  })

  it('has the URL of every subgraph, and loads without telemetry', async () => {
    expect((await federation()).subgraphs).toEqual([{ name: 'one', url: 'http://one/graphql' }, { name: 'two', url: 'http://two/graphql' }])
    expect(process.env['APOLLO_TELEMETRY_DISABLED']).toBe('1')
  })

  it('knows what a name stands for, also what clients do not see', async () => {
    const { namesOf, isInterface } = await federation()
    expect([...namesOf('Thing')]).toEqual(['Thing'])
    expect([...namesOf('_Entity')]).toContain('_Entity')
    expect(isInterface('Thing')).toBe(false)
  })

  it('plans an operation once', async () => {
    const planner = new Planner(await federation(), { cached: 10 })
    expect(planner.plan(operation('{ thing(id: 1) { own } }'), {})).toBe(planner.plan(operation('{ thing(id: 1) { own } }'), {}))
  })

  it('refuses what is no supergraph', async () => {
    await expect(loadFederation('type Query { a: Int }', { maxEvaluatedPlans: 1, pathsLimit: 1 })).rejects.toThrow()
  })
})
