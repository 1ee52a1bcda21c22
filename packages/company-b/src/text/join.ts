/** The mark in front of a part of a longer text: `(i/n) `. */
const mark = /^\((\d{1,2})\/(\d{1,2})\) /
/** Most rows that the B app makes of one text. */
const MOST_PARTS_OF_B = 9

export interface Part { index: number; total: number; body: string }

/** Reads the `(i/n) ` of a decoded row; null when there is none, or when it cannot be one (i over n, n over `most`). */
export function partOf(text: string, most = MOST_PARTS_OF_B): Part | null {
  const found = mark.exec(text)
  if (found === null) return null
  const index = Number(found[1])
  const total = Number(found[2])
  if (index < 1 || index > total || total < 2 || total > most) return null
  return { index, total, body: text.slice(found[0].length) }
}

/** The plain text that `split` cut, from its decoded rows in order. */
export function join(rows: readonly string[]): string {
  if (rows.length < 2) return rows.join('')
  return rows.map((row) => partOf(row, 99)?.body ?? row).join('')
}

/** What joining needs of a row of the B app. */
export interface PartRow { id: number; from: number; to: number; time: number; text: string; kind: string; tag?: string }

/** Rows with the same key may be parts of one text: equal sender, pair, n and time, and no tag. Null: no part. */
export function partKey(row: PartRow): string | null {
  if (row.tag !== undefined || row.kind !== 'text') return null
  const part = partOf(row.text)
  return part === null ? null : `${row.from}:${row.to}:${row.time}:${part.total}`
}

export interface Joined {
  text: string
  /** The rows used, in the order of the text. */
  ids: number[]
  /** Numbers of the parts that are not there (note PART_MISSING). */
  missing: number[]
  /** Rows that repeat a part already there: they stay messages of their own. */
  repeated: number[]
}

/** Joins rows of one key. Null when fewer than two different parts are there: a single `(1/3) ` row stays as typed. */
export function joinParts(rows: readonly PartRow[]): Joined | null {
  const parts = new Map<number, { id: number; body: string }>()
  const repeated: number[] = []
  let total = 0
  for (const row of rows.toSorted((a, b) => a.id - b.id)) {
    const part = partOf(row.text)
    if (part === null) continue
    total = part.total
    if (parts.has(part.index)) repeated.push(row.id)
    else parts.set(part.index, { id: row.id, body: part.body })
  }
  if (parts.size < 2) return null
  const present = [...parts].sort(([a], [b]) => a - b).map(([, part]) => part)
  const missing = Array.from({ length: total }, (_, index) => index + 1).filter((index) => !parts.has(index))
  return { text: present.map((part) => part.body).join(''), ids: present.map((part) => part.id), missing, repeated }
}
