import { newId } from '@switchboard/domain/ids'

/** The header (and key of WebSocket extensions) that carries a request's id through the house. */
export const requestIdHeader = 'x-request-id'

const acceptable = /^[\w.:-]{8,128}$/

/** The id a request came with, when it is a plausible one, or else a new one. */
export function requestIdOf(presented: unknown): string {
  return typeof presented === 'string' && acceptable.test(presented) ? presented : newId()
}
