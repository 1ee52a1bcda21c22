import { peopleByUid } from '@switchboard/company-b/operation/people'
import type { Person as BPerson } from '@switchboard/company-b/translate/person'
import { nativeAtA, nativeAtB, type NativePerson } from './native-person.ts'
import { keepPicture } from './avatars.ts'
import type { Sql } from './identity-record.ts'
import type { DirectoryParts } from './parts.ts'

/** A user as its company shows it: native, or the reference of whom it stands for. */
export type Read = { native: NativePerson } | { native: null; reference: string | null }

const idsPerCallAtA = 100
const greatestUid = 2_147_483_647

/** Reads users of A by id; unknown ids are absent. */
export async function readAtA({ companies }: Pick<DirectoryParts, 'companies'>, ids: readonly string[]): Promise<Map<string, Read>> {
  const found = new Map<string, Read>()
  for (let at = 0; at < ids.length; at += idsPerCallAtA) {
    for (const person of await companies.a.directory.byIds(ids.slice(at, at + idsPerCallAtA))) {
      const native = nativeAtA(person)
      found.set(person.id, native === null ? { native, reference: person.shadowOf } : { native })
    }
  }
  return found
}

/** Reads users of B by uid; unknown uids are absent. */
export async function readAtB(parts: DirectoryParts, uids: readonly string[]): Promise<Map<string, Read>> {
  const valid = uids.filter((uid) => /^[1-9]\d{0,9}$/.test(uid)).map(Number).filter((uid) => uid <= greatestUid)
  const found = new Map<string, Read>()
  for (const [uid, person] of await peopleByUid(parts.companies.b, valid)) {
    const [native] = await nativesAtB(parts.pool, parts.avatarBaseUrl, [person])
    found.set(String(uid), native === undefined ? { native: null, reference: person.ext } : { native })
  }
  return found
}

/** The native ones of B's people, their pictures kept. */
export async function nativesAtB(sql: Sql, avatarBaseUrl: string, people: readonly BPerson[]): Promise<NativePerson[]> {
  const natives: NativePerson[] = []
  for (const person of people) {
    if (nativeAtB(person, null) === null) continue
    const native = nativeAtB(person, await keepPicture(sql, avatarBaseUrl, person.picture))
    if (native !== null) natives.push(native)
  }
  return natives
}
