import { type DocumentNode, type FragmentDefinitionNode, GraphQLError, Kind, type SelectionSetNode, type ValidationRule } from 'graphql'

/** What one operation may be, before it is planned. Zero takes a limit away. */
export interface OperationLimits {
  /** Lexical tokens of the document. */
  tokens: number
  /** Fields within fields. Introspection is not counted: graphql-js limits it by itself. */
  depth: number
  /** Aliases in the operation, fragments expanded. */
  aliases: number
  /** Fields at the root, fragments expanded. */
  rootFields: number
  /** Fields in all, fragments expanded. */
  cost: number
}

export interface OperationSize {
  depth: number
  aliases: number
  rootFields: number
  cost: number
}

/** A validation rule that refuses operations above the limits (tokens are the parser's to count). */
export function limitsRule(limits: OperationLimits): ValidationRule {
  return (context) => {
    const measure = measureOf(context.getDocument())
    return {
      OperationDefinition: (operation) => {
        const size = measure(operation.selectionSet)
        for (const name of ['depth', 'aliases', 'rootFields', 'cost'] as const) {
          if (limits[name] > 0 && size[name] > limits[name]) {
            context.reportError(new GraphQLError(`The operation is too large: ${words[name]} ${size[name]}, allowed ${limits[name]}.`, { nodes: operation }))
          }
        }
      },
    }
  }
}

const words = { depth: 'depth', aliases: 'aliases', rootFields: 'root fields', cost: 'fields' }

/**
 * Measures selection sets of a document. Each fragment is measured once and remembered, so that fragments that spread
 * each other cost linear time however many fields they expand to; cycles (invalid anyway) count as nothing.
 */
export function measureOf(document: DocumentNode): (selections: SelectionSetNode) => OperationSize {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const definition of document.definitions) if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition)
  const measured = new Map<string, OperationSize>()
  const empty: OperationSize = { depth: 0, aliases: 0, rootFields: 0, cost: 0 }

  const ofFragment = (name: string): OperationSize => {
    const known = measured.get(name)
    if (known !== undefined) return known
    measured.set(name, empty)
    const fragment = fragments.get(name)
    const size = fragment === undefined ? empty : ofSelections(fragment.selectionSet)
    measured.set(name, size)
    return size
  }

  const ofSelections = (selections: SelectionSetNode): OperationSize => {
    const total = { ...empty }
    for (const selection of selections.selections) {
      if (selection.kind === Kind.FIELD) {
        const inside = selection.selectionSet === undefined || selection.name.value.startsWith('__') ? empty : ofSelections(selection.selectionSet)
        total.depth = Math.max(total.depth, inside.depth + 1)
        total.aliases += inside.aliases + (selection.alias === undefined ? 0 : 1)
        total.rootFields += 1
        total.cost += inside.cost + 1
      } else {
        const inside = selection.kind === Kind.FRAGMENT_SPREAD ? ofFragment(selection.name.value) : ofSelections(selection.selectionSet)
        total.depth = Math.max(total.depth, inside.depth)
        total.aliases += inside.aliases
        total.rootFields += inside.rootFields
        total.cost += inside.cost
      }
    }
    return total
  }
  return ofSelections
}
