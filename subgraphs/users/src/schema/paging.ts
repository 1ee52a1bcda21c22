import { SwitchboardError } from '@switchboard/domain/errors'
import { isId } from '@switchboard/domain/ids'

const most = 100

/** The page asked for. Throws BAD_INPUT or CURSOR_INVALID. `kind` keeps cursors of one list out of another. */
export function pageOf(kind: string, { first, after }: { first?: number | null | undefined; after?: string | null | undefined }): { first: number; after: string | null } {
  const count = first ?? 20
  if (count < 1 || count > most) throw new SwitchboardError('BAD_INPUT', `\`first\` must be 1 to ${most}.`)
  return { first: count, after: after === null || after === undefined ? null : idOf(kind, after) }
}

/** An opaque cursor of a list that is ordered by id. */
export function cursorOf(kind: string, id: string): string {
  return Buffer.from(`${kind}:${id}`).toString('base64url')
}

function idOf(kind: string, cursor: string): string {
  const [found, id] = Buffer.from(cursor, 'base64url').toString('utf8').split(':')
  if (found !== kind || id === undefined || !isId(id)) throw new SwitchboardError('CURSOR_INVALID')
  return id
}

/** Relay's page information for rows of a list by id. */
export function pageInfo(kind: string, rows: readonly { id: string }[], more: { hasNextPage: boolean; hasPreviousPage: boolean }) {
  const first = rows[0]
  const last = rows.at(-1)
  return { ...more, startCursor: first === undefined ? null : cursorOf(kind, first.id), endCursor: last === undefined ? null : cursorOf(kind, last.id) }
}
