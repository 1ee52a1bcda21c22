import { createClient, type Client, type ExecutionResult } from 'graphql-ws'

/** The graph answered with errors; `codes` are those of the table in packages/domain. */
export class GraphError extends Error {
  override readonly name = 'GraphError'
  readonly codes: readonly string[]

  constructor(errors: readonly { message: string; extensions?: Record<string, unknown> }[]) {
    super(errors.map(({ message }) => message).join('; '))
    this.codes = errors.map(({ extensions }) => String(extensions?.['code'] ?? ''))
  }
}

export interface Session {
  accessToken: string
  refreshToken: string
  user: { id: string; displayName: string }
}

const sessionFields = 'accessToken refreshToken user { id displayName }'

/** A plain client of the graph, as anybody could write one: operations over HTTP, subscriptions over graphql-transport-ws. */
export class GraphClient implements AsyncDisposable {
  readonly session: Session | undefined
  readonly #url: string
  #socket: Client | undefined

  private constructor(url: string, session?: Session) {
    this.#url = url
    this.session = session
  }

  /** @param url the gateway's, such as http://127.0.0.1:4000 */
  static anonymous(url: string): GraphClient {
    return new GraphClient(url)
  }

  static async signInWithA(url: string, email: string, password: string): Promise<GraphClient> {
    const { signInWithA } = await GraphClient.anonymous(url).run<{ signInWithA: Session }>(
      `mutation ($input: SignInWithAInput!) { signInWithA(input: $input) { ${sessionFields} } }`, { input: { email, password } })
    return new GraphClient(url, signInWithA)
  }

  static async signInWithB(url: string, phone: string, pin: string): Promise<GraphClient> {
    const { signInWithB } = await GraphClient.anonymous(url).run<{ signInWithB: Session }>(
      `mutation ($input: SignInWithBInput!) { signInWithB(input: $input) { ${sessionFields} } }`, { input: { phone, pin } })
    return new GraphClient(url, signInWithB)
  }

  /** The signed-in person's id. */
  get userId(): string {
    if (!this.session) throw new Error('not signed in')
    return this.session.user.id
  }

  /** Runs a query or mutation and answers its data. @throws GraphError */
  async run<T>(document: string, variables: Record<string, unknown> = {}): Promise<T> {
    const { data, errors } = await this.raw<T>(document, variables)
    if (errors?.length) throw new GraphError(errors)
    return data as T
  }

  /** Runs a query or mutation and answers everything, errors and extensions included. */
  async raw<T>(document: string, variables: Record<string, unknown> = {}): Promise<{ data?: T | null; errors?: { message: string; path?: (string | number)[]; extensions?: Record<string, unknown> }[] }> {
    const response = await fetch(`${this.#url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json, application/json', ...(this.session ? { authorization: `Bearer ${this.session.accessToken}` } : {}) },
      body: JSON.stringify({ query: document, variables }),
      signal: AbortSignal.timeout(30_000),
    })
    return await response.json() as { data?: T | null }
  }

  /** The results of a subscription, until it completes or the iterator is returned. */
  subscribe<T>(document: string, variables: Record<string, unknown> = {}): AsyncIterableIterator<ExecutionResult<T, unknown>> {
    this.#socket ??= createClient({
      url: `${this.#url.replace(/^http/, 'ws')}/graphql`,
      connectionParams: this.session ? { authorization: `Bearer ${this.session.accessToken}` } : {},
      retryAttempts: 0,
      lazyCloseTimeout: 100,
    })
    return this.#socket.iterate<T>({ query: document, variables }) as AsyncIterableIterator<ExecutionResult<T, unknown>>
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#socket?.dispose()
  }
}
