import type { FetchNode, QueryPlanSelectionNode } from '@apollo/query-planner'
import { createMerge } from './merge.ts'
import { compileRewrites, type NamesOf } from './rewrite.ts'
import { isObject, type JsonObject, own, put } from './run.ts'

/** What a subgraph needs to know of an entity; undefined when not all of that is known. */
export type Represent = (entity: JsonObject) => JsonObject | undefined

/** Compiles the `requires` of an entity fetch with its rewrites. */
export function compileRepresentation(fetch: Pick<FetchNode, 'requires' | 'inputRewrites'>, namesOf: NamesOf): Represent {
  const read = compileSelections(fetch.requires ?? [], namesOf)
  const rewrite = compileRewrites(fetch.inputRewrites, namesOf)
  return (entity) => {
    const representation = read(entity)
    if (representation === undefined || typeof own(representation, '__typename') !== 'string') return undefined
    rewrite?.(representation)
    return representation
  }
}

/** Copies one selection; false when it is not known. */
type Copy = (from: JsonObject, to: JsonObject) => boolean

const merge = createMerge(() => false)

function compileSelections(selections: readonly QueryPlanSelectionNode[], namesOf: NamesOf): Represent {
  const copies = selections.map((selection) => compileSelection(selection, namesOf))
  return (entity) => {
    const result: JsonObject = {}
    for (const copy of copies) if (!copy(entity, result)) return undefined
    return result
  }
}

function compileSelection(selection: QueryPlanSelectionNode, namesOf: NamesOf): Copy {
  if (selection.kind === 'InlineFragment') {
    if (selection.typeCondition === undefined) return () => true
    const names = namesOf(selection.typeCondition)
    const read = compileSelections(selection.selections, namesOf)
    return (from, to) => {
      const type = own(from, '__typename')
      if (typeof type !== 'string' || !names.has(type)) return true
      const part = read(from)
      if (part !== undefined) merge(to, part)
      return true
    }
  }
  const name = selection.alias ?? selection.name
  const read = selection.selections === undefined ? undefined : compileSelections(selection.selections, namesOf)
  return (from, to) => {
    const value = own(from, name)
    if (value === undefined) return false
    put(to, name, read === undefined ? value : copied(value, read))
    return true
  }
}

/** An object inside a representation that is not known whole is null in it. */
function copied(value: unknown, read: Represent): unknown {
  if (Array.isArray(value)) return value.map((element) => copied(element, read))
  return isObject(value) ? read(value) ?? null : null
}
