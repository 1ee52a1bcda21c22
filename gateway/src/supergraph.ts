import { readFile } from 'node:fs/promises'
import { type Federation, loadFederation, type PlannerLimits } from './federation.ts'

/** The supergraph cannot be read or run; the message says why in one sentence. */
export class SupergraphError extends Error {
  override readonly name = 'SupergraphError'
}

/** Loads the supergraph of a file. Throws a SupergraphError. */
export async function loadSupergraph(path: string, limits: PlannerLimits): Promise<Federation> {
  let sdl: string
  try {
    sdl = await readFile(path, 'utf8')
  } catch (cause) {
    throw new SupergraphError(`The supergraph ${path} cannot be read (${codeOf(cause)}): set SUPERGRAPH or --supergraph to the file that composition made.`, { cause })
  }
  try {
    return await loadFederation(sdl, limits)
  } catch (cause) {
    const [reason = 'unknown'] = (cause instanceof Error ? cause.message : String(cause)).split('\n')
    throw new SupergraphError(`The file ${path} does not hold a supergraph that can run: ${reason.replace(/[.:]$/, '')}.`, { cause })
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}
