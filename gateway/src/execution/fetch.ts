import type { FetchNode } from '@apollo/query-planner'
import type { ExecutionResult, GraphQLFormattedError } from 'graphql'
import type { SubgraphClient } from '../subgraph-client.ts'
import type { Merge } from './merge.ts'
import { compileRepresentation } from './representation.ts'
import { compileBody } from './request-body.ts'
import { compileRewrites, type NamesOf } from './rewrite.ts'
import { isObject, type JsonObject, type Path, type Run } from './run.ts'
import { failedAt, pathOf, toldBy } from './subgraph-error.ts'
import { commonPlace, type FlattenPath, placesAt, targetsAt } from './targets.ts'

/** A part of a compiled plan. It never rejects: what goes wrong is added to the run's errors. */
export type Step = (run: Run) => Promise<void>

/** What is asked. */
export type Subgraph = Pick<SubgraphClient, 'fetch'>

export interface FetchParts {
  clients: ReadonlyMap<string, Subgraph>
  merge: Merge
  namesOf: NamesOf
  isInterface: (type: string) => boolean
}

/** Compiles a fetch made for the objects at `path`: of entities when it `requires` something, else of root fields. */
export function compileFetch(fetch: FetchNode, path: FlattenPath, parts: FetchParts): Step {
  const step = fetch.requires === undefined ? rootFetch(fetch, path, parts) : entityFetch(fetch, path, parts)
  const place = commonPlace(path)
  return (run) => step(run).catch((error: unknown) => { run.errors.push(failedAt(fetch.serviceName, error, place)) })
}

/** Takes what a subgraph answered to a fetch of root fields. */
export function compileRootAnswer(fetch: FetchNode, path: FlattenPath, { merge, namesOf }: Pick<FetchParts, 'merge' | 'namesOf'>): (run: Run, answer: ExecutionResult) => void {
  const rewrite = compileRewrites(fetch.outputRewrites, namesOf)
  return (run, answer) => {
    for (const error of (answer.errors ?? []) as readonly GraphQLFormattedError[]) {
      const told = pathOf(error)
      run.errors.push(toldBy(fetch.serviceName, error, told === undefined ? undefined : [...path, ...told]))
    }
    if (!isObject(answer.data)) return
    rewrite?.(answer.data)
    for (const target of targetsAt(run.data, path)) merge(target, answer.data)
  }
}

function rootFetch(fetch: FetchNode, path: FlattenPath, parts: FetchParts): Step {
  const send = sender(fetch, parts)
  const body = compileBody(fetch)
  const take = compileRootAnswer(fetch, path, parts)
  return async (run) => {
    if (path.length > 0 && targetsAt(run.data, path).length === 0) return
    take(run, await send(run, body(run.variables)))
  }
}

/** Each entity is asked for once, however often it stands in the answer so far. */
function entityFetch(fetch: FetchNode, path: FlattenPath, parts: FetchParts): Step {
  const { merge, namesOf, isInterface } = parts
  const send = sender(fetch, parts)
  const body = compileBody(fetch)
  const represent = compileRepresentation(fetch, namesOf)
  const rewrite = compileRewrites(fetch.outputRewrites, namesOf)
  return async (run) => {
    const { written, owners } = gathered(targetsAt(run.data, path), represent)
    if (written.length === 0) return
    const answer = await send(run, body(run.variables, written))
    for (const error of (answer.errors ?? []) as readonly GraphQLFormattedError[]) {
      for (const place of placesOf(error, run, path, owners)) run.errors.push(toldBy(fetch.serviceName, error, place))
    }
    if (!isObject(answer.data)) return
    const entities = answer.data['_entities']
    if (!Array.isArray(entities) || entities.length !== owners.length) throw new Error(`${fetch.serviceName} did not answer with the ${owners.length} entities it was asked for.`)
    for (const [at, entity] of entities.entries()) {
      if (!isObject(entity)) continue
      const [first] = owners[at] ?? []
      const type = entity['__typename']
      // An interface's name, by a subgraph that knows it as an @interfaceObject, is less than is known already.
      if (first !== undefined && (typeof type !== 'string' || isInterface(type))) entity['__typename'] = first['__typename']
      rewrite?.(entity)
      for (const target of owners[at] ?? []) merge(target, entity)
    }
  }
}

/** Representations as JSON, and for each of them the objects it stands for. */
function gathered(targets: readonly JsonObject[], represent: (target: JsonObject) => JsonObject | undefined): { written: string[]; owners: JsonObject[][] } {
  const written: string[] = []
  const owners: JsonObject[][] = []
  const known = new Map<string, JsonObject[]>()
  for (const target of targets) {
    const representation = represent(target)
    if (representation === undefined) continue
    const text = JSON.stringify(representation)
    // A rewrite may have given two types one name.
    const key = representation['__typename'] === target['__typename'] ? text : `${String(target['__typename'])} ${text}`
    const same = known.get(key)
    if (same !== undefined) {
      same.push(target)
      continue
    }
    const group = [target]
    known.set(key, group)
    owners.push(group)
    written.push(text)
  }
  return { written, owners }
}

/** Every place of the answer that an error of an entity fetch is about. */
function placesOf(error: GraphQLFormattedError, run: Run, path: FlattenPath, owners: readonly JsonObject[][]): (Path | undefined)[] {
  const told = pathOf(error)
  const at = told?.[1]
  if (told === undefined || typeof at !== 'number') return [commonPlace(path)]
  const places = placesAt(run.data, path)
  const found = [...new Set(owners[at] ?? [])].flatMap((owner) => places.get(owner) ?? [])
  return found.length === 0 ? [commonPlace(path)] : found.map((place) => [...place, ...told.slice(2)])
}

function sender(fetch: FetchNode, { clients }: FetchParts): (run: Run, body: string) => Promise<ExecutionResult> {
  const client = clients.get(fetch.serviceName)
  if (client === undefined) throw new Error(`The plan asks a subgraph that is not known: ${fetch.serviceName}.`)
  const kind = fetch.operationKind === 'mutation' ? 'mutation' : 'query'
  return (run, body) => client.fetch({ body, kind, shareable: run.shareable }, run.context)
}
