import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Composition } from './composition.ts'

const files = { supergraph: 'supergraph.graphql', api: 'api.graphql' } as const

/** The composition as it stands in a folder; a file that is missing is missing in the answer. */
export function readCommitted(folder: string): Partial<Composition> {
  return Object.fromEntries(Object.entries(files)
    .map(([part, name]) => [part, join(folder, name)] as const)
    .filter(([, path]) => existsSync(path))
    .map(([part, path]) => [part, readFileSync(path, 'utf8')]))
}

/** Writes a composition to a folder. */
export function writeComposition(folder: string, composition: Composition): void {
  writeFileSync(join(folder, files.supergraph), composition.supergraph)
  writeFileSync(join(folder, files.api), composition.api)
}

/** The API schema to stay compatible with: a file, or what a git revision holds in the folder; undefined when it holds none. */
export function readBase(folder: string, origin: string): string | undefined {
  if (existsSync(origin)) return readFileSync(origin, 'utf8')
  try {
    return execFileSync('git', ['show', `${origin}:./${files.api}`], { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  } catch {
    return undefined
  }
}
