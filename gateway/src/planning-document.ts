import { type ASTVisitor, type DirectiveNode, type DocumentNode, type FieldNode, Kind, type OperationDefinitionNode, type SelectionNode, visit } from 'graphql'

/** What the conditions of an operation are: by name of the variable they ask. */
export type Conditions = Readonly<Record<string, boolean>>

const conditionNames = new WeakMap<DocumentNode, readonly string[]>()

/** The values, in this request, of the variables that @skip and @include ask. */
export function conditionsOf(document: DocumentNode, definition: OperationDefinitionNode, variables: Readonly<Record<string, unknown>>): Conditions {
  let names = conditionNames.get(document)
  if (names === undefined) {
    names = variablesAsked(document)
    conditionNames.set(document, names)
  }
  if (names.length === 0) return {}
  return Object.fromEntries(names.map((name) => {
    const given = variables[name]
    if (typeof given === 'boolean') return [name, given]
    const fallback = definition.variableDefinitions?.find(({ variable }) => variable.name.value === name)?.defaultValue
    return [name, fallback?.kind === Kind.BOOLEAN && fallback.value]
  }))
}

/**
 * The document as the planner should see it: without what these conditions exclude, and without the conditions. The
 * planner's own way with them loses objects (a field whose every selection is excluded is not fetched at all) and
 * rows (the inputs of an excluded @requires field are demanded of the whole fetch). An object with nothing left in it
 * is fetched for its `__typename`; the answer is shaped by the client's own document.
 */
export function planningDocument(document: DocumentNode, conditions: Conditions): DocumentNode {
  const settle = <Node extends SelectionNode>(node: Node): Node | null | undefined => {
    if (!(node.directives ?? []).some(isCondition)) return undefined
    if (isExcluded(node, conditions)) return null
    return { ...node, directives: (node.directives ?? []).filter((directive) => !isCondition(directive)) }
  }
  const visitor: ASTVisitor = {
    Field: settle,
    InlineFragment: settle,
    FragmentSpread: settle,
    SelectionSet: { leave: (node) => (node.selections.length === 0 ? { ...node, selections: [typename] } : undefined) },
  }
  return visit(document, visitor)
}

/** Whether these conditions leave a selection out. */
export function isExcluded(node: SelectionNode, conditions: Conditions): boolean {
  return (node.directives ?? []).some((directive) => isCondition(directive) && holds(directive, conditions) === (directive.name.value === 'skip'))
}

const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } }

function isCondition({ name }: DirectiveNode): boolean {
  return name.value === 'skip' || name.value === 'include'
}

function holds(directive: DirectiveNode, conditions: Conditions): boolean {
  const value = directive.arguments?.find(({ name }) => name.value === 'if')?.value
  if (value?.kind === Kind.VARIABLE) return conditions[value.name.value] ?? false
  return value?.kind === Kind.BOOLEAN && value.value
}

function variablesAsked(document: DocumentNode): readonly string[] {
  const names = new Set<string>()
  visit(document, {
    Directive: (directive) => {
      if (!isCondition(directive)) return
      for (const { value } of directive.arguments ?? []) if (value.kind === Kind.VARIABLE) names.add(value.name.value)
    },
  })
  return [...names].sort()
}
