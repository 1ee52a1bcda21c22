import { composeServices } from '@apollo/composition'
import { type ServiceDefinition, Supergraph } from '@apollo/federation-internals'
import { lexicographicSortSchema, printSchema } from 'graphql'

/** What composition makes: the supergraph for the gateway, and the API schema that clients see. */
export interface Composition {
  supergraph: string
  api: string
}

/** The subgraphs do not fit together; the message has one line per reason. */
export class CompositionError extends Error {
  override readonly name = 'CompositionError'
}

/** Composes subgraphs. The texts depend on the SDLs alone, so they can be compared. Throws a CompositionError. */
export function composeGraph(subgraphs: ServiceDefinition[]): Composition {
  const { errors, supergraphSdl } = composeServices(subgraphs)
  if (errors !== undefined) throw new CompositionError(errors.map((error) => error.message).join('\n'))
  const api = Supergraph.build(supergraphSdl).apiSchema().toGraphQLJSSchema()
  return { supergraph: `${supergraphSdl.trim()}\n`, api: `${printSchema(lexicographicSortSchema(api)).trim()}\n` }
}
