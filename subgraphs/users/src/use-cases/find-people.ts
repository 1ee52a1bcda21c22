import { SwitchboardError } from '@switchboard/domain/errors'
import { isId } from '@switchboard/domain/ids'
import { nativeAtA, shadowReference } from '../domain/native-person.ts'
import { searchQuery } from '../domain/search-words.ts'
import { adopt, resolveAll } from '../directory/resolve.ts'
import type { UsersParts } from '../parts.ts'

/** Company A may take this long to add to a search, milliseconds; then what is stored is the answer. */
const readThroughMs = 1_500

/** Ids of the people a search finds, `atMost` of them after an id. The first page asks company A too. */
export async function findPeople(parts: UsersParts, search: string | null, after: string | null, atMost: number): Promise<string[]> {
  if (search === null) return parts.people.search(undefined, after, atMost)
  const text = search.trim()
  const length = Array.from(text).length
  const words = searchQuery(text)
  if (length < 2 || length > 60 || words === undefined) throw new SwitchboardError('BAD_INPUT', 'A search has 2 to 60 characters, and letters or digits among them.')
  if (after === null) await readThroughA(parts, text)
  return parts.people.search(words, after, atMost)
}

async function readThroughA({ directory, log }: UsersParts, text: string): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<'late'>()
  const timer = setTimeout(resolve, readThroughMs, 'late')
  const ask = directory.companies.a.directory.search(text, { limit: 50 })
    .then((page) => adopt(directory, 'A', page.people.flatMap((person) => nativeAtA(person) ?? [])))
    .catch((err: unknown) => { log.info({ err }, 'company A was not there for a search') })
  await Promise.race([ask, late])
  clearTimeout(timer)
}

/** The id of the person that an id, an alias or an account reference names; null when there is none. */
export async function findPerson(parts: UsersParts, reference: string): Promise<string | null> {
  if (isId(reference)) return reference
  const account = shadowReference(reference)
  if (account === null || account.kind === 'room') return null
  try {
    const found = (await resolveAll(parts.directory, account.kind, [account.nativeId])).get(account.nativeId)
    return found?.kind === 'native' ? found.identity.personId : null
  } catch (cause) {
    throw new SwitchboardError('UPSTREAM_UNAVAILABLE', `Company ${account.kind} cannot be reached now.`, { cause })
  }
}
