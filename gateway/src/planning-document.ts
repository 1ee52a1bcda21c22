import { type DocumentNode, type FieldNode, Kind, type SelectionNode, visit } from 'graphql'

const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } }

/**
 * The document as the planner should see it. The planner drops a field whose every selection is excluded by
 * conditions, and the answer would say null where an empty object is right; with `__typename` among the selections
 * the object is fetched all the same. The answer itself is shaped by the client's own document.
 */
export function planningDocument(document: DocumentNode): DocumentNode {
  return visit(document, {
    SelectionSet: (node, _key, parent) => {
      const atRoot = parent !== undefined && !Array.isArray(parent) && 'kind' in parent && parent.kind === Kind.OPERATION_DEFINITION
      return atRoot || node.selections.some(isCertain) ? undefined : { ...node, selections: [...node.selections, typename] }
    },
  })
}

/** Whether a selection is there whatever the variables say. */
function isCertain(selection: SelectionNode): boolean {
  return selection.kind === Kind.FIELD && (selection.directives ?? []).length === 0
}
