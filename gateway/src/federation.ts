import './telemetry.ts'
import { operationFromDocument, type Schema } from '@apollo/federation-internals'
import { ApolloGateway, buildOperationContext, executeQueryPlan, type ServiceMap } from '@apollo/gateway'
import type { QueryPlan, QueryPlanner } from '@apollo/query-planner'
import { type DocumentNode, type ExecutionResult, type GraphQLSchema, isInterfaceType } from 'graphql'

/*
 * The only file that knows @apollo/gateway. It uses nothing but what the package exports; what it relies on beyond the
 * types (the planner behind `__testing`, `Subscription` nodes, what execution reads of a request) is held by
 * test/federation.test.ts.
 */

export interface PlannerLimits {
  /** How many plans the planner may compare for one operation. */
  maxEvaluatedPlans: number
  /** How many ways it may follow to one field; an operation that needs more is refused. */
  pathsLimit: number
}

/** One supergraph, ready to plan and to execute. */
export interface Federation {
  /** What clients may ask for. */
  apiSchema: GraphQLSchema
  subgraphs: readonly { name: string; url: string }[]
  /** Whether a name is an interface's, also of one that clients do not see. */
  isInterface(type: string): boolean
  /** Plans a valid operation. Throws when the limits are passed. */
  plan(document: DocumentNode, operationName: string | undefined): QueryPlan
  /** Runs a plan as @apollo/gateway does. `context` reaches each data source. */
  run(plan: QueryPlan, operation: FederatedOperation, sources: ServiceMap): Promise<ExecutionResult>
}

export interface FederatedOperation {
  document: DocumentNode
  operationName: string | undefined
  variables: Readonly<Record<string, unknown>>
  context: object
}

/** Loads a supergraph from its SDL. Throws with the first reason when it is not one this gateway can run. */
export async function loadFederation(supergraphSdl: string, limits: PlannerLimits): Promise<Federation> {
  const gateway = new ApolloGateway({
    supergraphSdl,
    validateSupergraph: true,
    // Execution is given its own data sources; the gateway's stay unused.
    buildService: () => ({ process: () => Promise.reject(new Error('unused')) }),
    queryPlannerConfig: { debug: { ...limits } },
    logger: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
  })
  const { schema: apiSchema } = await gateway.load()
  const planner = plannerOf(gateway)
  const supergraphSchema = planner.supergraph.schema.toGraphQLJSSchema()
  const schema: Schema = planner.supergraph.apiSchema()
  return {
    apiSchema,
    subgraphs: planner.supergraph.subgraphsMetadata().map(({ name, url }) => ({ name, url })),
    isInterface: (type) => isInterfaceType(supergraphSchema.getType(type)),
    plan: (document, operationName) =>
      planner.buildQueryPlan(operationFromDocument(schema, document, operationName === undefined ? {} : { operationName })),
    run: async (plan, { document, operationName, variables, context }, sources) => {
      const request = { request: { variables }, context, metrics: {}, logger: console }
      const result = await executeQueryPlan(
        plan, sources,
        // Execution reads these four and nothing else of the request.
        request as unknown as Parameters<typeof executeQueryPlan>[2],
        buildOperationContext({ schema: apiSchema, operationDocument: document, ...(operationName === undefined ? {} : { operationName }) }),
        supergraphSchema, schema,
      )
      return result as ExecutionResult
    },
  }
}

function plannerOf(gateway: ApolloGateway): QueryPlanner {
  const { queryPlanner } = gateway.__testing()
  if (queryPlanner === undefined) throw new Error('The supergraph was loaded without a planner.')
  return queryPlanner
}
