import { type DocumentNode, executeSync, type FieldNode, type FragmentDefinitionNode, type GraphQLSchema, Kind, type OperationDefinitionNode, OperationTypeNode, visit } from 'graphql'
import type { Shaping } from './violations.ts'

export interface IntrospectionParts {
  schema: GraphQLSchema
  fragments: ReadonlyMap<string, FragmentDefinitionNode>
  definition: OperationDefinitionNode
}

/** `__schema` and `__type` under one response name, answered by graphql-js over the API schema. */
export function compileIntrospection(name: string, nodes: readonly FieldNode[], { schema, fragments, definition }: IntrospectionParts): (value: unknown, shaping: Shaping) => unknown {
  const used = new Set<string>()
  const note = (node: FieldNode | FragmentDefinitionNode) => visit(node, { Variable: (variable) => { used.add(variable.name.value) } })
  nodes.forEach(note)
  fragments.forEach(note)
  const document: DocumentNode = {
    kind: Kind.DOCUMENT,
    definitions: [{
      kind: Kind.OPERATION_DEFINITION,
      operation: OperationTypeNode.QUERY,
      variableDefinitions: (definition.variableDefinitions ?? []).filter(({ variable }) => used.has(variable.name.value)),
      selectionSet: { kind: Kind.SELECTION_SET, selections: nodes },
    }, ...fragments.values()],
  }
  return (_value, { variables }) => executeSync({ schema, document, rootValue: {}, variableValues: variables }).data?.[name] ?? null
}
