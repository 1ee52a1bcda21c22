import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import type { Path } from './run.ts'

/** An error that a subgraph told, at a path of the client's. */
export function toldBy(subgraph: string, error: GraphQLFormattedError, path: Path | undefined): GraphQLError {
  return new GraphQLError(typeof error.message === 'string' && error.message !== '' ? error.message : `The subgraph ${subgraph} failed.`, {
    originalError: error as Error & GraphQLFormattedError,
    ...(path === undefined ? {} : { path }),
    extensions: { code: 'DOWNSTREAM_SERVICE_ERROR', ...error.extensions, serviceName: subgraph },
  })
}

/** A fetch that failed as a whole, told at the place it was made for as far as that is one place. */
export function failedAt(subgraph: string, error: unknown, place: Path): GraphQLError {
  const path = place.length === 0 ? {} : { path: place }
  if (!(error instanceof GraphQLError)) return new GraphQLError(String(error), { originalError: error instanceof Error ? error : null, ...path })
  return new GraphQLError(error.message, { originalError: error.originalError ?? error, extensions: { ...error.extensions, serviceName: subgraph }, ...path })
}

/** A path that a subgraph told; subgraphs may tell anything. */
export function pathOf(error: GraphQLFormattedError): Path | undefined {
  const path: unknown = error.path
  return Array.isArray(path) && path.every((key) => typeof key === 'string' || typeof key === 'number') ? path : undefined
}
