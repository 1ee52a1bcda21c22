import { joinParts, partKey, partOf, type Joined } from '@switchboard/company-b/text/join'
import { clearTimer, setTimer } from '../../adapters/postgres/timer.ts'
import { rowsFrom, type RowAtB, type StoredRow } from '../../adapters/postgres/row-at-b.ts'
import { enqueue } from '../../adapters/postgres/outbox.ts'
import { activeMembers } from '../../adapters/postgres/identity.ts'
import { acceptRows, acceptTombstone } from './accept-rows.ts'
import { confirmSent } from './confirm-sent.ts'
import { replaceBody } from './replace-body.ts'
import { rowTimerKey } from './receive-deletion.ts'
import { fromB, place, type Receiving } from './receiving.ts'
import { refusalRow } from './room-rows.ts'

/** How far apart the rows of one text may stand. */
const reach = 300

/** Takes a row that was not known: our own, a part, an edit, or a new message. */
export async function receiveRow(r: Receiving, row: StoredRow): Promise<void> {
  if (r.taken.has(row.id)) return
  r.taken.add(row.id)
  if (row.tag !== undefined && await confirmSent(r, row)) return
  if (r.room && !await fromMember(r, row)) return
  if (!r.people.has(row.from)) return
  if (row.kind === 'deleted') return receiveMarker(r, row)
  const key = partKey(row)
  if (key !== null) return receivePart(r, row, key)
  await takeText(r, [row], undefined)
}

/** A text that is whole: an edit when it replaces a row that we know, else a new message. */
async function takeText(r: Receiving, rows: readonly StoredRow[], joined: Joined | undefined): Promise<void> {
  const notes = joined === undefined ? [] : [fromB('JOINED'), ...(joined.missing.length > 0 ? [fromB('PART_MISSING', joined.missing.join(','))] : [])]
  const [first] = rows
  if (first === undefined) return
  if (first.replaces !== undefined) {
    const replaced = await replaceBody(r, rows, joined?.text, notes)
    if (replaced.done) return
    await acceptRows(r, rows, { text: joined?.text, notes: [...notes, ...replaced.notes], replyToId: replaced.replyToId })
    return
  }
  await acceptRows(r, rows, { text: joined?.text, notes })
}

/**
 * A row that was deleted before it was ever seen. The row that replaces it, if it came in the same look, takes its place;
 * else it is waited for like after any deletion.
 */
async function receiveMarker(r: Receiving, marker: StoredRow): Promise<void> {
  const successor = [...r.fresh.values()].find((row) => row.replaces === marker.id && row.from === marker.from && !r.taken.has(row.id))
  if (successor !== undefined) {
    await receiveRow(r, successor)
    const [now] = await rowsFrom(r.sql, r.pair.lo, r.pair.hi, r.pair.archiveNo, successor.id)
    if (now?.id === successor.id) await place(r, marker, { messageId: now.messageId, role: 'OLD' })
    return
  }
  if (r.history) return acceptTombstone(r, marker)
  await setTimer(r.sql, 'b:edit', rowTimerKey(r.pair, marker.id), new Date(Date.now() + r.scene.tempo.editWaitMs), { lo: r.pair.lo, hi: r.pair.hi, archiveNo: r.pair.archiveNo, id: marker.id })
}

/** Joins the parts that are here; what is not complete waits, with a durable timer, and holds up nothing. */
async function receivePart(r: Receiving, row: StoredRow, key: string): Promise<void> {
  const siblings = await siblingsOf(r, row, key)
  const stored = siblings.find((sibling) => sibling.messageId !== null)
  if (stored?.messageId != null) return lateParts(r, siblings, stored.messageId)
  const group = [...siblings.map((sibling) => sibling.row), row]
  for (const later of r.fresh.values()) if (!r.taken.has(later.id) && partKey(later) === key) group.push(later)
  const joined = joinParts(group)
  if (joined !== null && (joined.missing.length === 0 || r.history)) return takeParts(r, group, joined, key)
  if (r.history) return takeText(r, [row], undefined)
  await place(r, row, { messageId: null, part: partOf(row.text)?.index ?? 1, role: 'PART' })
  await setTimer(r.sql, 'b:parts', `${r.pair.lo}:${r.pair.hi}:${r.pair.archiveNo}:${key}`, new Date(Date.now() + r.scene.tempo.partsWaitMs),
    { lo: r.pair.lo, hi: r.pair.hi, archiveNo: r.pair.archiveNo, id: row.id, key })
}

