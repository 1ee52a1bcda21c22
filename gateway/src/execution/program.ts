import type { PlanNode } from '@apollo/query-planner'
import { compileFetch, type FetchParts, type Step } from './fetch.ts'
import type { FlattenPath } from './targets.ts'

/** Compiles a plan's node. Fetches know their full path: nothing about the plan's tree is left for the run. */
export function compileNode(node: PlanNode, path: FlattenPath, parts: FetchParts): Step {
  switch (node.kind) {
    case 'Fetch': return compileFetch(node, path, parts)
    case 'Flatten': return compileNode(node.node, [...path, ...node.path], parts)
    case 'Sequence': return inSequence(node.nodes.map((child) => compileNode(child, path, parts)))
    case 'Parallel': return inParallel(node.nodes.map((child) => compileNode(child, path, parts)))
    case 'Condition': {
      const { condition } = node
      const taken = node.ifClause === undefined ? nothing : compileNode(node.ifClause, path, parts)
      const otherwise = node.elseClause === undefined ? nothing : compileNode(node.elseClause, path, parts)
      return (run) => (run.variables[condition] === true ? taken(run) : otherwise(run))
    }
    case 'Defer': throw new Error('The gateway offers no @defer.')
  }
}

const nothing: Step = () => Promise.resolve()

function inSequence(steps: readonly Step[]): Step {
  const [only] = steps
  if (steps.length === 1 && only !== undefined) return only
  return async (run) => { for (const step of steps) await step(run) }
}

function inParallel(steps: readonly Step[]): Step {
  return async (run) => { await Promise.all(steps.map((step) => step(run))) }
}
