import { EventEmitter, on } from 'node:events'
import { runSubgraph, type TestContext, type TestSubgraph } from './subgraph.ts'

/*
 * A stranger's shop in four subgraphs, and the same data as one object graph. Every object below can answer every
 * field, so that a monolith over the API schema needs no resolvers of its own.
 */

interface User { __typename: 'User'; id: string; username: string; email: string | null; friends: (User | null)[]; latest: () => Review | null }
interface Item { __typename: 'Book' | 'Film'; id: string; name: string; price: number; weight: number | null; stock: number | null; pages?: number; minutes?: number; maker: User | null; related: () => (Item | null)[][] | null; shipping: (args: { fast: boolean }) => number | null; reviews: (args: { first: number }) => Review[]; score: number | null; tags: string[] | null; sibling: () => Item | null }
interface Review { __typename: 'Review'; id: string; body: string | null; stars: number; author: User | null; item: () => Item | null }

export const users: User[] = ['ann', 'bob', 'cyd', 'dan'].map((username, at) => ({
  __typename: 'User', id: `u${at + 1}`, username, email: at === 2 ? null : `${username}@example.org`, friends: [],
  latest: () => reviews.findLast((review) => review.author?.id === `u${at + 1}`) ?? null,
}))
users.forEach((user, at) => { user.friends = [users[(at + 1) % 4] ?? null, null, users[(at + 2) % 4] ?? null] })

export const shippingOf = (price: number | null, weight: number | null, fast: boolean) => (price === null || weight === null ? null : price + weight * (fast ? 3 : 1))

export const items: Item[] = ['Atlas', 'Bible', 'Casablanca', 'Dune', 'Emma', 'Fargo'].map((name, at) => {
  const [price, weight] = [10 + at, at === 3 ? null : 2 * at]
  const film = at % 3 === 2
  return {
    __typename: film ? 'Film' : 'Book', id: `i${at + 1}`, name, price, weight,
    stock: at === 4 ? null : at, ...(film ? { minutes: 90 + at } : { pages: 100 + at }),
    maker: at === 1 ? null : users[at % 4] ?? null,
    related: () => at === 5 ? null : [[items[(at + 1) % 6] ?? null, null], [], [items[(at + 2) % 6] ?? null]],
    shipping: ({ fast }) => shippingOf(price, weight, fast),
    reviews: ({ first }) => reviews.filter((review) => review.item()?.id === `i${at + 1}`).slice(0, first),
    score: at === 0 ? null : at / 2,
    tags: at === 2 ? null : [name.toLowerCase(), 'all'],
    sibling: () => items[(at + 3) % 6] ?? null,
  }
})

export const reviews: Review[] = Array.from({ length: 9 }, (_, at) => ({
  __typename: 'Review', id: `r${at + 1}`, body: at === 4 ? null : `body ${at}`, stars: at % 5,
  author: at === 6 ? null : users[at % 3] ?? null, item: () => at === 7 ? null : items[at % 6] ?? null,
}))

const byId = <Row extends { id: string }>(rows: readonly Row[]) => (key: { id: string }) => rows.find((row) => row.id === key.id) ?? null

/** What the monolith resolves at its root; subgraphs resolve the same. */
export const roots = {
  me: () => users[0],
  users: () => users,
  user: ({ id }: { id: string }) => byId(users)({ id }),
  items: () => items,
  item: ({ id }: { id: string }) => byId(items)({ id }),
  books: () => items.filter((item) => item.__typename === 'Book'),
  search: ({ text }: { text: string }) => [...items.filter((item) => item.name.toLowerCase().includes(text)), null, ...users.filter((user) => user.username.includes(text))],
  topReviews: ({ first }: { first: number }) => reviews.slice(0, first),
  lastItem: () => items[5],
}

type Root = keyof typeof roots
const root = (...names: Root[]) => Object.fromEntries(names.map((name) => [name, (_: unknown, args: never) => roots[name](args)]))

