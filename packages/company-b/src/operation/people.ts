import type { CompanyB } from '../client.ts'
import { isCompanyBError } from '../error.ts'
import { personOf, type Person } from '../translate/person.ts'

/** Most uids of one call. */
const BATCH = 50
const DIRECTORY_PAGE = 200
/** How often a reading is begun again because the directory changed under it. */
const RESTARTS = 5

/**
 * The whole directory, gone people included, page by page. Offsets shift when people are added, so a change of the total
 * begins the reading again: a person can come twice, none is left out (after 5 restarts the reading goes on as it is).
 */
export async function* directory(client: CompanyB): AsyncGenerator<Person[]> {
  let restarts = 0
  let total: number | null = null
  for (let off = 0; total === null || off < total;) {
    const page = await client.ask('dir', { off, cnt: DIRECTORY_PAGE })
    if (total !== null && page.tot !== total && restarts < RESTARTS) {
      restarts++
      off = 0
      total = null
      continue
    }
    total = page.tot
    if (page.users.length === 0) return
    yield page.users.map(personOf)
    off += page.users.length
  }
}

/** People by uid, in calls of 50; unknown uids are left out. */
export async function peopleByUid(client: CompanyB, uids: Iterable<number>): Promise<Map<number, Person>> {
  const wanted = [...new Set(uids)]
  const found = new Map<number, Person>()
  for (let at = 0; at < wanted.length; at += BATCH) {
    const { users } = await client.ask('users', { uids: wanted.slice(at, at + BATCH) })
    for (const user of users) found.set(user.uid, personOf(user))
  }
  return found
}

/** Loads people one by one while asking B in batches: what is asked for within one turn of the event loop goes together. */
export function peopleLoader(client: CompanyB): (uid: number) => Promise<Person | null> {
  let waiting: { uids: Set<number>; found: Promise<Map<number, Person>> } | null = null
  return async function load(uid) {
    waiting ??= gather()
    waiting.uids.add(uid)
    return (await waiting.found).get(uid) ?? null
  }

  function gather() {
    const uids = new Set<number>()
    const turn = new Promise<void>((resolve) => { setImmediate(resolve) })
    const found = turn.then(() => {
      waiting = null
      return peopleByUid(client, uids)
    })
    return { uids, found }
  }
}

/** One person by uid, with a user's own sid or the partner's; null when unknown. */
export async function personByUid(client: CompanyB, uid: number, sid?: string): Promise<Person | null> {
  return orNull(async () => personOf((await client.ask('user', { uid }, sid === undefined ? {} : { sid })).user))
}

/** The person with the lowest uid whose phone ends in the same nine digits: compare `normalPhone` before believing it. */
export async function personByPhone(client: CompanyB, phone: string): Promise<Person | null> {
  return orNull(async () => personOf((await client.ask('user', { phone })).user))
}

/** Everyone with whom this uid ever had a pair, gone people too. */
export async function contactsOf(client: CompanyB, as: number): Promise<Person[]> {
  return (await client.ask('contacts', {}, { as })).users.map(personOf)
}

async function orNull<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask()
  } catch (error) {
    if (isCompanyBError(error) && error.failure.kind === 'refused' && error.failure.err === 9) return null
    throw error
  }
}
