import { readFile, writeFile } from 'node:fs/promises'
import { StartError } from './start-error.ts'

/**
 * The supergraph to start the gateway with: the committed one as it is when its addresses fit, else a
 * copy in `target` with the addresses of the given subgraphs put in.
 *
 * @param urls base address by subgraph name; the path of the committed address stays
 */
export async function placeSupergraph(source: string, urls: Record<string, string>, target: string): Promise<string> {
  const text = await readFile(source, 'utf8').catch(() => {
    throw new StartError(`gateway cannot start: ${source} does not exist; compose it with \`npm run generate\`.`)
  })
  const placed = text.replaceAll(
    /(@join__graph\(name: "([^"]+)", url: ")([^"]+)("\))/g,
    (whole, before: string, name: string, address: string, after: string) => {
      const base = urls[name]
      if (base === undefined) return whole
      const { pathname } = new URL(address)
      return `${before}${new URL(pathname, base).href}${after}`
    },
  )
  if (placed === text) return source
  await writeFile(target, placed)
  return target
}
