import { fileURLToPath } from 'node:url'
import { run } from '@switchboard/service-kit/run'
import { writeComposition } from './committed.ts'
import { composeGraph } from './composition.ts'
import { readSubgraphs } from './subgraphs.ts'

const folder = fileURLToPath(new URL('..', import.meta.url))

await run('compose', () => {
  writeComposition(folder, composeGraph(readSubgraphs(`${folder}/subgraphs.yml`)))
  return Promise.resolve()
})
