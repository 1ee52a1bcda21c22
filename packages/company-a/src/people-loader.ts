import type { APerson } from './answers/person.ts'
import { maxIdsPerCall, type Directory } from './directory.ts'

type Waiting = { resolve(person: APerson | null): void; reject(error: unknown): void }

/** Gathers single questions for users into calls of at most 100 ids; equal ids asked together share one answer. It keeps nothing. */
export type PeopleLoader = { load(id: string): Promise<APerson | null> }

/** Questions asked within one turn of the event loop go out together. An unknown id gives null. */
export function peopleLoader(directory: Pick<Directory, 'byIds'>): PeopleLoader {
  let batch = new Map<string, Waiting[]>()

  function flush(): void {
    const asked = batch
    batch = new Map()
    const ids = [...asked.keys()]
    for (let start = 0; start < ids.length; start += maxIdsPerCall) void answer(asked, ids.slice(start, start + maxIdsPerCall))
  }

  async function answer(asked: Map<string, Waiting[]>, ids: string[]): Promise<void> {
    try {
      const people = new Map((await directory.byIds(ids)).map((person) => [person.id, person]))
      for (const id of ids) asked.get(id)?.forEach((waiting) => waiting.resolve(people.get(id) ?? null))
    } catch (error) {
      for (const id of ids) asked.get(id)?.forEach((waiting) => waiting.reject(error))
    }
  }

  return {
    load: (id) => new Promise((resolve, reject) => {
      if (batch.size === 0) setImmediate(flush)
      const waiting = batch.get(id)
      if (waiting) waiting.push({ resolve, reject })
      else batch.set(id, [{ resolve, reject }])
    }),
  }
}
