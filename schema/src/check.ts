import { fileURLToPath } from 'node:url'
import { run } from '@switchboard/service-kit/run'
import { readBase, readCommitted } from './committed.ts'
import { composeGraph } from './composition.ts'
import { readSubgraphs } from './subgraphs.ts'
import { judge } from './verdict.ts'

const folder = fileURLToPath(new URL('..', import.meta.url))
const origin = process.argv[2] ?? process.env['SCHEMA_BASE'] ?? 'HEAD'

await run('schema check', async () => {
  const base = readBase(folder, origin)
  if (base === undefined) console.warn(`There is no api.graphql at "${origin}": compatibility was not compared.`)
  const problems = await judge(composeGraph(readSubgraphs(`${folder}/subgraphs.yml`)), readCommitted(folder), base)
  for (const problem of problems) console.error(problem)
  if (problems.length > 0) process.exitCode = 1
  else console.log('The graph composes, is committed as composed, breaks no client and is described throughout.')
})
