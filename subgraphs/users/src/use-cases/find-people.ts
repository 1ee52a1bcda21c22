import { SwitchboardError } from '@switchboard/domain/errors'
import { nativeAtA } from '../directory/native-person.ts'
import { searchQuery } from '../domain/search-words.ts'
import { adopt } from '../directory/resolve.ts'
import type { UsersParts } from '../parts.ts'

/** Company A may take this long to add to a search, milliseconds; then what is stored is the answer. */
const readThroughMs = 1_500

/** Ids of the people a search finds, `atMost` of them after an id. A first page that is not full asks company A too. */
export async function findPeople(parts: UsersParts, search: string | null, after: string | null, atMost: number): Promise<string[]> {
  if (search === null) return parts.people.search(undefined, after, atMost)
  const text = search.trim()
  const length = Array.from(text).length
  const words = searchQuery(text)
  if (length < 2 || length > 60 || words === undefined) throw new SwitchboardError('BAD_INPUT', 'A search has 2 to 60 characters, and letters or digits among them.')
  const stored = await parts.people.search(words, after, atMost)
  if (after !== null || stored.length >= atMost) return stored
  await readThroughA(parts, text)
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
