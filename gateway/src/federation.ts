import './telemetry.ts'
import { operationFromDocument, type Schema } from '@apollo/federation-internals'
import { ApolloGateway } from '@apollo/gateway'
import type { QueryPlan, QueryPlanner } from '@apollo/query-planner'
import { type DocumentNode, type GraphQLSchema, isAbstractType, isInterfaceType } from 'graphql'

/*
 * The only file that knows @apollo/gateway. It uses nothing but what the package exports; what it relies on beyond the
 * types (the planner behind `__testing`, `Subscription` nodes) is held by
 * test/federation.test.ts.
 */

export interface PlannerLimits {
  /** How many plans the planner may compare for one operation. */
  maxEvaluatedPlans: number
  /** How many ways it may follow to one field; an operation that needs more is refused. */
  pathsLimit: number
}

/** One supergraph, ready to plan. */
export interface Federation {
  /** What clients may ask for. */
  apiSchema: GraphQLSchema
  subgraphs: readonly { name: string; url: string }[]
  /** Whether a name is an interface's, also of one that clients do not see. */
  isInterface(type: string): boolean
  /** A type's name and those of the types that are one, interfaces among them; also of what clients do not see. */
  namesOf(type: string): ReadonlySet<string>
  /** Plans a valid operation. Throws when the limits are passed. */
  plan(document: DocumentNode, operationName: string | undefined): QueryPlan
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
    namesOf: (name) => {
      const type = supergraphSchema.getType(name)
      if (!isAbstractType(type)) return new Set([name])
      const interfaces = isInterfaceType(type) ? supergraphSchema.getImplementations(type).interfaces : []
      return new Set([name, ...[...supergraphSchema.getPossibleTypes(type), ...interfaces].map((each) => each.name)])
    },
    plan: (document, operationName) =>
      planner.buildQueryPlan(operationFromDocument(schema, document, operationName === undefined ? {} : { operationName })),
  }
}

function plannerOf(gateway: ApolloGateway): QueryPlanner {
  const { queryPlanner } = gateway.__testing()
  if (queryPlanner === undefined) throw new Error('The supergraph was loaded without a planner.')
  return queryPlanner
}
