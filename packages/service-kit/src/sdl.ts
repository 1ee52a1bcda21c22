import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type DocumentNode, Kind, parse, Source } from 'graphql'

/** A subgraph's SDL: every `.graphql` file of a folder and those below, in the order of their names. Throws when there is none. */
export function loadSdl(folder: string | URL): DocumentNode {
  const root = folder instanceof URL ? fileURLToPath(folder) : folder
  const files = globSync('**/*.graphql', { cwd: root }).sort()
  if (files.length === 0) throw new Error(`There is no .graphql file in ${root}.`)
  return { kind: Kind.DOCUMENT, definitions: files.flatMap((file) => parse(new Source(readFileSync(join(root, file), 'utf8'), file)).definitions) }
}
