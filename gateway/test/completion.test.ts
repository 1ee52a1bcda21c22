import { describe, expect, it } from 'vitest'
import { executorsAnsweredBy } from './support/answers.ts'

const only = `
  type Query { thing: Thing! things: [Thing!] maybe: [Thing] grid: [[Int!]!] any: Any either: Either named: Named constructor: String leaf: Leaf hidden: Named }
  interface Named { name: String }
  type Thing implements Named { name: String id: ID! must: Int! }
  type Other implements Named { name: String other: Int }
  type Secret implements Named @inaccessible { name: String }
  union Either = Thing | Other
  scalar Any
  enum Colour { RED BLACK @inaccessible }
  type Leaf { id: ID int: Int float: Float string: String boolean: Boolean colour: Colour colours: [Colour!] }
`
async function answered(query: string, data: object, extra: object = {}) {
  const executors = await executorsAnsweredBy({ only }, { only: () => ({ data, ...extra }) })
  const { data: ours, errors } = await executors.compiled(query)
  return { data: ours, places: (errors ?? []).map(({ path }) => path?.join('.')), messages: (errors ?? []).map(({ message }) => message) }
}

describe('a null where none may be', () => {
  it('nulls the nearest place that may be, with one error where it stood', async () => {
    expect(await answered('{ maybe { id must } things { must } }', { maybe: [{ id: '1', must: null }, { id: '2', must: 2 }], things: [{ must: 1 }, null] })).toEqual({
      data: { maybe: [null, { id: '2', must: 2 }], things: null }, places: ['maybe.0.must', 'things.1'],
      messages: ['Cannot return null for non-nullable field Thing.must.', 'Cannot return null for non-nullable field Query.things.'],
    })
    expect(await answered('{ grid }', { grid: [[1], [2, null]] })).toMatchObject({ data: { grid: null }, places: ['grid.1.1'] })
  })

  it('reaches the root when nothing on the way may be null', async () => {
    expect(await answered('{ constructor thing { a: must } }', { constructor: 'x', thing: {} })).toMatchObject({ data: null, places: ['thing.a'] })
  })

  it('is not told twice when the subgraph has said why', async () => {
    const told = (path: (string | number)[] | undefined) => ({ errors: [{ message: 'why', path }] })
    for (const path of [['thing', 'must'], ['thing'], ['thing', 'must', 0], undefined]) {
      expect(await answered('{ thing { must } }', { thing: { must: null } }, told(path))).toMatchObject({ data: null, messages: ['why'] })
    }
    expect((await answered('{ thing { must } }', { thing: { must: null } }, told(['things']))).places).toEqual(['things', 'thing.must'])
  })
})

describe('values that a type does not have', () => {
  it('are null with an error, of enums also those that clients may not see', async () => {
    const wrong = { id: 1.5, int: 2 ** 31, float: '1', string: 1, boolean: 0, colour: 'BLACK', colours: ['RED', 'GREEN'] }
    const { data, places } = await answered('{ leaf { id int float string boolean colour colours } }', { leaf: wrong })
    expect(data).toEqual({ leaf: { id: null, int: null, float: null, string: null, boolean: null, colour: null, colours: null } })
    expect(places).toEqual(['leaf.id', 'leaf.int', 'leaf.float', 'leaf.string', 'leaf.boolean', 'leaf.colour', 'leaf.colours.1'])
  })

  it('pass when they are right, of own scalars always; an ID is a string', async () => {
    const right = { id: 7, int: -1, float: 2, string: '', boolean: false, colour: 'RED', colours: [] }
    expect((await answered('{ leaf { id int float string boolean colour colours } any }', { leaf: right, any: { deep: [1] } })).data).toEqual({ leaf: { ...right, id: '7' }, any: { deep: [1] } })
  })

  it('are no objects or lists where those stand', async () => {
    expect(await answered('{ maybe { id } things { id } leaf { int } }', { maybe: 'x', things: ['y'], leaf: [] })).toMatchObject({ data: { maybe: null, things: null, leaf: null }, places: ['maybe', 'things.0', 'leaf'] })
  })
})

describe('objects of abstract types', () => {
  it('are what they say they are, under any alias, in the order the client asks', async () => {
    const { data } = await answered('{ either { ... on Named { n: name } k: __typename ... on Other { other } ...T } } fragment T on Thing { id n: name }', { either: { __typename: 'Thing', k: 'Thing', n: 'a', id: '1' } })
    expect(JSON.stringify(data)).toBe('{"either":{"n":"a","k":"Thing","id":"1"}}')
  })

  it('are null with an error when they are of no type that may stand there', async () => {
    for (const __typename of ['Secret', 'Leaf', 'Unknown', 4]) {
      expect(await answered('{ named { name } }', { named: { __typename, name: 'x' } })).toMatchObject({ data: { named: null }, places: ['named'] })
    }
    expect(await answered('{ named { __typename name } }', { named: { __typename: 'Named', name: 'x' } })).toMatchObject({ data: { named: null }, places: ['named.__typename'] })
    expect((await answered('{ named { name ... on Thing { id } } }', { named: { __typename: 'Named', name: 'x' } })).data).toEqual({ named: { name: 'x' } })
  })
})

describe('names', () => {
  it('that every object seems to have are fields like others', async () => {
    expect((await answered('{ constructor toString: constructor }', {})).data).toEqual({ constructor: null, toString: null })
    const { data } = await answered('{ __proto__: constructor hasOwnProperty: constructor }', JSON.parse('{ "__proto__": "mine", "hasOwnProperty": "x" }') as object)
    expect(JSON.stringify(data)).toBe('{"__proto__":"mine","hasOwnProperty":"x"}')
  })

  it('of the schema itself are answered without a subgraph', async () => {
    const executors = await executorsAnsweredBy({ only }, {})
    const query = 'query ($name: String!) { __typename s: __schema { queryType { name } } ...F } fragment F on Query { t: __type(name: $name) { name kind } t: __type(name: $name) { name } }'
    expect(await executors.compiled(query, { name: 'Secret' })).toEqual({ data: { __typename: 'Query', s: { queryType: { name: 'Query' } }, t: null } })
    expect((await executors.compiled(query, { name: 'Thing' })).data?.['t']).toEqual({ name: 'Thing', kind: 'OBJECT' })
  })
})
