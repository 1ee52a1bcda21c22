import type { FetchDataRewrite } from '@apollo/query-planner'
import { isObject, type JsonObject, own, put } from './run.ts'

/** Changes an object in place. */
export type Rewrite = (object: JsonObject) => void

/** The names of a type and of every type that is one. */
export type NamesOf = (type: string) => ReadonlySet<string>

const fragmentPrefix = '... on '

/** The planner's rewrites of representations and of answers as one function; undefined when there are none. */
export function compileRewrites(rewrites: readonly FetchDataRewrite[] | undefined, namesOf: NamesOf): Rewrite | undefined {
  if (rewrites === undefined || rewrites.length === 0) return undefined
  const all = rewrites.map((rewrite) => compile(rewrite, namesOf))
  return (object) => { for (const rewrite of all) rewrite(object) }
}

function compile(rewrite: FetchDataRewrite, namesOf: NamesOf): Rewrite {
  const last = rewrite.path.at(-1)
  if (last === undefined || last.startsWith(fragmentPrefix)) throw new Error(`A rewrite must end in a field, not in ${last ?? 'nothing'}.`)
  return rewrite.path.slice(0, -1).reduceRight<Rewrite>((next, element) => step(element, next, namesOf), action(rewrite, last))
}

function action(rewrite: FetchDataRewrite, name: string): Rewrite {
  if (rewrite.kind === 'ValueSetter') {
    const value: unknown = rewrite.setValueTo
    return (object) => { put(object, name, value) }
  }
  return (object) => {
    const value = own(object, name)
    if (value === undefined) return
    put(object, name, undefined)
    put(object, rewrite.renameKeyTo, value)
  }
}

function step(element: string, next: Rewrite, namesOf: NamesOf): Rewrite {
  if (!element.startsWith(fragmentPrefix)) return (object) => { each(own(object, element), next) }
  const names = namesOf(element.slice(fragmentPrefix.length))
  return (object) => {
    const type = own(object, '__typename')
    if (typeof type !== 'string' || names.has(type)) next(object)
  }
}

function each(value: unknown, rewrite: Rewrite): void {
  if (Array.isArray(value)) for (const element of value) each(element, rewrite)
  else if (isObject(value)) rewrite(value)
}
