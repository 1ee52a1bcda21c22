import type { FidelityNote } from '@switchboard/domain/fidelity'
import type { IdentityRecord } from '@switchboard/users/directory'
import type { LogEvent } from '../../domain/event.ts'
import type { NewAttachment } from '../../adapters/postgres/media-at-b.ts'
import type { PairState } from '../../adapters/postgres/pair-at-b.ts'
import { storeRows, type RowAtB, type RowRole, type StoredRow } from '../../adapters/postgres/row-at-b.ts'
import type { Sql } from '../../adapters/postgres/transaction.ts'
import type { Scene } from './scene.ts'

/** One pair's changes on their way into the log, inside one transaction. */
export interface Receiving {
  scene: Scene
  sql: Sql
  pair: PairState & { conversationId: string }
  /** Who the sides are, by uid; the room is not among them. */
  people: ReadonlyMap<number, IdentityRecord>
  /** Our own shadow among the sides: a room, or somebody of A. */
  ours: number | null
  room: boolean
  /** History that comes first: no other leg is told, nothing waits for siblings. */
  history: boolean
  /** New rows of this look, by id. */
  fresh: ReadonlyMap<number, StoredRow>
  /** New rows that went into a message together with an earlier one. */
  taken: Set<number>
  media: ReadonlyMap<number, NewAttachment>
  events: LogEvent[]
  /** People whose read position may have moved, by uid. */
  readers: Set<number>
  /** Messages whose delivery changed. */
  delivered: Set<string>
  /** Identities whose own view changed. */
  hiddenFor: Set<string>
}

/** What a row is to us. */
export interface Place {
  messageId: string | null
  part?: number
  revision?: number
  role: RowRole
}

export function atPlace(r: Receiving, row: StoredRow, place: Place): RowAtB {
  return { lo: r.pair.lo, hi: r.pair.hi, archiveNo: r.pair.archiveNo, id: row.id, part: 1, revision: 1, row, ...place }
}

/** Stores a row with its place. */
export async function place(r: Receiving, row: StoredRow, where: Place): Promise<RowAtB> {
  const stored = atPlace(r, row, where)
  await storeRows(r.sql, [stored])
  return stored
}

/** The pair as an object of intents and hints. */
export function pairObject(pair: { lo: number; hi: number }): string {
  return `pair:${pair.lo}:${pair.hi}`
}

/** A row as an object of intents. */
export function rowObject(row: { lo: number; hi: number; archiveNo: number; id: number }): string {
  return `row:${row.lo}:${row.hi}:${row.archiveNo}:${row.id}`
}

export function fromB(code: FidelityNote['code'], detail?: string): FidelityNote {
  return { leg: 'B>A', code, ...(detail === undefined ? {} : { detail }) }
}
