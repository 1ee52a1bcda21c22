import { GraphQLScalarType, Kind } from 'graphql'
import { GraphQLDateTimeISO, GraphQLURL } from 'graphql-scalars'
import { SwitchboardError } from '@switchboard/domain/errors'

const dates = GraphQLDateTimeISO.toConfig()

/** ISO 8601 in UTC. What comes from the record as text with microseconds goes out with milliseconds. */
export const DateTime = new GraphQLScalarType({
  ...dates, name: 'DateTime',
  serialize: (value) => new Date(value as string | Date).toISOString(),
})

function cursorText(value: unknown): string {
  if (typeof value !== 'string' || value.length > 200) throw new SwitchboardError('CURSOR_INVALID')
  return value
}

/** Opaque here; decoded by domain/cursor.ts. */
export const Cursor = new GraphQLScalarType({
  name: 'Cursor',
  serialize: String,
  parseValue: cursorText,
  parseLiteral: (node) => cursorText(node.kind === Kind.STRING ? node.value : undefined),
})

export const URL = GraphQLURL
