import type { GraphQLError } from 'graphql'
import type { RequestContext } from '../request.ts'

/** An object as it came out of JSON: it may own any name, `__proto__` among them. */
export type JsonObject = Record<string, unknown>

/** A place in an answer. */
export type Path = readonly (string | number)[]

/** One execution of a compiled operation: what belongs to the request alone. */
export interface Run {
  readonly variables: Readonly<Record<string, unknown>>
  readonly context: RequestContext
  /** What subgraphs have answered so far, merged. */
  readonly data: JsonObject
  /** What went wrong, at the client's paths. */
  readonly errors: GraphQLError[]
  /** Whether its reads may be answered by an identical one that has begun before. */
  readonly shareable: boolean
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A property of the object's own: names like `constructor` are a schema's to use. */
export function own(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined
}

/** Sets a property whatever its name: assigning to `__proto__` would change what the object is. */
export function put(object: JsonObject, name: string, value: unknown): void {
  if (name === '__proto__') Object.defineProperty(object, name, { value, configurable: true, enumerable: true, writable: true })
  else object[name] = value
}
