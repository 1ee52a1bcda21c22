import '../../src/telemetry.ts'
import { type Schema, Supergraph } from '@apollo/federation-internals'
import { buildOperationContext, executeQueryPlan, type GraphQLDataSource, type ServiceMap } from '@apollo/gateway'
import type { QueryPlan } from '@apollo/query-planner'
import { type ExecutionResult, GraphQLError, type GraphQLSchema } from 'graphql'
import type { ExecutionRequest, Executor } from '../../src/executor.ts'
import type { Federation } from '../../src/federation.ts'
import type { PlannedOperation } from '../../src/planning.ts'
import type { Subgraph } from '../../src/execution/fetch.ts'

type Answer = Awaited<ReturnType<GraphQLDataSource['process']>>

/** The name under which an event stands in for a subgraph; no subgraph can have it. */
const eventSource = ' event'

/** The executor that @apollo/gateway brings, over our own subgraph clients: the reference that ours is held against. */
export class StockExecutor implements Executor {
  readonly #federation: Federation
  readonly #schema: Schema
  readonly #supergraphSchema: GraphQLSchema
  readonly #sources: ServiceMap
  readonly #eventPlans = new WeakMap<PlannedOperation, QueryPlan>()

  constructor(supergraphSdl: string, federation: Federation, clients: ReadonlyMap<string, Subgraph>) {
    this.#federation = federation
    const supergraph = Supergraph.build(supergraphSdl, { supportedFeatures: null })
    this.#schema = supergraph.apiSchema()
    this.#supergraphSchema = supergraph.schema.toGraphQLJSSchema()
    this.#sources = Object.fromEntries([...clients].map(([name, client]) => [name, sourceOf(name, client, federation)]))
  }

  execute(request: ExecutionRequest): Promise<ExecutionResult> {
    return this.#run(request, request.operation.plan, this.#sources)
  }

  complete(request: ExecutionRequest, event: ExecutionResult): Promise<ExecutionResult> {
    const answer = { data: event.data, errors: event.errors } as Answer
    return this.#run(request, this.#eventPlan(request.operation), {
      ...this.#sources,
      [eventSource]: { process: () => Promise.resolve(answer) },
    })
  }

  async #run({ operation, variables, context }: ExecutionRequest, plan: QueryPlan, sources: ServiceMap): Promise<ExecutionResult> {
    const { document, operationName } = operation
    const request = { request: { variables }, context, metrics: {}, logger: console }
    const result = await executeQueryPlan(
      plan, sources,
      // Execution reads these four and nothing else of the request.
      request as unknown as Parameters<typeof executeQueryPlan>[2],
      buildOperationContext({ schema: this.#federation.apiSchema, operationDocument: document, ...(operationName === undefined ? {} : { operationName }) }),
      this.#supergraphSchema, this.#schema,
    )
    return withCompletionErrors(result as ExecutionResult)
  }

  /** `primary` answered by the event itself, then `rest`: an event is executed like any other operation. */
  #eventPlan(operation: PlannedOperation): QueryPlan {
    const known = this.#eventPlans.get(operation)
    if (known !== undefined) return known
    if (operation.subscription === undefined) throw new Error('Only a subscription has events.')
    const { primary, rest } = operation.subscription
    const plan: QueryPlan = {
      kind: 'QueryPlan',
      node: { kind: 'Sequence', nodes: [{ ...primary, serviceName: eventSource }, ...(rest === undefined ? [] : [rest])] },
    }
    this.#eventPlans.set(operation, plan)
    return plan
  }
}

function sourceOf(name: string, client: Subgraph, federation: Federation): GraphQLDataSource {
  return {
    process: async (options) => {
      if (options.kind !== 'incoming operation') throw new Error(`The gateway makes no request of kind ${options.kind}.`)
      const { request, context, pathInIncomingRequest } = options
      const kind = options.request.query?.startsWith('mutation') === true ? 'mutation' : 'query'
      try {
        const answer = await client.fetch(
          { body: JSON.stringify({ query: request.query, variables: request.variables, operationName: request.operationName }), kind, shareable: false },
          context as ExecutionRequest['context'],
        )
        dropInterfaceNames(answer, federation)
        return answer as Answer
      } catch (error) {
        throw located(error, name, pathInIncomingRequest)
      }
    },
  }
}

/**
 * A subgraph that knows an interface as an `@interfaceObject` calls every entity by the interface's name. Merged into
 * an entity whose real type is known, that name would make the whole object null; execution keeps the known one when
 * an entity comes back without.
 */
function dropInterfaceNames(answer: ExecutionResult, federation: Federation): void {
  const entities = answer.data?.['_entities']
  if (!Array.isArray(entities)) return
  for (const entity of entities as ({ __typename?: unknown } | null)[]) {
    if (typeof entity?.__typename === 'string' && federation.isInterface(entity.__typename)) delete entity.__typename
  }
}

/** A fetch that failed as a whole is told at the place it was made for, as far as that is one place. */
function located(error: unknown, subgraph: string, path: readonly (string | number)[] | undefined): unknown {
  const end = path?.indexOf('@') ?? 0
  const place = end === -1 ? path : path?.slice(0, end)
  if (!(error instanceof GraphQLError)) return error
  return new GraphQLError(error.message, {
    originalError: error.originalError ?? error,
    extensions: { ...error.extensions, serviceName: subgraph },
    path: place === undefined || place.length === 0 ? null : place,
  })
}

/**
 * @apollo/gateway hides a null in a non-null place under `extensions.valueCompletion`. The specification wants it
 * among the errors (6.4.4), and so do clients: an answer of null without a reason helps nobody.
 */
function withCompletionErrors(result: ExecutionResult): ExecutionResult {
  const hidden = result.extensions?.['valueCompletion']
  if (!Array.isArray(hidden)) return result
  const { extensions: _dropped, ...rest } = result
  return { ...rest, errors: [...(result.errors ?? []), ...(hidden as GraphQLError[])] }
}
