import { GraphQLError } from 'graphql'
import type { Path } from './run.ts'

/** A value that may not stand where it stands; its error is told. */
export const failed = Symbol('failed')

/** One shaping of an answer: where it is, and what it found wrong. */
export class Shaping {
  readonly variables: Readonly<Record<string, unknown>>
  /** The place being completed now. */
  readonly path: (string | number)[] = []
  readonly #errors: GraphQLError[]
  #told: { exact: ReadonlySet<string>; above: ReadonlySet<string>; anywhere: boolean } | undefined

  /** `errors` holds what subgraphs told; what is found is added to it. */
  constructor(variables: Readonly<Record<string, unknown>>, errors: GraphQLError[]) {
    this.variables = variables
    this.#errors = errors
  }

  /**
   * Tells that the place being completed has no valid value, unless a subgraph has told already why: at this place,
   * below it, above it, or of the whole operation.
   */
  fail(message: string): typeof failed {
    if (!this.#explained()) this.#errors.push(new GraphQLError(message, { path: [...this.path], extensions: { code: 'INVALID_GRAPHQL' } }))
    return failed
  }

  #explained(): boolean {
    this.#told ??= told(this.#errors)
    if (this.#told.anywhere || this.#told.above.has(keyOf(this.path))) return true
    return this.path.some((_, at) => this.#told?.exact.has(keyOf(this.path.slice(0, at + 1))))
  }
}

/** Looked at when the first violation is found, before one of ours is among the errors. */
function told(errors: readonly GraphQLError[]) {
  const exact = new Set<string>()
  const above = new Set<string>()
  let anywhere = false
  for (const { path } of errors) {
    if (path === undefined || path.length === 0) {
      anywhere = true
      continue
    }
    exact.add(keyOf(path))
    path.forEach((_, at) => above.add(keyOf(path.slice(0, at + 1))))
  }
  return { exact, above, anywhere }
}

function keyOf(path: Path): string {
  return JSON.stringify(path)
}
