import type { ExecutionResult } from 'graphql'
import type { PlannedOperation } from './planning.ts'
import type { RequestContext } from './request.ts'

/** One run of a planned operation. */
export interface ExecutionRequest {
  operation: PlannedOperation
  /** As the client sent them; already checked against the operation's variable definitions. */
  variables: Readonly<Record<string, unknown>>
  context: RequestContext
}

/**
 * Runs plans. What a query, a mutation and an event of a subscription answer is decided behind this seam and nowhere
 * else: correct merging, null propagation, aliases, abstract types, conditions, errors with paths.
 */
export interface Executor {
  /** Runs a query or a mutation. */
  execute(request: ExecutionRequest): Promise<ExecutionResult>
  /** Completes one event: `event` is what the owning subgraph sent for the plan's primary fetch. */
  complete(request: ExecutionRequest, event: ExecutionResult): Promise<ExecutionResult>
}
