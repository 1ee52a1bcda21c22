import { type GraphQLLeafType, isEnumType, isSpecifiedScalarType } from 'graphql'
import { failed } from './violations.ts'

/** A leaf's value as the client gets it; `failed` when the type has no such value. Never given null. */
export type CompleteLeaf = (value: unknown) => unknown

/**
 * Values of own scalars pass as they are. An enum's value that the API schema does not have (unknown, or
 * `@inaccessible`) is not shown to clients.
 */
export function compileLeaf(type: GraphQLLeafType): CompleteLeaf {
  if (isEnumType(type)) {
    const names = new Set<unknown>(type.getValues().map((value) => value.name))
    return (value) => (names.has(value) ? value : failed)
  }
  return isSpecifiedScalarType(type) ? specified[type.name] ?? passed : passed
}

const passed: CompleteLeaf = (value) => value

const specified: Readonly<Record<string, CompleteLeaf>> = {
  String: (value) => (typeof value === 'string' ? value : failed),
  Boolean: (value) => (typeof value === 'boolean' ? value : failed),
  Float: (value) => (typeof value === 'number' ? value : failed),
  Int: (value) => (typeof value === 'number' && (value | 0) === value ? value : failed),
  // "Always serialized as a String" (the specification, 3.5.5), whatever a subgraph does.
  ID: (value) => (typeof value === 'string' ? value : Number.isInteger(value) ? String(value) : failed),
}
