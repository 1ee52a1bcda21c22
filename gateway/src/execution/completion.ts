import { type FieldNode, getNamedType, type GraphQLCompositeType, type GraphQLOutputType, isAbstractType, isCompositeType, isInterfaceType, isLeafType, isListType, isNonNullType, isObjectType, type GraphQLInterfaceType, type GraphQLObjectType, type SelectionSetNode } from 'graphql'
import { compileIntrospection } from './introspection.ts'
import { compileLeaf } from './leaf.ts'
import { isObject, type JsonObject, own, put } from './run.ts'
import { fieldsOn, type Selections } from './selected-fields.ts'
import { failed, type Shaping } from './violations.ts'

/**
 * Completes a value as the specification says (6.4.3): the client's value, null, or `failed` when it may not stand
 * there, which the nearest nullable place turns into null. The error is told where it is found.
 */
export type Complete = (value: unknown, shaping: Shaping) => unknown

interface CompiledField {
  name: string
  /** A name that every object seems to have. */
  inherited: boolean
  nullable: boolean
  complete: Complete
}

/** Compiles the completion of objects of a type by these selections of theirs. */
export function compileObject(type: GraphQLCompositeType, sets: readonly SelectionSetNode[], place: string, selections: Selections): Complete {
  if (isObjectType(type)) {
    // Compiled when first met: types may contain each other, selections may be large.
    let fields: readonly CompiledField[] | undefined
    return (value, shaping) => {
      if (value === undefined || value === null) return null
      if (!isObject(value)) return shaping.fail(`Invalid value found for ${place}.`)
      fields ??= compileFields(type, sets, selections)
      return shaped(value, fields, shaping)
    }
  }
  const aliases = typenameAliases(sets)
  const byType = new Map<string, readonly CompiledField[]>()
  return (value, shaping) => {
    if (value === undefined || value === null) return null
    if (!isObject(value)) return shaping.fail(`Invalid value found for ${place}.`)
    const name = own(value, '__typename') ?? aliases.map((alias) => own(value, alias)).find((known) => known !== undefined) ?? type.name
    let fields = byType.get(name as string)
    if (fields === undefined) {
      const actual = actualType(type, name, selections)
      if (actual === undefined) return shaping.fail(`Invalid __typename found for ${place}.`)
      fields = compileFields(actual, sets, selections)
      byType.set(actual.name, fields)
    }
    return shaped(value, fields, shaping)
  }
}

/** The type that a subgraph names, when it is one that may stand here and that clients may see. */
function actualType(declared: GraphQLCompositeType, name: unknown, { schema }: Selections): GraphQLObjectType | GraphQLInterfaceType | undefined {
  const actual = typeof name === 'string' ? schema.getType(name) : undefined
  // An interface's own name comes from subgraphs that know it as an @interfaceObject only.
  if (!isObjectType(actual) && !isInterfaceType(actual)) return undefined
  return actual === declared || isAbstractType(declared) && schema.isSubType(declared, actual) ? actual : undefined
}

function typenameAliases(sets: readonly SelectionSetNode[]): string[] {
  return sets.flatMap(({ selections }) => selections.flatMap((node) => (node.kind === 'Field' && node.name.value === '__typename' && node.alias !== undefined ? node.alias.value : [])))
}

/** One object: fields in the client's order, given up at the first that may not be what it is. */
function shaped(value: JsonObject, fields: readonly CompiledField[], shaping: Shaping): unknown {
  const result: JsonObject = {}
  const { path } = shaping
  for (const field of fields) {
    const { name } = field
    path.push(name)
    const completed = field.complete(field.inherited ? own(value, name) : value[name], shaping)
    path.pop()
    if (completed !== failed) put(result, name, completed)
    else if (field.nullable) put(result, name, null)
    else return failed
  }
  return result
}

function compileFields(type: GraphQLObjectType | GraphQLInterfaceType, sets: Parameters<typeof fieldsOn>[1], selections: Selections): CompiledField[] {
  const definitions = type.getFields()
  return [...fieldsOn(type.name, sets, selections)].flatMap(([name, nodes]) => {
    const fieldName = nodes[0]?.name.value ?? name
    const compiled = { name, inherited: name in Object.prototype }
    if (fieldName === '__typename') return { ...compiled, nullable: false, complete: completeTypename(type) }
    if (fieldName === '__schema' || fieldName === '__type') return { ...compiled, nullable: true, complete: compileIntrospection(name, nodes, selections) }
    const definition = definitions[fieldName]
    return definition === undefined ? [] : { ...compiled, nullable: !isNonNullType(definition.type), complete: compileType(definition.type, nodes, `field ${type.name}.${fieldName}`, selections) }
  })
}

function completeTypename(type: GraphQLObjectType | GraphQLInterfaceType): Complete {
  if (isObjectType(type)) return () => type.name
  return (_value, shaping) => shaping.fail(`Cannot return null for non-nullable field ${type.name}.__typename.`)
}

function compileType(type: GraphQLOutputType, nodes: readonly FieldNode[], place: string, selections: Selections): Complete {
  if (isNonNullType(type)) {
    const complete = compileType(type.ofType, nodes, place, selections)
    const message = `Cannot return null for non-nullable ${place}.`
    return (value, shaping) => {
      const completed = complete(value, shaping)
      return completed === null ? shaping.fail(message) : completed
    }
  }
  if (isListType(type)) return compileList(type.ofType, nodes, place, selections)
  const named = getNamedType(type)
  if (isCompositeType(named)) return compileObject(named, nodes.flatMap((node) => node.selectionSet ?? []), place, selections)
  if (!isLeafType(named)) throw new Error(`${place} is of no output type.`)
  const complete = compileLeaf(named)
  return (value, shaping) => {
    if (value === undefined || value === null) return null
    const completed = complete(value)
    return completed === failed ? shaping.fail(`Invalid value found for ${place}.`) : completed
  }
}

function compileList(of: GraphQLOutputType, nodes: readonly FieldNode[], place: string, selections: Selections): Complete {
  const complete = compileType(of, nodes, place, selections)
  const nullable = !isNonNullType(of)
  return (value, shaping) => {
    if (value === undefined || value === null) return null
    if (!Array.isArray(value)) return shaping.fail(`Invalid value found for ${place}.`)
    const { path } = shaping
    const result: unknown[] = []
    for (let at = 0; at < value.length; at += 1) {
      path.push(at)
      const completed = complete(value[at], shaping)
      path.pop()
      if (completed === failed && !nullable) return failed
      result.push(completed === failed ? null : completed)
    }
    return result
  }
}
