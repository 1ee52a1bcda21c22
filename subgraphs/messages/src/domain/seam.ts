/** An entry of a log as far as its place is concerned. */
export interface Placed {
  epoch: number
  seq: number
}

/** Where one reader stands between the log (truth) and the live path (fast, may lose, repeat and reorder). */
export interface Seam {
  readonly epoch: number
  /** The last seq that was handed to the reader. */
  readonly last: number
  /** The highest seq heard of since the last read of the log began. */
  readonly heard: number
  /** The log must be read after `last` before anything live may pass. */
  readonly behind: boolean
}

/** What one read of the log after `last` saw, in one snapshot. */
export interface LogPage<E extends Placed> {
  epoch: number
  /** The log's end in that snapshot. */
  lastSeq: number
  /** The first events after `last`, ascending; fewer than there are when the page was full. */
  events: readonly E[]
}

export type ResyncReason = 'INVALID' | 'EPOCH' | 'TRIMMED' | 'TOO_FAR_BEHIND' | 'FUTURE'

/** A reader who has handled everything up to a place; `behind` until the log was read once, unless the place is the log's end. */
export function seamAt(place: Placed, behind = true): Seam {
  return { epoch: place.epoch, last: place.seq, heard: 0, behind }
}

/**
 * A live event arrives (delivery.md, Live 1): what has `seq <= last` is dropped, the next one in order passes, anything
 * further means a gap, and the log is read instead. `room`: whether the reader's buffer can take it; without room the
 * reader resumes from the log.
 */
export function hearLive(seam: Seam, event: Placed, room: boolean): { seam: Seam; deliver: boolean } {
  if (event.epoch < seam.epoch) return { seam, deliver: false }
  if (event.epoch > seam.epoch) return { seam: { ...seam, behind: true }, deliver: false }
  if (event.seq <= seam.last) return { seam, deliver: false }
  const heard = Math.max(seam.heard, event.seq)
  if (!seam.behind && room && event.seq === seam.last + 1) return { seam: { ...seam, last: event.seq, heard }, deliver: true }
  return { seam: { ...seam, heard, behind: true }, deliver: false }
}

/** The log's end as somebody else saw it (the sweep): beyond `last`, or in another epoch, it must be read. */
export function hearEnd(seam: Seam, end: Placed): Seam {
  if (end.epoch === seam.epoch && end.seq <= seam.last) return seam
  return { ...seam, heard: end.epoch === seam.epoch ? Math.max(seam.heard, end.seq) : seam.heard, behind: true }
}

/** A read of the log after `last` begins: what is heard from here on may be younger than its snapshot. */
export function beginRead(seam: Seam): Seam {
  return { ...seam, heard: 0 }
}

/**
 * A read of the log has answered. Delivers what is new and in order; stays behind while the log, or something heard since
 * the read began, goes further. A log that does not go on at `last + 1`, or is another one, cannot be resumed.
 */
export function takePage<E extends Placed>(seam: Seam, page: LogPage<E>): { seam: Seam; deliver: E[] } | { resync: ResyncReason } {
  if (page.epoch !== seam.epoch) return { resync: 'EPOCH' }
  if (page.lastSeq < seam.last) return { resync: 'FUTURE' }
  const deliver = page.events.filter((event) => event.seq > seam.last)
  if (deliver.some((event, index) => event.seq !== seam.last + 1 + index)) return { resync: 'TRIMMED' }
  if (deliver.length === 0 && page.lastSeq > seam.last) return { resync: 'TRIMMED' }
  const last = seam.last + deliver.length
  return { seam: { ...seam, last, behind: page.lastSeq > last || seam.heard > last }, deliver }
}
