/** What of a row never changes (mapping.md, "B message key"): neither text nor status nor reactions, they do. */
export interface Fingerprinted { from: number; to: number; time: number; tag?: string | undefined }

/** The fingerprint of a row as one string: equal for the same row at any time of its life. */
export function fingerprint(row: Fingerprinted): string {
  return JSON.stringify([row.from, row.to, row.time, row.tag ?? null])
}

/** Whether a row known under an id is another one now: then the pair was archived and its ids began again. */
export function isOther(known: Fingerprinted, now: Fingerprinted): boolean {
  return fingerprint(known) !== fingerprint(now)
}
