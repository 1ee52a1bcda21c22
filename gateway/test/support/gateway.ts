import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { composeServices } from '@apollo/composition'
import type { ExecutionResult } from 'graphql'
import { type Client, createClient } from 'graphql-ws'
import pino from 'pino'
import { WebSocket } from 'ws'
import { readGatewayConfig } from '../../src/gateway-config.ts'
import { startGateway } from '../../src/wire.ts'
import type { TestSubgraph } from './subgraph.ts'

export interface Answer extends Omit<ExecutionResult, 'errors'> {
  errors?: { message: string; path?: (string | number)[]; extensions: Record<string, unknown> }[]
}

export interface TestGateway {
  url: string
  folder: string
  /** Lines of the gateway's log. */
  log: string[]
  post(query: string, options?: { variables?: Record<string, unknown>; headers?: Record<string, string>; operationName?: string }): Promise<Answer>
  fetch(path: string, init?: RequestInit): Promise<Response>
  client(connectionParams?: Record<string, unknown>): Client
  stop(): Promise<void>
}

/** The supergraph SDL of some subgraphs. Throws with composition's own words. */
export function compose(subgraphs: readonly TestSubgraph[]): string {
  const { supergraphSdl, errors } = composeServices(subgraphs.map(({ name, url, typeDefs }) => ({ name, url, typeDefs })))
  if (supergraphSdl === undefined) throw new Error(errors.map((error) => error.message).join('\n'))
  return supergraphSdl
}

/** A gateway over these subgraphs on a free port; `env` as the process would read it. Auth is off unless told. */
export async function runGateway(subgraphs: readonly TestSubgraph[], env: Record<string, string> = {}): Promise<TestGateway> {
  const folder = await mkdtemp(join(tmpdir(), 'gateway-'))
  const file = join(folder, 'supergraph.graphql')
  await writeFile(file, compose(subgraphs))
  const lines: string[] = []
  const log = pino({ level: 'debug' }, { write: (line: string) => { lines.push(line) } })
  const config = readGatewayConfig([], { SUPERGRAPH: file, PORT: '0', AUTH: 'off', DRAIN_SPREAD_MS: '0', ...env })
  const { address, steps } = await startGateway(config, log)
  const { url } = address
  return {
    url, folder, log: lines,
    post: async (query, options = {}) => {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...options.headers },
        body: JSON.stringify({ query, variables: options.variables, operationName: options.operationName }),
      })
      return await response.json() as Answer
    },
    fetch: (path, init) => fetch(url + path, init),
    client: (connectionParams) => createClient({
      url: `${url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket, retryAttempts: 0, ...(connectionParams === undefined ? {} : { connectionParams }),
    }),
    stop: async () => {
      for (const step of steps) await step.run()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
