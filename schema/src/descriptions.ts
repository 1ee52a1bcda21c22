import { type GraphQLSchema, isEnumType, isInputObjectType, isInterfaceType, isIntrospectionType, isObjectType, isSpecifiedScalarType } from 'graphql'

/** The coordinates (`Type.field(argument:)`) of everything in the API that has no description. Root types need none. */
export function undescribed(api: GraphQLSchema): string[] {
  const roots = new Set([api.getQueryType(), api.getMutationType(), api.getSubscriptionType()])
  const missing: string[] = []
  const look = (coordinate: string, thing: { description?: string | null | undefined }) => {
    if ((thing.description ?? '').trim() === '') missing.push(coordinate)
  }
  for (const type of Object.values(api.getTypeMap())) {
    if (isIntrospectionType(type) || isSpecifiedScalarType(type)) continue
    if (!roots.has(type as never)) look(type.name, type)
    if (isEnumType(type)) for (const value of type.getValues()) look(`${type.name}.${value.name}`, value)
    if (isInputObjectType(type)) for (const field of Object.values(type.getFields())) look(`${type.name}.${field.name}`, field)
    if (isObjectType(type) || isInterfaceType(type)) {
      for (const field of Object.values(type.getFields())) {
        look(`${type.name}.${field.name}`, field)
        for (const argument of field.args) look(`${type.name}.${field.name}(${argument.name}:)`, argument)
      }
    }
  }
  return missing
}
