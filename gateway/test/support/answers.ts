import { composeServices } from '@apollo/composition'
import { type ExecutionResult, parse } from 'graphql'
import type { Subgraph } from '../../src/execution/fetch.ts'
import { type Executors, executorsOver } from './executors.ts'

const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@external", "@requires", "@shareable", "@interfaceObject", "@inaccessible"])\n'

export interface Asked {
  query: string
  operationName?: string
  variables: Record<string, unknown> & { representations?: Record<string, unknown>[] }
}

/** What a subgraph answers, which no real one would. */
export type Answers = Record<string, (asked: Asked) => object>

/** Executors over subgraphs that are nothing but their answers; `asked` fills with what they are asked. */
export async function executorsAnsweredBy(sdls: Record<string, string>, answers: Answers): Promise<Executors & { asked: Record<string, Asked[]> }> {
  const names = Object.keys(sdls)
  const { supergraphSdl, errors } = composeServices(names.map((name) => ({ name, url: `http://${name}/graphql`, typeDefs: parse(link + (sdls[name] ?? '')) })))
  if (supergraphSdl === undefined) throw new Error(errors.map((error) => error.message).join('\n'))
  const asked: Record<string, Asked[]> = Object.fromEntries(names.map((name) => [name, []]))
  const clients = new Map<string, Subgraph>(names.map((name) => [name, {
    fetch: async ({ body }) => {
      const request = JSON.parse(body) as Asked
      asked[name]?.push(request)
      const answer = answers[name]?.(request)
      if (answer === undefined) throw new Error(`${name} is not expected to be asked`)
      return JSON.parse(JSON.stringify(answer)) as ExecutionResult
    },
  }]))
  return { ...await executorsOver(supergraphSdl, clients), asked }
}
