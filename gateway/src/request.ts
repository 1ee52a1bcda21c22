import { AsyncLocalStorage } from 'node:async_hooks'
import type { Identity } from './identity.ts'

/** What the gateway knows of one request, over HTTP or on a WebSocket, beside the operation itself. */
export interface RequestContext {
  requestId: string
  /** Undefined for an anonymous caller, and always when identity is off. */
  identity: Identity | undefined
  /** The client's headers that configuration says to pass on, names in lower case. */
  headers: Readonly<Record<string, string>>
  /** Fires when the client has gone; queries to subgraphs are then abandoned, mutations never. */
  signal: AbortSignal | undefined
}

/** The request that the running code works for, for places that no parameter reaches (Apollo's `formatError`). */
export const requestScope = new AsyncLocalStorage<RequestContext>()

/** Picks the headers of a request that are to be passed on to subgraphs. */
export function headersToPass(names: readonly string[], headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const passed: Record<string, string> = {}
  for (const name of names) {
    const value = headers[name]
    if (value !== undefined) passed[name] = Array.isArray(value) ? value.join(', ') : value
  }
  return passed
}
