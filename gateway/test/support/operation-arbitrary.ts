import fc from 'fast-check'
import { getNamedType, type GraphQLField, type GraphQLNamedOutputType, type GraphQLSchema, isAbstractType, isCompositeType, isInterfaceType, isNonNullType, isObjectType } from 'graphql'

/** Values for arguments, by name; a required argument not listed here makes its field unusable. */
export type ArgumentValues = Readonly<Record<string, readonly string[]>>

/** Queries over a schema: aliases, inline fragments on every type that fits, conditions by literal and by $yes and $no. */
export function operations(schema: GraphQLSchema, values: ArgumentValues, maxDepth = 4): fc.Arbitrary<string> {
  const query = schema.getQueryType()
  if (query === undefined || query === null) throw new Error('The schema has no query type.')
  return fc.infiniteStream(fc.nat(1_000_000)).map((numbers) => {
    const pick = (below: number) => (numbers.next().value as number) % below
    const body = selections(query, maxDepth)
    return `query ($yes: Boolean!, $no: Boolean!) { kept: __typename @include(if: $yes) gone: __typename @include(if: $no) ${body} }`

    function selections(type: GraphQLNamedOutputType, depth: number): string {
      const parts: string[] = pick(3) === 0 || !(isObjectType(type) || isInterfaceType(type)) ? ['__typename'] : []
      if (isObjectType(type) || isInterfaceType(type)) {
        const usable = Object.values(type.getFields()).filter((field) => depth > 0 || !isCompositeType(getNamedType(field.type)))
        for (let left = 1 + pick(4); left > 0 && usable.length > 0; left -= 1) {
          const field = usable[pick(usable.length)]
          if (field !== undefined) parts.push(selected(field, depth))
        }
      }
      if (isAbstractType(type)) for (const possible of schema.getPossibleTypes(type)) if (pick(2) === 0) parts.push(`... on ${possible.name}${condition()} { ${selections(possible, depth)} }`)
      return parts.length === 0 ? '__typename' : parts.join(' ')
    }

    function selected(field: GraphQLField<unknown, unknown>, depth: number): string {
      const given = field.args.filter((argument) => isNonNullType(argument.type) && argument.defaultValue === undefined || pick(2) === 0)
        .map((argument) => { const known = values[argument.name] ?? ['null']; return `${argument.name}: ${known[pick(known.length)] ?? 'null'}` })
      const type = getNamedType(field.type)
      // Two uses of one name with different arguments, or types, cannot be merged: most fields are aliased apart.
      const alias = given.length > 0 || pick(2) === 0 ? `a${pick(1_000_000)}: ` : ''
      return `${alias}${field.name}${given.length > 0 ? `(${given.join(', ')})` : ''}${condition()}${isCompositeType(type) ? ` { ${selections(type, depth - 1)} }` : ''}`
    }

    function condition(): string {
      return ['', '', '', '', ' @include(if: $yes)', ' @skip(if: $yes)', ' @skip(if: $no)', ' @include(if: false)'][pick(8)] ?? ''
    }
  })
}
