/** A reason why something of the local system cannot start, as one sentence for the person at the terminal. */
export class StartError extends Error {
  override name = 'StartError'
}

/** The sentence to show: a StartError's own, or the error's message behind what was being done. */
export function sentence(error: unknown, doing: string): string {
  if (error instanceof StartError) return error.message
  return `${doing} failed: ${error instanceof Error ? error.message : String(error)}`
}
