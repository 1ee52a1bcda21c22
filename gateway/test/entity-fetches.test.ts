import { describe, expect, it } from 'vitest'
import { executorsAnsweredBy } from './support/answers.ts'

const library = `
  type Query { shelves: [[Book]!] books: [Book] best: Book }
  type Book @key(fields: "id") { id: ID! title: String size: Int }
`
const stock = 'type Book @key(fields: "id") { id: ID! size: Int @external left: Int! at(place: String): Int cost: Int @requires(fields: "size") }'
const book = (id: string, more: object = {}) => ({ __typename: 'Book', id, ...more })

describe('entity fetches', () => {
  it('ask for an entity once, wherever it stands, and put it everywhere', async () => {
    const executors = await executorsAnsweredBy({ library, stock }, {
      library: () => ({ data: { shelves: [[book('1'), null, book('2')], [], [book('1'), book('1')]] } }),
      stock: ({ variables }) => ({ data: { _entities: (variables.representations ?? []).map(({ id }) => ({ __typename: 'Book', left: Number(id) })) } }),
    })
    const { data, errors } = await executors.compiled('{ shelves { left } }')
    expect(errors).toBeUndefined()
    expect(data).toEqual({ shelves: [[{ left: 1 }, null, { left: 2 }], [], [{ left: 1 }, { left: 1 }]] })
    expect(executors.asked['stock']?.map(({ variables }) => variables.representations)).toEqual([[book('1'), book('2')]])
    expect((await executors.stock('{ shelves { left } }')).data).toEqual(data)
  })

  it('tell an error at every place of its entity', async () => {
    const executors = await executorsAnsweredBy({ library, stock }, {
      library: () => ({ data: { shelves: [[book('1'), null, book('2')], [book('1')]] } }),
      stock: () => ({ data: { _entities: [null, book('2', { left: 2 })] }, errors: [{ message: 'none left', path: ['_entities', 0, 'left'], extensions: { code: 'CONFLICT' } }] }),
    })
    const { data, errors } = await executors.compiled('{ shelves { id left } }')
    expect(data).toEqual({ shelves: [[null, null, { id: '2', left: 2 }], [null]] })
    expect(errors?.map(({ message, path, extensions }) => ({ message, path, extensions }))).toEqual([['shelves', 0, 0, 'left'], ['shelves', 1, 0, 'left']]
      .map((path) => ({ message: 'none left', path, extensions: { code: 'CONFLICT', serviceName: 'stock' } })))
  })

  it('leave out entities of which too little is known, and name the right one in an error', async () => {
    const executors = await executorsAnsweredBy({ library, stock }, {
      library: () => ({ data: { books: [{ __typename: 'Book', size: 1 }, book('2', { size: null }), book('3', { size: 3 })] } }),
      stock: () => ({ data: { _entities: [book('2', { cost: 0 }), book('3', { cost: null })] }, errors: [{ message: 'no cost', path: ['_entities', 1, 'cost'] }] }),
    })
    const { data, errors } = await executors.compiled('{ books { cost } }')
    expect(executors.asked['stock']?.[0]?.variables.representations).toEqual([book('2', { size: null }), book('3', { size: 3 })])
    expect(data).toEqual({ books: [{ cost: null }, { cost: 0 }, { cost: null }] })
    expect(errors?.map(({ path }) => path)).toEqual([['books', 2, 'cost']])
  })

  it('send the variables they use and no others, under names that JSON needs escaped nowhere else', async () => {
    const executors = await executorsAnsweredBy({ library, stock }, {
      library: () => ({ data: { best: book('"1"') } }),
      stock: () => ({ data: { _entities: [{ at: 7 }] } }),
    })
    const query = 'query Named($place: String, $other: String) { best { at(place: $place) title @include(if: false) shelf: at(place: $other) } }'
    await executors.compiled(query, { place: 'a "quoted"\nplace' })
    expect(executors.asked['stock']?.[0]).toMatchObject({ variables: { place: 'a "quoted"\nplace', representations: [book('"1"')] } })
    expect(executors.asked['stock']?.[0]?.variables).not.toHaveProperty('other')
    expect(executors.asked['library']?.[0]?.variables).toEqual({})
  })

  it.each([
    ['no entities', { data: {} }], ['fewer than asked for', { data: { _entities: [] } }],
  ])('that get %s null what depends on them, with one error', async (_, answer) => {
    const executors = await executorsAnsweredBy({ library, stock }, { library: () => ({ data: { books: [book('1'), book('2')] } }), stock: () => answer })
    const { data, errors } = await executors.compiled('{ books { id left } }')
    expect(data).toEqual({ books: [null, null] })
    expect(errors?.map(({ path }) => path)).toEqual([['books']])
  })

  it('are not made when there is nothing to ask for', async () => {
    const executors = await executorsAnsweredBy({ library, stock }, { library: () => ({ data: { books: [null], best: null } }) })
    expect(await executors.compiled('{ books { left } best { left } }')).toEqual({ data: { books: [null], best: null } })
  })
})

describe('an event', () => {
  it('is completed as an operation is, with its own errors and those of other subgraphs', async () => {
    const events = `${library} type Subscription { changed: Book }`
    const executors = await executorsAnsweredBy({ library: events, stock }, {
      stock: () => ({ data: { _entities: [null] }, errors: [{ message: 'gone', path: ['_entities', 0, 'cost'] }] }),
    })
    const [ours, theirs] = await executors.complete('subscription { b: changed { id title cost } }', {}, () => ({
      data: { b: book('1', { title: null, size: 2 }) }, errors: [{ message: 'untitled', path: ['b', 'title'] }] as never,
    }))
    expect(ours.data).toEqual({ b: { id: '1', title: null, cost: null } })
    expect(ours.errors?.map(({ message, path }) => [message, path])).toEqual([['untitled', ['b', 'title']], ['gone', ['b', 'cost']]])
    expect(theirs.data).toEqual(ours.data)
    expect(theirs.errors?.map(({ message, path }) => [message, path])).toEqual(ours.errors?.map(({ message, path }) => [message, path]))
  })
})