async function takeParts(r: Receiving, group: readonly StoredRow[], joined: Joined, key: string): Promise<void> {
  const byId = new Map(group.map((one) => [one.id, one]))
  const rows = joined.ids.flatMap((id) => byId.get(id) ?? [])
  for (const one of rows) r.taken.add(one.id)
  await clearTimer(r.sql, 'b:parts', `${r.pair.lo}:${r.pair.hi}:${r.pair.archiveNo}:${key}`)
  await takeText(r, rows, joined)
}

/** The known rows that may belong to the same text, this one left out. */
async function siblingsOf(r: Receiving, row: StoredRow, key: string): Promise<RowAtB[]> {
  const near = await rowsFrom(r.sql, r.pair.lo, r.pair.hi, r.pair.archiveNo, Math.max(1, row.id - reach))
  return near.filter((other) => other.id !== row.id && !r.fresh.has(other.id) && (other.role === 'PART' || other.role === 'BODY') && partKey(other.row) === key)
    .concat(near.filter((other) => other.id !== row.id && r.fresh.has(other.id) && other.role !== 'NONE' && partKey(other.row) === key))
}

/** A part that came after its text was shown without it: the text is made whole by an edit. */
async function lateParts(r: Receiving, siblings: readonly RowAtB[], messageId: string): Promise<void> {
  const mine = siblings.filter((sibling) => sibling.messageId === messageId).map((sibling) => sibling.row)
  const late = [...r.fresh.values()].filter((row) => r.taken.has(row.id) && !mine.some((known) => known.id === row.id) && partKey(row) === partKey(mine[0] ?? row))
  const joined = joinParts([...mine, ...late])
  if (joined === null) return
  const rows = [...mine, ...late].filter((row) => joined.ids.includes(row.id)).sort((a, b) => joined.ids.indexOf(a.id) - joined.ids.indexOf(b.id))
  for (const row of late) if (!joined.ids.includes(row.id)) await acceptRows(r, [row], { notes: [] })
  if (late.some((row) => joined.ids.includes(row.id))) {
    await replaceBody(r, rows, joined.text, joined.missing.length > 0 ? [fromB('PART_MISSING', joined.missing.join(','))] : [], messageId)
  }
}

/** The timer of incomplete parts: what is here is shown; a single part stays as typed. */
export async function showParts(r: Receiving, row: StoredRow, key: string): Promise<void> {
  const waiting = (await siblingsOf(r, { ...row, id: -1 }, key)).filter((sibling) => sibling.role === 'PART').map((sibling) => sibling.row)
  const joined = joinParts(waiting)
  if (joined === null) { for (const one of waiting) await takeText(r, [one], undefined); return }
  await takeParts(r, waiting, joined, key)
  for (const id of joined.repeated) {
    const again = waiting.find((one) => one.id === id)
    if (again !== undefined) await takeText(r, [again], undefined)
  }
}

/** In a room: what it wrote itself is no message; somebody who is no member is told so, once per row. */
async function fromMember(r: Receiving, row: StoredRow): Promise<boolean> {
  const person = r.people.get(row.from)
  if (row.from === r.ours || person === undefined) { await place(r, row, { messageId: null, role: 'LINE' }); return false }
  const members = await activeMembers(r.sql, r.pair.conversationId)
  if (members.some((member) => member.id === person.id)) return true
  await enqueue(r.sql, 'B', refusalRow(r, row))
  return false
}
