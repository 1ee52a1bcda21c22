import type { Company } from '@switchboard/domain/ids'
import type { IdentityRecord, Resolved } from '../directory.ts'
import { shadowReference, type NativePerson } from './native-person.ts'
import { identitiesByNative, identitiesByShadow, inTransaction, other } from './identity-record.ts'
import type { DirectoryParts } from './parts.ts'
import { readAtA, readAtB, type Read } from './read-people.ts'
import { storePeople } from './store-people.ts'

/**
 * Finds whom users of a company stand for. What is not stored is read from the company in batches and stored; a shadow
 * whose mirror we had forgotten (it was made by a run that crashed) is recognised by its reference.
 */
export async function resolveAll(parts: DirectoryParts, company: Company, nativeIds: readonly string[]): Promise<Map<string, Resolved>> {
  const wanted = [...new Set(nativeIds)]
  const found = new Map<string, Resolved>()
  for (const [id, identity] of await identitiesByNative(parts.pool, company, wanted)) found.set(id, { kind: 'native', identity })
  for (const [id, identity] of await identitiesByShadow(parts.pool, company, wanted.filter((id) => !found.has(id)))) found.set(id, { kind: 'shadow', identity })
  const missing = wanted.filter((id) => !found.has(id))
  if (missing.length === 0) return found

  const read = company === 'A' ? await readAtA(parts, missing) : await readAtB(parts, missing)
  const natives = [...read.values()].flatMap((one) => one.native ?? [])
  for (const [id, identity] of await adopt(parts, company, natives)) found.set(id, { kind: 'native', identity })
  for (const id of missing) if (!found.has(id)) found.set(id, await resolveShadow(parts, company, id, read.get(id)))
  return found
}

/** Stores natives just read and answers their identities by native id. */
export async function adopt(parts: Pick<DirectoryParts, 'pool'>, company: Company, natives: readonly NativePerson[]): Promise<Map<string, IdentityRecord>> {
  if (natives.length === 0) return new Map()
  await inTransaction(parts.pool, (sql) => storePeople(sql, company, natives))
  return identitiesByNative(parts.pool, company, natives.map((person) => person.nativeId))
}

async function resolveShadow(parts: DirectoryParts, company: Company, id: string, read: Read | undefined): Promise<Resolved> {
  const reference = read?.native === null ? shadowReference(read.reference) : null
  if (reference === null) return { kind: 'unknown' }
  if (reference.kind === 'room') return { kind: 'room', conversationId: reference.conversationId }
  if (reference.kind === company) return { kind: 'unknown' }
  const owner = (await resolveAll(parts, other(company), [reference.nativeId])).get(reference.nativeId)
  if (owner?.kind !== 'native') return { kind: 'unknown' }
  await parts.pool.query('UPDATE users.identity SET shadow_native_id = $2 WHERE id = $1 AND shadow_native_id IS NULL', [owner.identity.id, id])
  return { kind: 'shadow', identity: { ...owner.identity, shadowNativeId: owner.identity.shadowNativeId ?? id } }
}
