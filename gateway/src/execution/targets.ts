import { isObject, type JsonObject, own, type Path } from './run.ts'

/** The path of a Flatten node: response names, and `@` for every element of a list. */
export type FlattenPath = readonly (string | number)[]

/** The objects at a path, in order; nulls are left out. */
export function targetsAt(data: unknown, path: FlattenPath): JsonObject[] {
  const found: JsonObject[] = []
  collect(data, path, 0, found)
  return found
}

function collect(value: unknown, path: FlattenPath, at: number, found: JsonObject[]): void {
  if (Array.isArray(value)) {
    const next = path[at] === '@' ? at + 1 : at
    for (const element of value) collect(element, path, next, found)
  } else if (isObject(value)) {
    const name = path[at]
    if (name === undefined) found.push(value)
    else if (name !== '@') collect(own(value, String(name)), path, at + 1, found)
  }
}

/**
 * Where in the answer each object at a path stands; one that was fetched once for several places has several. Asked
 * only when a subgraph has told an error.
 */
export function placesAt(data: unknown, path: FlattenPath): Map<JsonObject, Path[]> {
  const places = new Map<JsonObject, Path[]>()
  const walk = (value: unknown, at: number, place: Path): void => {
    if (Array.isArray(value)) {
      const next = path[at] === '@' ? at + 1 : at
      for (const [index, element] of value.entries()) walk(element, next, [...place, index])
    } else if (isObject(value)) {
      const name = path[at]
      if (name === undefined) {
        const known = places.get(value)
        if (known === undefined) places.set(value, [place])
        else known.push(place)
      } else if (name !== '@') walk(own(value, String(name)), at + 1, [...place, name])
    }
  }
  walk(data, 0, [])
  return places
}

/** The part of a path before its first list: where something that befell all its objects is told. */
export function commonPlace(path: FlattenPath): Path {
  const list = path.indexOf('@')
  return list === -1 ? path : path.slice(0, list)
}
