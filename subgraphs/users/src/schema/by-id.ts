import type { IdentityView, PersonView } from '../adapters/postgres/people.ts'
import { mustExist } from '../domain/must-exist.ts'
import type { Context } from './context.ts'

/** A person that a stored row names is there: the database says so. */
export async function personById({ loaders }: Context, id: string): Promise<PersonView> {
  return mustExist(await loaders.person.load(id), `person ${id}`)
}

/** An account that a stored row names. */
export async function identityById({ loaders }: Context, id: string): Promise<IdentityView> {
  return mustExist(await loaders.identity.load(id), `identity ${id}`)
}

/** Forgets what was read, after a change. */
export function forget({ loaders }: Context): void {
  loaders.identity.clearAll()
  loaders.person.clearAll()
}
