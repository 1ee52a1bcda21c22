import DataLoader from 'dataloader'
import { isId } from '@switchboard/domain/ids'
import type { IdentityView, PersonView } from '../adapters/postgres/people.ts'
import type { Reported } from '../adapters/redis/presence.ts'
import type { UsersParts } from '../parts.ts'

/** Batched reads of one request. What is no id at all is nobody. */
export interface Loaders {
  person: DataLoader<string, PersonView | null>
  identity: DataLoader<string, IdentityView | null>
  presence: DataLoader<string, Reported>
  /** Whether a session is open. */
  session: DataLoader<string, boolean>
}

export function createLoaders({ people, presence, sessions }: Pick<UsersParts, 'people' | 'presence' | 'sessions'>): Loaders {
  return {
    person: new DataLoader((ids) => amongIds(ids, people.byIds), { maxBatchSize: 1_000 }),
    identity: new DataLoader((ids) => amongIds(ids, people.identitiesByIds), { maxBatchSize: 1_000 }),
    presence: new DataLoader((ids) => presence.read(ids), { maxBatchSize: 1_000 }),
    session: new DataLoader(async (ids) => (await amongIds(ids, sessions.areOpen)).map((open) => open === true)),
  }
}

async function amongIds<T>(ids: readonly string[], read: (ids: readonly string[]) => Promise<(T | null)[]>): Promise<(T | null)[]> {
  const valid = ids.filter(isId)
  const found = valid.length === 0 ? [] : await read(valid)
  const byId = new Map(valid.map((id, at) => [id, found[at] ?? null]))
  return ids.map((id) => byId.get(id) ?? null)
}
