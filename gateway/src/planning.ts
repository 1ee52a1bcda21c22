import { createHash } from 'node:crypto'
import type { FetchNode, PlanNode, QueryPlan } from '@apollo/query-planner'
import { type DocumentNode, GraphQLError, type OperationDefinitionNode } from 'graphql'
import { LRUCache } from 'lru-cache'
import { SwitchboardError } from '@switchboard/domain/errors'
import type { Federation } from './federation.ts'
import { type Conditions, conditionsOf, planningDocument } from './planning-document.ts'

/** A valid operation before it is planned. */
export interface Operation {
  document: DocumentNode
  definition: OperationDefinitionNode
  /** As the client named it, to pick one of several in the document. */
  operationName: string | undefined
  /** The hash of the document's text. */
  hash: string
}

/** An operation with its plan. A subscription's plan comes apart: the fetch that is opened, and what each event needs. */
export interface PlannedOperation extends Operation {
  plan: QueryPlan
  /** The outcome of the operation's conditions that it is planned for. */
  conditions: Conditions
  subscription: { primary: FetchNode; rest: PlanNode | undefined } | undefined
}

/** The hash that identifies a document's text. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** Plans operations and keeps the plans of the latest `cached` ones. */
export class Planner {
  readonly #federation: Federation
  readonly #plans: LRUCache<string, PlannedOperation>
  readonly #observe: (seconds: number) => void

  constructor(federation: Federation, options: { cached: number; observe?: (seconds: number) => void }) {
    this.#federation = federation
    this.#plans = new LRUCache({ max: options.cached })
    this.#observe = options.observe ?? (() => undefined)
  }

  /** Plans for one outcome of the operation's conditions. Throws BAD_INPUT when it is beyond the planner's limits. */
  plan(operation: Operation, variables: Readonly<Record<string, unknown>>): PlannedOperation {
    const conditions = conditionsOf(operation.document, operation.definition, variables)
    const key = `${operation.hash}:${operation.operationName ?? ''}:${Object.values(conditions).map(Number).join('')}`
    const known = this.#plans.get(key)
    if (known !== undefined) return known
    const started = performance.now()
    const planned = split(operation, conditions, this.#build(operation, conditions))
    this.#observe((performance.now() - started) / 1000)
    this.#plans.set(key, planned)
    return planned
  }

  #build({ document, operationName }: Operation, conditions: Conditions): QueryPlan {
    try {
      return this.#federation.plan(planningDocument(document, conditions), operationName)
    } catch (cause) {
      if (cause instanceof GraphQLError) throw cause
      throw new SwitchboardError('BAD_INPUT', 'This operation is too complex to plan.', { cause })
    }
  }
}

function split(operation: Operation, conditions: Conditions, plan: QueryPlan): PlannedOperation {
  if (plan.node?.kind !== 'Subscription') return { ...operation, plan, conditions, subscription: undefined }
  return { ...operation, plan, conditions, subscription: { primary: plan.node.primary, rest: plan.node.rest } }
}