const usersSdl = `
  type Query { me: User users: [User!]! user(id: ID!): User }
  type Mutation { append(text: String!): [String!]! }
  type User @key(fields: "id") { id: ID! username: String! @shareable email: String @override(from: "reviews") friends: [User] }
`
const productsSdl = `
  type Query { items: [Item] item(id: ID!): Item books: [Book!]! search(text: String!): [Result] }
  type Mutation { appendElsewhere(text: String!): [String!]! }
  interface Item @key(fields: "id") { id: ID! name: String tags: [String!] maker: User sibling: Item }
  type Book implements Item @key(fields: "id") { id: ID! name: String tags: [String!] maker: User sibling: Item pages: Int price: Int weight: Int related: [[Item]!] }
  type Film implements Item @key(fields: "id") { id: ID! name: String tags: [String!] maker: User sibling: Item minutes: Int price: Int weight: Int related: [[Item]!] }
  union Result = Book | Film | User
  type User @key(fields: "id", resolvable: false) { id: ID! }
`
const inventorySdl = `
  type Query { lastItem: Film }
  type Book @key(fields: "id") { id: ID! price: Int @external weight: Int @external shipping(fast: Boolean! = false): Int @requires(fields: "price weight") stock: Int! }
  type Film @key(fields: "id") { id: ID! price: Int @external weight: Int @external shipping(fast: Boolean! = false): Int @requires(fields: "price weight") stock: Int! }
`
const reviewsSdl = `
  type Query { topReviews(first: Int! = 3): [Review!] }
  type Review @key(fields: "id") { id: ID! body: String stars: Int! author: User @provides(fields: "username") item: Item }
  type User @key(fields: "id") { id: ID! username: String! @external email: String latest: Review }
  type Item @key(fields: "id") @interfaceObject { id: ID! reviews(first: Int! = 2): [Review!] score: Float }
  type Subscription { reviewAdded(from: Int! = 0): Added! failing: Added refused: Added counted(upTo: Int!): Added! }
  type Added { at: Int! live: Live review: Review item: Item who: String }
  type Live { stream: String position: Int }
`

export interface Shop {
  all: TestSubgraph[]
  users: TestSubgraph
  products: TestSubgraph
  inventory: TestSubgraph
  reviews: TestSubgraph
  /** Sends an event to every open `reviewAdded`. */
  publish(at: number): void
  /** Subscriptions open at the subgraph. */
  readonly listening: number
  stop(): Promise<void>
}

/** Runs the four subgraphs. */
export async function runShop(): Promise<Shop> {
  const bus = new EventEmitter().setMaxListeners(0)
  const written: string[] = []
  let listening = 0
  const added = (at: number) => ({ at, review: reviews[at % 9], item: items[at % 6], live: { stream: 'reviews', position: at }, who: null })
  // No generator: its `return` would wait for the next event.
  const listen = (from: number) => {
    const source = on(bus, 'added') as AsyncIterator<[number]>
    listening += 1
    return {
      [Symbol.asyncIterator]() { return this },
      next: async () => {
        for (;;) {
          const step = await source.next()
          if (step.done === true) return { done: true, value: undefined }
          if (step.value[0] >= from) return { done: false, value: { reviewAdded: added(step.value[0]) } }
        }
      },
      return: async () => {
        listening -= 1
        await source.return?.()
        return { done: true, value: undefined }
      },
    }
  }
  const append = async (_: unknown, { text }: { text: string }) => {
    await new Promise((resolve) => setTimeout(resolve, text.length % 2 === 0 ? 15 : 1))
    written.push(text)
    return [...written]
  }
  const item = { __resolveReference: byId(items) }
  const shipping = (key: { price: number | null; weight: number | null }, { fast }: { fast: boolean }) => shippingOf(key.price, key.weight, fast)
  const stocked = { __resolveReference: (key: { id: string }) => ({ ...key, stock: byId(items)(key)?.stock }), shipping }
  const made = await Promise.all([
    runSubgraph('users', usersSdl, {
      Query: root('me', 'users', 'user'), Mutation: { append }, User: { __resolveReference: byId(users) },
    }),
    runSubgraph('products', productsSdl, { Query: root('items', 'item', 'books', 'search'), Mutation: { appendElsewhere: append }, Item: item, Book: item, Film: item }),
    runSubgraph('inventory', inventorySdl, { Query: { lastItem: () => ({ id: 'i6', stock: items[5]?.stock }) }, Book: stocked, Film: stocked }),
    runSubgraph('reviews', reviewsSdl, {
      Query: root('topReviews'),
      Review: { __resolveReference: byId(reviews) },
      User: { __resolveReference: byId(users) },
      Item: { __resolveReference: byId(items) },
      Added: { who: (_: unknown, __: unknown, { extensions }: TestContext) => JSON.stringify(extensions['assertion'] ?? null) },
      Subscription: {
        reviewAdded: { subscribe: (_: unknown, { from }: { from: number }) => listen(from) },
        counted: { subscribe: async function* (_: unknown, { upTo }: { upTo: number }) { for (let at = 1; at <= upTo; at += 1) yield { counted: added(at) } } },
        refused: { subscribe: () => { throw new Error('not for you') } },
        failing: { subscribe: async function* () { yield { failing: added(1) }; throw new Error('broke in the middle') } },
      },
    }),
  ])
  const [usersGraph, products, inventory, reviewsGraph] = made
  return {
    all: made, users: usersGraph, products, inventory, reviews: reviewsGraph,
    publish: (at) => { bus.emit('added', at) },
    get listening() { return listening },
    stop: async () => { await Promise.all(made.map((subgraph) => subgraph.stop())) },
  }
}
