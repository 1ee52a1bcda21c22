import { SwitchboardError } from '@switchboard/domain/errors'
import type { Caller } from '@switchboard/service-kit/assertion'
import type { SubgraphRequest } from '@switchboard/service-kit/graphql-server'
import { loadViewer } from '../adapters/postgres/viewer.ts'
import type { Viewer } from '../domain/viewer.ts'
import type { Services } from '../use-cases/services.ts'
import { createLoaders, type Loaders } from './loaders.ts'

/** What resolvers work with, made for each request and for each event of a subscription. */
export interface Context {
  services: Services
  caller: Caller | undefined
  /** Who looks, read once. @throws SwitchboardError UNAUTHENTICATED without a caller */
  viewer: () => Promise<Viewer>
  load: Loaders
  /** When the viewer was read, in ms; streams read it again after a while. */
  since: number
}

/** Linking and unlinking change what a viewer sees: streams learn of it within this time. */
const viewerKeptMs = 10_000

export function createContext(services: Services, { caller }: Pick<SubgraphRequest, 'caller'>): Context {
  let known: Promise<Viewer> | undefined
  const viewer = async () => {
    if (!caller) throw new SwitchboardError('UNAUTHENTICATED')
    return known ??= loadViewer(services.pool, caller)
  }
  return { services, caller, viewer, load: createLoaders(services.pool, viewer), since: Date.now() }
}

/** The context of one event: loaders of its own, the same viewer while it is young. */
export function contextOfEvent(operation: Context): Context {
  if (Date.now() - operation.since > viewerKeptMs) Object.assign(operation, { viewer: createContext(operation.services, operation).viewer, since: Date.now() })
  const { viewer } = operation
  return { ...operation, load: createLoaders(operation.services.pool, viewer) }
}
