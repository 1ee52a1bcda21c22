import { buildSchema } from 'graphql'
import { breakingChanges } from './breaking-changes.ts'
import type { Composition } from './composition.ts'
import { undescribed } from './descriptions.ts'

/** What is wrong with a graph, one sentence each: committed files out of date, breaking changes, missing descriptions. */
export async function judge(fresh: Composition, committed: Partial<Composition>, baseApi: string | undefined): Promise<string[]> {
  const stale = (['supergraph', 'api'] as const)
    .filter((file) => committed[file] !== fresh[file])
    .map((file) => `schema/${file}.graphql is not what the subgraphs compose to: run "npm run compose" and commit it.`)
  const breaks = baseApi === undefined ? [] : await breakingChanges(baseApi, fresh.api)
  return [
    ...stale,
    ...breaks.map((message) => `Breaking change: ${message}.`),
    ...undescribed(buildSchema(fresh.api)).map((coordinate) => `${coordinate} has no description.`),
  ]
}
