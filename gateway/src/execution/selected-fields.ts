import { type FieldNode, type FragmentDefinitionNode, type GraphQLSchema, isAbstractType, isInterfaceType, isObjectType, Kind, type OperationDefinitionNode, type SelectionSetNode } from 'graphql'
import { type Conditions, isExcluded } from '../planning-document.ts'

/** What of a document matters when its selections are read, for one outcome of its conditions. */
export interface Selections {
  schema: GraphQLSchema
  fragments: ReadonlyMap<string, FragmentDefinitionNode>
  conditions: Conditions
  definition: OperationDefinitionNode
}

/** The fields selected on an object of one type, by response name and in the order of their first use. */
export function fieldsOn(type: string, sets: readonly SelectionSetNode[], selections: Selections): Map<string, FieldNode[]> {
  const fields = new Map<string, FieldNode[]>()
  const visited = new Set<string>()
  const collect = (set: SelectionSetNode): void => {
    for (const selection of set.selections) {
      if (isExcluded(selection, selections.conditions)) continue
      switch (selection.kind) {
        case Kind.FIELD: {
          const name = selection.alias?.value ?? selection.name.value
          const known = fields.get(name)
          if (known === undefined) fields.set(name, [selection])
          else known.push(selection)
          break
        }
        case Kind.INLINE_FRAGMENT:
          if (selection.typeCondition === undefined || applies(selection.typeCondition.name.value, type, selections.schema)) collect(selection.selectionSet)
          break
        case Kind.FRAGMENT_SPREAD: {
          if (visited.has(selection.name.value)) break
          visited.add(selection.name.value)
          const fragment = selections.fragments.get(selection.name.value)
          if (fragment !== undefined && applies(fragment.typeCondition.name.value, type, selections.schema)) collect(fragment.selectionSet)
        }
      }
    }
  }
  for (const set of sets) collect(set)
  return fields
}

function applies(condition: string, type: string, schema: GraphQLSchema): boolean {
  if (condition === type) return true
  const abstract = schema.getType(condition)
  const actual = schema.getType(type)
  return isAbstractType(abstract) && (isObjectType(actual) || isInterfaceType(actual)) && schema.isSubType(abstract, actual)
}
