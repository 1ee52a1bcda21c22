import type { Operation } from './operation.ts'

interface Route {
  operation: Operation
  /** Literal segments, or names of parameters. */
  segments: { literal?: string; name?: string }[]
}

export interface Match {
  operation: Operation
  params: Record<string, string>
}

/** A path value that is no valid percent-encoding stays as it is: it fits no id, and no emoji. */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

/** Finds the operation of a method and path. Literal segments win over parameters; an empty segment is no parameter. */
export class Router {
  readonly #routes = new Map<string, Route[]>()

  constructor(operations: Operation[]) {
    for (const operation of operations) {
      const segments = operation.path
        .slice(1)
        .split('/')
        .map((part) => (part.startsWith('{') ? { name: part.slice(1, -1) } : { literal: part }))
      const key = `${operation.method} ${segments.length}`
      const routes = [...(this.#routes.get(key) ?? []), { operation, segments }]
      routes.sort((left, right) => parameters(left) - parameters(right))
      this.#routes.set(key, routes)
    }
  }

  find(method: string, path: string): Match | undefined {
    const parts = path.slice(1).split('/')
    for (const route of this.#routes.get(`${method} ${parts.length}`) ?? []) {
      if (!route.segments.every(({ literal }, index) => (literal === undefined ? parts[index] !== '' : literal === parts[index]))) continue
      const params: Record<string, string> = {}
      route.segments.forEach(({ name }, index) => {
        if (name !== undefined) params[name] = decode(parts[index] ?? '')
      })
      return { operation: route.operation, params }
    }
    return undefined
  }
}

const parameters = (route: Route): number => route.segments.filter((segment) => segment.name !== undefined).length
