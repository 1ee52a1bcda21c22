import type { APerson } from '@switchboard/company-a/answers/person'
import type { Person as BPerson } from '@switchboard/company-b/translate/person'
import type { Company } from '@switchboard/domain/ids'

/** A native account as its company shows it now, in the words of this graph. */
export interface NativePerson {
  company: Company
  /** At B the uid in decimal. */
  nativeId: string
  handle: string
  displayName: string
  avatarUrl: string | null
  /** Undefined: not told. */
  email: string | null | undefined
  /** As typed by its owner; never leaves the graph but to the person itself. */
  phone: string | null
  gone: boolean
  /** A's own time of the change, microseconds kept; null at B, which has none. */
  updatedAt: string | null
  lastSeenAt: string | null
}

/** A user of A, or null for a shadow: it stands for somebody else and is never an identity. */
export function nativeAtA(person: APerson): NativePerson | null {
  if (person.shadow || person.shadowOf !== null) return null
  return {
    company: 'A', nativeId: person.id, handle: person.handle, displayName: person.name, avatarUrl: person.avatarUrl,
    email: person.email, phone: null, gone: false, updatedAt: person.updatedAt, lastSeenAt: person.lastSeenAt,
  }
}

/** A user of B, or null for a shadow (`ext`, or no phone). `avatarUrl`: where its picture can be had, bytes included. */
export function nativeAtB(person: BPerson, avatarUrl: string | null): NativePerson | null {
  if (person.ext !== null || person.phone === '') return null
  return {
    company: 'B', nativeId: String(person.uid), handle: `b_${person.uid}`, displayName: person.name === '' ? '?' : person.name, avatarUrl,
    email: null, phone: person.phone, gone: person.gone, updatedAt: null,
    lastSeenAt: person.lastSeen === null ? null : new Date(person.lastSeen).toISOString(),
  }
}

/** Whom a shadow stands for, by the reference we gave it: `b:<uid>` at A, `a:<id>` and `room:<conversation id>` at B. */
export function shadowReference(reference: string | null): { kind: Company; nativeId: string } | { kind: 'room'; conversationId: string } | null {
  const found = /^(?:b:(?<uid>[1-9]\d{0,9})|a:(?<id>[0-9a-f-]{36})|room:(?<room>[0-9a-f-]{36}))$/.exec(reference ?? '')?.groups
  if (found?.['uid'] !== undefined) return { kind: 'B', nativeId: found['uid'] }
  if (found?.['id'] !== undefined) return { kind: 'A', nativeId: found['id'] }
  return found?.['room'] === undefined ? null : { kind: 'room', conversationId: found['room'] }
}

/** The reference under which an identity is mirrored at the other company (mapping.md, identity and profile). */
export function referenceOf(identity: { company: Company; nativeId: string }): string {
  return `${identity.company.toLowerCase()}:${identity.nativeId}`
}
