import { AsyncLocalStorage } from 'node:async_hooks'
import type { IncomingMessage } from 'node:http'
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

/** The header that tells subgraphs from which address a client calls. Only the gateway sets it. */
const clientAddressHeader = 'x-client-ip'

/** What decides which of a client's headers subgraphs get. */
export interface PassedOn {
  passHeaders: readonly string[]
  /** Whether a proxy of ours stands in front: the address is then the last one it added to x-forwarded-for. */
  trustProxy: boolean
}

/** The headers for subgraphs: the client's that configuration names, and its address as the gateway knows it. */
export function passedOn(parts: PassedOn, request: IncomingMessage): Record<string, string> {
  const forwarded = parts.trustProxy ? [request.headers['x-forwarded-for'] ?? ''].flat().join(',').split(',').at(-1)?.trim() : undefined
  const address = forwarded === undefined || forwarded === '' ? request.socket.remoteAddress : forwarded
  return { ...headersToPass(parts.passHeaders, request.headers), ...(address === undefined ? {} : { [clientAddressHeader]: address }) }
}

/** Picks the headers of a request that are to be passed on to subgraphs. */
function headersToPass(names: readonly string[], headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const passed: Record<string, string> = {}
  for (const name of names) {
    const value = headers[name]
    if (value !== undefined) passed[name] = Array.isArray(value) ? value.join(', ') : value
  }
  return passed
}
