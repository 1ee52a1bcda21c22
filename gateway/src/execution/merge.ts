import { isObject, type JsonObject, own, put } from './run.ts'

/** Adds what a subgraph answered to what is known. */
export type Merge = (known: JsonObject, answered: JsonObject) => void

/**
 * Objects are merged field by field, lists of one length element by element, anything else is replaced. A subgraph
 * that knows an interface as an `@interfaceObject` calls every object by the interface's name; that name never
 * replaces the real one.
 */
export function createMerge(isInterface: (type: string) => boolean): Merge {
  const merge: Merge = (known, answered) => {
    for (const name of Object.keys(answered)) {
      const value = answered[name]
      if (value === undefined) continue
      const before = own(known, name)
      if (isObject(value) && isObject(before)) merge(before, value)
      else if (Array.isArray(value) && Array.isArray(before) && value.length === before.length) mergeLists(before, value)
      else if (name !== '__typename' || before === undefined || before === null || typeof value !== 'string' || !isInterface(value)) put(known, name, value)
    }
  }
  const mergeLists = (known: unknown[], answered: readonly unknown[]): void => {
    for (const [at, value] of answered.entries()) {
      const before = known[at]
      if (isObject(value) && isObject(before)) merge(before, value)
      else if (Array.isArray(value) && Array.isArray(before) && value.length === before.length) mergeLists(before, value)
      else known[at] = value
    }
  }
  return merge
}
