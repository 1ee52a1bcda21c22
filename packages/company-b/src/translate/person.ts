import { decode } from '../text/entities.ts'
import type { components } from '../generated/api.ts'

/** A picture as B keeps it: a URL passes, bytes (bare base64) must be put in canonical media first. */
export type Picture = { kind: 'url'; url: string } | { kind: 'bytes'; base64: string }

/** A user of B in canonical words. */
export interface Person {
  uid: number
  /** As typed by its owner; "" for shadows. Compare by `normalPhone`; it never leaves the graph. */
  phone: string
  name: string
  picture: Picture | null
  /** Epoch ms, null for never. */
  lastSeen: number | null
  /** The phone number went to another uid: this identity is closed. */
  gone: boolean
  /** Set on shadows that were made with an external reference. */
  ext: string | null
}

type Wire = components['schemas']['User']

/** Reads a user of B. */
export function personOf(wire: Omit<Wire, 'ext'> & { ext?: string | undefined }): Person {
  return {
    uid: wire.uid, phone: wire.phone, name: decode(wire.name), picture: pictureOf(wire.pic),
    lastSeen: lastSeenOf(wire.seen), gone: wire.gone === 1, ext: wire.ext ?? null,
  }
}

/** Rows not used since 2014 hold seconds: values below 1e11 are taken as such; 0 is never. */
export function lastSeenOf(seen: number): number | null {
  if (seen === 0) return null
  return seen < 1e11 ? seen * 1_000 : seen
}

function pictureOf(pic: string): Picture | null {
  if (pic === '') return null
  return /^https?:\/\//i.test(pic) ? { kind: 'url', url: pic } : { kind: 'bytes', base64: pic }
}
