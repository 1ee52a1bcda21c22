import { type ExecutionResult, getOperationAST, type GraphQLSchema, parse } from 'graphql'
import { noAssertions } from '../../src/assertions.ts'
import { CompiledExecutor } from '../../src/execution/compiled-executor.ts'
import type { Subgraph } from '../../src/execution/fetch.ts'
import type { Executor } from '../../src/executor.ts'
import { loadFederation } from '../../src/federation.ts'
import { type PlannedOperation, Planner } from '../../src/planning.ts'
import type { RequestContext } from '../../src/request.ts'
import { SubgraphClient } from '../../src/subgraph-client.ts'
import { StockExecutor } from './stock-executor.ts'
import type { TestSubgraph } from './subgraph.ts'

export const context: RequestContext = { requestId: 'a-request', identity: undefined, headers: {}, signal: undefined }

/** Our executor and @apollo/gateway's over one supergraph and the same subgraphs. */
export interface Executors {
  apiSchema: GraphQLSchema
  ours: Executor
  theirs: Executor
  plan(query: string, variables?: Record<string, unknown>): PlannedOperation
  compiled(query: string, variables?: Record<string, unknown>): Promise<ExecutionResult>
  stock(query: string, variables?: Record<string, unknown>): Promise<ExecutionResult>
  /** An event of a subscription, by ours and by theirs. */
  complete(query: string, variables: Record<string, unknown>, event: () => ExecutionResult): Promise<[ExecutionResult, ExecutionResult]>
}

export async function executorsOver(supergraphSdl: string, clients: ReadonlyMap<string, Subgraph>): Promise<Executors> {
  const federation = await loadFederation(supergraphSdl, { maxEvaluatedPlans: 1_000, pathsLimit: 2_000 })
  const planner = new Planner(federation, { cached: 1_000 })
  const ours: Executor = new CompiledExecutor(federation, clients)
  const theirs: Executor = new StockExecutor(supergraphSdl, federation, clients)
  const plan = (query: string, variables: Record<string, unknown> = {}) => {
    const document = parse(query)
    const definition = getOperationAST(document)
    if (definition === null || definition === undefined) throw new Error('not one operation')
    return planner.plan({ document, definition, operationName: undefined, hash: query }, variables)
  }
  const request = (query: string, variables: Record<string, unknown> = {}) => ({ operation: plan(query, variables), variables, context })
  const run = async (executor: Executor, query: string, variables?: Record<string, unknown>) => plain(await executor.execute(request(query, variables)))
  return {
    apiSchema: federation.apiSchema,
    ours,
    theirs,
    plan,
    compiled: (query, variables) => run(ours, query, variables),
    stock: (query, variables) => run(theirs, query, variables),
    complete: async (query, variables, event) => [plain(await ours.complete(request(query, variables), event())), plain(await theirs.complete(request(query, variables), event()))],
  }
}

/** Clients as the gateway makes them, for subgraphs that run. */
export function clientsOf(subgraphs: readonly TestSubgraph[], options: Partial<ConstructorParameters<typeof SubgraphClient>[1]> = {}): Map<string, SubgraphClient> {
  return new Map(subgraphs.map(({ name, url }) => [name, new SubgraphClient({ name, url }, {
    deadlineMs: 5_000, connectTimeoutMs: 1_000, connections: 16, maxResponseBytes: 1e7, breakAfter: 1_000_000, breakMs: 1, assertions: noAssertions, ...options,
  })]))
}

/** As a client sees it. */
function plain(result: ExecutionResult): ExecutionResult {
  return { data: JSON.parse(JSON.stringify(result.data ?? null)) as Record<string, unknown> | null, ...(result.errors === undefined ? {} : { errors: result.errors }) }
}
