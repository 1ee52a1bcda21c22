import { createHash } from 'node:crypto'

const ours = /^u[A-Za-z0-9_-]{12}([0-9a-z]{2})$/

/**
 * The tag by which a row that we sent is found again: `u`, 12 base64url characters of SHA-256(canonical id, revision),
 * and the part's number as 2 base36 digits (mapping.md, "Send to B"). `part` counts from 1.
 */
export function tagOf(canonicalId: string, revision: number, part: number): string {
  const digest = createHash('sha256').update(`${canonicalId}:${revision}`).digest('base64url')
  return `u${digest.slice(0, 12)}${part.toString(36).padStart(2, '0')}`
}

/** Whether a tag has the form of ours. Only a stored intent proves that it is: tags are not unique in B. */
export function looksLikeOurTag(tag: string | undefined): boolean {
  return tag !== undefined && ours.test(tag)
}

/** The part number inside a tag of ours, or null. */
export function partOfTag(tag: string): number | null {
  const digits = ours.exec(tag)?.[1]
  return digits === undefined ? null : Number.parseInt(digits, 36)
}
