import type { Companies } from '@switchboard/companies/companies'
import type { APerson } from '@switchboard/company-a/answers/person'
import type { Company } from '@switchboard/domain/ids'
import type { Log } from '@switchboard/service-kit/log'
import type { Pool } from 'pg'
import { assembleDirectory } from './directory/create-directory.ts'

/** One stored identity, as the bridge needs it. */
export interface IdentityRecord {
  id: string
  personId: string
  company: Company
  /** The account's id at its own company; at B the uid in decimal. */
  nativeId: string
  /** The user that stands for it at the other company; null until mirrored. */
  shadowNativeId: string | null
  handle: string
  displayName: string
  avatarUrl: string | null
  closedAt: Date | null
}

/** Whom a user id of a company stands for. */
export type Resolved =
  /** A native account of that company. */
  | { kind: 'native'; identity: IdentityRecord }
  /** A shadow there of a native account of the other company. */
  | { kind: 'shadow'; identity: IdentityRecord }
  /** B only: the shadow that stands for a group. */
  | { kind: 'room'; conversationId: string }
  /** No such user, or a shadow that nobody here knows. */
  | { kind: 'unknown' }

/** What one run of a scan did. */
export interface ScanReport { pages: number; seen: number; changed: number; closed: number }

export interface MirrorReport { done: number; failed: number; left: number }

/**
 * The directory of people, run by the messages worker (the only process that polls and writes to the companies).
 * Every function is safe to run in several processes at once and to repeat. Errors of a company are thrown as that
 * company's typed errors, unless it says otherwise.
 */
export interface Directory {
  /** Reads A's users changed since the last run, all of them the first time; the position is stored with each page. */
  syncA(signal?: AbortSignal): Promise<ScanReport>
  /** Reads B's whole directory (names, pictures, gone flags): no event tells of the last two. */
  syncB(signal?: AbortSignal): Promise<ScanReport>
  /** Brings up to `limit` due identities to the companies: own profile to the native account, shadow and its profile. Failures are stored with a time to retry, never thrown. */
  mirrorDue(limit: number, signal?: AbortSignal): Promise<MirrorReport>
  /** The id of the identity's shadow at the other company, made now when there is none. */
  ensureShadow(identityId: string): Promise<{ company: Company; nativeId: string }>
  /** Finds whom a company's user id stands for; a user not stored yet is read from the company and stored. */
  resolve(company: Company, nativeId: string): Promise<Resolved>
  /** `resolve` for native accounts: the stored identity, or null when the id is a shadow, a room or unknown. */
  ensureIdentity(company: Company, nativeId: string): Promise<IdentityRecord | null>
  /** Stores the native ones among these ids at once, reading what is missing in batches. Answers what `resolve` would for each. */
  resolveAll(company: Company, nativeIds: readonly string[]): Promise<Map<string, Resolved>>
  /** A `profile` change of A's feed. An echo of our own push changes nothing. */
  applyUserA(person: APerson): Promise<void>
  /** A hint that B's user changed (a `name` event): reads it again and stores what differs. */
  applyUserB(uid: number): Promise<void>
  /** A hint that B's account is gone (err 9): reads it again; when it is, its identity closes, its sessions end and its shadow is to be renamed. An outage of B is logged, not thrown. */
  closeB(uid: number): Promise<void>
}

export interface DirectoryOptions {
  pool: Pool
  companies: Pick<Companies, 'a' | 'b'>
  log: Log
  /** Base of the URLs under which the users subgraph serves pictures that B keeps as bytes (AVATAR_BASE_URL). */
  avatarBaseUrl: string
}

/** The directory over a pool on the record's database and the ways to the companies. Starts nothing. */
export function createDirectory(options: DirectoryOptions): Directory {
  return assembleDirectory(options)
}
