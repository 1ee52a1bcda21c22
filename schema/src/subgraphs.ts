import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { ServiceDefinition } from '@apollo/federation-internals'
import { loadSdl } from '@switchboard/service-kit/sdl'
import { parse } from 'yaml'
import { z } from 'zod'

const listing = z.strictObject({
  subgraphs: z.record(z.string().regex(/^[a-z][a-z0-9-]*$/), z.strictObject({ url: z.url(), sdl: z.string() })),
})

/**
 * Reads the list of subgraphs and each one's SDL; folders are relative to the list. Throws when the list is not valid
 * or a subgraph has no SDL: a graph that silently lacks one of its parts must never be composed.
 */
export function readSubgraphs(listFile: string): ServiceDefinition[] {
  const { subgraphs } = listing.parse(parse(readFileSync(listFile, 'utf8')))
  return Object.entries(subgraphs).map(([name, { url, sdl }]) => ({ name, url, typeDefs: loadSdl(resolve(dirname(listFile), sdl)) }))
}
