import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { buildSchema, execute, type ExecutionResult, type GraphQLSchema, parse, printSchema, validate } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SubgraphClient } from '../src/subgraph-client.ts'
import { clientsOf, type Executors, executorsOver } from './support/executors.ts'
import { compose } from './support/gateway.ts'
import { operations } from './support/operation-arbitrary.ts'
import { items, reviews, roots, runShop, type Shop, users } from './support/shop.ts'

let shop: Shop
let clients: Map<string, SubgraphClient>
let executors: Executors
let monolith: GraphQLSchema

const throwing = (what: string) => () => { throw new Error(what) }

/** Spoils the shop's data: nulls where none may be, and fields that fail. Every test file has its own copy of it. */
function spoil(): void {
  const faults: [object | undefined, Record<string, unknown>][] = [
    [reviews[2], { stars: throwing('no stars') }], [reviews[4], { stars: null }], [reviews[5], { item: throwing('no item') }], [reviews[8], { author: throwing('no author') }],
    [items[0], { related: () => [[items[1], items[4]], null], tags: ['a', null] }], [items[1], { stock: throwing('no stock'), reviews: throwing('no reviews') }],
    [items[2], { maker: throwing('no maker'), minutes: throwing('no minutes') }], [items[3], { score: throwing('no score'), sibling: throwing('no sibling') }],
    [users[1], { email: throwing('no email'), latest: throwing('nothing latest') }], [users[2], { friends: throwing('no friends') }], [users[3], { id: 'u4', friends: [null, users[0]] }],
  ]
  for (const [object, fault] of faults) Object.assign(object ?? {}, fault)
}

beforeAll(async () => {
  spoil()
  shop = await runShop()
  clients = clientsOf(shop.all)
  executors = await executorsOver(compose(shop.all), clients)
  monolith = buildSchema(printSchema(executors.apiSchema))
})
afterAll(async () => {
  await Promise.all([...clients.values()].map((client) => client.close()))
  await shop.stop()
})

const values = {
  id: ['"i1"', '"i2"', '"i3"', '"i4"', '"i5"', '"u2"', '"u3"', '"none"'], text: ['"a"', '"an"', '"zzz"'], first: ['0', '1', '9'], fast: ['true', 'false'],
}
const variables = { yes: true, no: false }
const placesOf = ({ errors }: ExecutionResult) => (errors ?? []).map(({ path }) => (path ?? []).join('.'))

/** The place of the null that an error at `place` has led to, when that is not the place itself: one error is enough to tell of it. */
function nulledBy(place: string, data: unknown): string | undefined {
  const path = place.split('.')
  let value = data
  for (const [at, key] of path.entries()) {
    if (value === null) return path.slice(0, at).join('.')
    value = (value as Record<string, unknown>)[key]
  }
  return undefined
}

function isWithin(path: string, place: string | undefined): boolean {
  return place !== undefined && (place === '' || path === place || path.startsWith(`${place}.`))
}

describe('over data full of faults', () => {
  it('compiled execution answers what one schema answers, and tells an error wherever it does', async () => {
    let [compared, faulty, stockDiffers] = [0, 0, 0]
    await fc.assert(fc.asyncProperty(operations(monolith, values, 3), async (query) => {
      const document = parse(query)
      fc.pre(validate(monolith, document).length === 0)
      const expected = await execute({ schema: monolith, document, rootValue: roots, variableValues: variables })
      const [ours, theirs] = await Promise.all([executors.compiled(query, variables), executors.stock(query, variables)])
      expect(ours.data, query).toEqual(JSON.parse(JSON.stringify(expected.data)))
      const told = placesOf(ours)
      for (const place of placesOf(expected)) expect(told.some((path) => path === place || isWithin(path, nulledBy(place, ours.data))), `${place}: ${query}\n${told.join(' ')}`).toBe(true)
      compared += 1
      if (expected.errors !== undefined) faulty += 1
      if (!isDeepStrictEqual(theirs.data, ours.data)) stockDiffers += 1
    }), { numRuns: process.env['SWITCHBOARD_LONG'] === undefined ? 150 : 3_000, interruptAfterTimeLimit: 20_000, markInterruptAsFailure: false })
    expect(compared).toBeGreaterThan(30)
    expect(faulty).toBeGreaterThan(10)
    // Theirs is the reference as far as it goes; where the two differ, one schema has decided above.
    expect(stockDiffers).toBeLessThan(compared / 20)
  })
})
