import { type ExecutionResult, type FragmentDefinitionNode, Kind } from 'graphql'
import type { ExecutionRequest, Executor } from '../executor.ts'
import type { Federation } from '../federation.ts'
import type { PlannedOperation } from '../planning.ts'
import { type Complete, compileObject } from './completion.ts'
import { compileRootAnswer, type FetchParts, type Step, type Subgraph } from './fetch.ts'
import { createMerge } from './merge.ts'
import { compileNode } from './program.ts'
import type { JsonObject, Run } from './run.ts'
import { failed, Shaping } from './violations.ts'

/** What an operation does, for one outcome of its conditions. */
interface Program {
  /** All fetches of a query or mutation; those that an event still needs. */
  run: Step | undefined
  /** Takes the event of a subscription; undefined for other operations. */
  takeEvent: ((run: Run, event: ExecutionResult) => void) | undefined
  shape: Complete
}

/**
 * Compiles each planned operation once into functions and runs those. A program lives as long as its plan is kept:
 * the planner's bound is the bound here too.
 */
export class CompiledExecutor implements Executor {
  readonly #federation: Federation
  readonly #parts: FetchParts
  readonly #programs = new WeakMap<PlannedOperation, Program>()

  constructor(federation: Federation, clients: ReadonlyMap<string, Subgraph>) {
    this.#federation = federation
    const { namesOf, isInterface } = federation
    this.#parts = { clients, namesOf, isInterface, merge: createMerge(isInterface) }
  }

  async execute(request: ExecutionRequest): Promise<ExecutionResult> {
    const program = this.#program(request.operation)
    const run = newRun(request, true)
    await program.run?.(run)
    return answerOf(program, run)
  }

  async complete(request: ExecutionRequest, event: ExecutionResult): Promise<ExecutionResult> {
    const program = this.#program(request.operation)
    if (program.takeEvent === undefined) throw new Error('Only a subscription has events.')
    // What an event tells of has just changed: no read that began before it may answer for it.
    const run = newRun(request, false)
    program.takeEvent(run, event)
    await program.run?.(run)
    return answerOf(program, run)
  }

  #program(operation: PlannedOperation): Program {
    const known = this.#programs.get(operation)
    if (known !== undefined) return known
    const made = this.#compile(operation)
    this.#programs.set(operation, made)
    return made
  }

  #compile({ plan, subscription, document, definition, conditions }: PlannedOperation): Program {
    const schema = this.#federation.apiSchema
    const root = schema.getRootType(definition.operation)
    if (root === undefined || root === null) throw new Error(`The schema has no ${definition.operation} type.`)
    const fragments = new Map(document.definitions.flatMap((each): [string, FragmentDefinitionNode][] => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [])))
    const node = plan.node?.kind === 'Subscription' ? plan.node.rest : plan.node
    return {
      run: node === undefined ? undefined : compileNode(node, [], this.#parts),
      takeEvent: subscription === undefined ? undefined : compileRootAnswer(subscription.primary, [], this.#parts),
      shape: compileObject(root, [definition.selectionSet], root.name, { schema, fragments, conditions, definition }),
    }
  }
}

function newRun({ variables, context }: ExecutionRequest, shareable: boolean): Run {
  return { variables, context, data: {}, errors: [], shareable }
}

function answerOf(program: Program, { data, errors, variables }: Run): ExecutionResult {
  const shaped = program.shape(data, new Shaping(variables, errors))
  const answered = shaped === failed ? null : shaped as JsonObject
  return errors.length === 0 ? { data: answered } : { errors, data: answered }
}
