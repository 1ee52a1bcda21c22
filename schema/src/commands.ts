import { join } from 'node:path'
import { readBase, readCommitted, writeComposition } from './committed.ts'
import { composeGraph } from './composition.ts'
import { readSubgraphs } from './subgraphs.ts'
import { judge } from './verdict.ts'

const fresh = (folder: string) => composeGraph(readSubgraphs(join(folder, 'subgraphs.yml')))

/** Composes what a folder's subgraphs.yml lists and writes the result beside it. */
export function compose(folder: string): void {
  writeComposition(folder, fresh(folder))
}

/** Checks a folder's graph against a base (a file or git revision), says what is wrong, and answers whether all is well. */
export async function check(folder: string, origin: string, say: (sentence: string) => void): Promise<boolean> {
  const base = readBase(folder, origin)
  if (base === undefined) say(`There is no api.graphql at "${origin}": compatibility was not compared.`)
  const problems = await judge(fresh(folder), readCommitted(folder), base)
  for (const problem of problems) say(problem)
  if (problems.length === 0) say('The graph composes, is committed as composed, breaks no client and is described throughout.')
  return problems.length === 0
}
