import type { PairRow } from '@switchboard/company-b/pair/row'
import { looksLikeOurTag } from '@switchboard/company-b/text/tag'
import { appendEvent, lockConversation } from '../../adapters/postgres/append-event.ts'
import { putHistoryFirst } from '../../adapters/postgres/put-history-first.ts'
import type { NewAttachment } from '../../adapters/postgres/media-at-b.ts'
import { settlePair, type PairState } from '../../adapters/postgres/pair-at-b.ts'
import { isOurTag } from '../../adapters/postgres/echo-at-b.ts'
import { raiseReadPosition } from '../../adapters/postgres/read-position.ts'
import { readUpTo } from '../../adapters/postgres/message-at-b.ts'
import { markArchived, rowsFrom, storeRows, type RowAtB, type StoredRow } from '../../adapters/postgres/row-at-b.ts'
import type { Sql } from '../../adapters/postgres/transaction.ts'
import { activeMembers } from '../../adapters/postgres/identity.ts'
import type { MergedLook } from './merge-look.ts'
import type { PairPeople } from './pair-people.ts'
import { receiveDeletion, receiveHidden } from './receive-deletion.ts'
import { receiveReaction } from './receive-reaction.ts'
import { receiveRow } from './receive-row.ts'
import { receiveStatus } from './receive-status.ts'
import { atPlace, pairObject, type Receiving } from './receiving.ts'
import type { Scene } from './scene.ts'

export interface LookToApply {
  scene: Scene
  sql: Sql
  pair: PairState & { conversationId: string }
  who: Exclude<PairPeople, { kind: 'strangers' }>
  look: MergedLook
  media: ReadonlyMap<number, NewAttachment>
  begunAt: Date
}

export interface Applied {
  /** Tells subscribers; to be called after the commit. */
  publish(): void
}

/** Writes what a look found, in id order, in the caller's transaction that holds the pair. */
export async function applyLook({ scene, sql, pair, who, look, media, begunAt }: LookToApply): Promise<Applied> {
  const conversation = await lockConversation(sql, pair.conversationId)
  if (conversation === undefined) throw new Error('the conversation vanished')
  const birth = who.ours === null && (pair.version === null || conversation.birth !== 'BORN')
  if (look.archived) await startAnew(sql, pair, begunAt)
  const now = { ...pair, archiveNo: pair.archiveNo + (look.archived ? 1 : 0), top: look.top }
  const fresh = new Map(look.changes.flatMap((change): [number, StoredRow][] => (change.kind === 'new' ? [[change.id, look.rows.get(change.id) ?? change.row]] : [])))
  const receiving: Receiving = {
    scene, sql, pair: now, people: who.people, ours: who.ours, room: who.kind === 'room', history: birth, fresh, taken: new Set(), media,
    events: [], readers: new Set(), delivered: new Set(), hiddenFor: new Set(),
  }
  if (birth && conversation.birth !== 'BORN') await beginLog(receiving)
  const known = await refreshKnown(receiving, look)
  await storeRows(sql, [...fresh.values()].map((row) => atPlace(receiving, row, { messageId: null, role: 'NONE' })))
  for (const change of look.changes) {
    if (change.kind === 'new') {
      if (receiving.history && await isOurs(receiving, change.row)) await endBirth(receiving)
      await receiveRow(receiving, look.rows.get(change.id) ?? change.row)
      continue
    }
    const row = known.get(change.id)
    if (row === undefined) continue
    if (change.kind === 'deleted') await receiveDeletion(receiving, row)
    else if (change.kind === 'status') await receiveStatus(receiving, row, change.status)
    else await receiveReaction(receiving, row, change)
  }
  if (look.hidden.length > 0) await applyHidden(receiving, look)
  await moveReaders(receiving)
  await settlePair(sql, now, begunAt, look.changes.length > 0 && !birth)
  if (receiving.history) await endBirth(receiving)
  return { publish: () => { publish(receiving, birth) } }
}

/** What we sent ourselves ends the history: rows behind it came after messages that stand in the log already. */
async function isOurs(r: Receiving, row: PairRow): Promise<boolean> {
  return looksLikeOurTag(row.tag) && isOurTag(r.sql, pairObject(r.pair), row.from, row.tag ?? '')
}

/** The known rows the look covers, with what it shows of them stored. */
async function refreshKnown(r: Receiving, look: MergedLook): Promise<Map<number, RowAtB>> {
  const touched = new Set([...look.changes.map((change) => change.id), ...look.hidden.map(({ id }) => id)])
  const known = new Map((await rowsFrom(r.sql, r.pair.lo, r.pair.hi, r.pair.archiveNo, look.coveredFrom)).map((row) => [row.id, row]))
  const changed: RowAtB[] = []
  for (const [id, row] of known) {
    const now = look.rows.get(id)
    if (now === undefined || !touched.has(id)) continue
    // What a marker no longer says (quote, life span, link) is still needed to judge its deletion.
    const whole = { ...row, row: { ...row.row, ...now } }
    known.set(id, whole)
    changed.push(whole)
  }
  await storeRows(r.sql, changed)
  return known
}

/** B's people emptied the pair: ids begin again, and what of ours was not seen before cannot be seen any more. */
async function startAnew(sql: Sql, pair: PairState, begunAt: Date): Promise<void> {
  await markArchived(sql, pair.lo, pair.hi, pair.archiveNo)
  await sql.query(
    `UPDATE messages.intent i SET closed_at = clock_timestamp() FROM messages.outbox o
      WHERE i.company = 'B' AND i.object = $1 AND i.closed_at IS NULL AND o.id = i.outbox_id AND o.state = 'SENT' AND o.done_at < $2`, [pairObject(pair), begunAt])
}

async function applyHidden(r: Receiving, look: MergedLook): Promise<void> {
  const rows = new Map((await rowsFrom(r.sql, r.pair.lo, r.pair.hi, r.pair.archiveNo, look.coveredFrom)).map((row) => [row.id, row]))
  for (const { id, uid } of look.hidden) {
    const row = rows.get(id)
    if (row !== undefined) await receiveHidden(r, row, uid)
  }
}

async function moveReaders(r: Receiving): Promise<void> {
  for (const uid of r.readers) {
    const reader = r.people.get(uid)
    if (reader === undefined) continue
    const upTo = await readUpTo(r.sql, r.pair.conversationId, reader.id, r.pair.lo, r.pair.hi, uid)
    if (upTo !== undefined) await raiseReadPosition(r.sql, r.pair.conversationId, reader.id, upTo)
  }
}

async function beginLog(r: Receiving): Promise<void> {
  const members = await activeMembers(r.sql, r.pair.conversationId)
  await appendEvent(r.sql, {
    conversationId: r.pair.conversationId, kind: 'conversation.created', messageId: null, actorId: null, origin: 'B',
    payload: { kind: 'DIRECT', title: null, memberIds: members.map((member) => member.id) },
  }, { deliver: false })
}

/** The history stands behind what was accepted meanwhile: it goes first, and everybody's membership with it. */
async function endBirth(r: Receiving): Promise<void> {
  const { conversationId } = r.pair
  if (await putHistoryFirst(r.sql, conversationId, 'B')) await r.sql.query('UPDATE messages.member SET joined_seq = 1 WHERE conversation_id = $1', [conversationId])
  await r.sql.query(`UPDATE messages.conversation SET birth = 'BORN', birth_error = NULL WHERE id = $1`, [conversationId])
  r.history = false
  r.events.length = 0
  // The last message of the log is what lists show, and its time what orders them.
  await r.sql.query(
    `UPDATE messages.conversation c SET last_message_id = m.id, last_activity_at = least(now(), coalesce(m.source_at, m.accepted_at))
       FROM (SELECT id, source_at, accepted_at FROM messages.message WHERE conversation_id = $1 ORDER BY seq DESC LIMIT 1) m WHERE c.id = $1`, [conversationId])
}

function publish(r: Receiving, birth: boolean): void {
  const { live } = r.scene
  if (birth) live.inbox([...r.people.values()].map((person) => person.id), r.pair.conversationId)
  live.events(r.events)
  for (const messageId of r.delivered) live.delivery({ conversationId: r.pair.conversationId, messageId })
  if (r.hiddenFor.size > 0) live.inbox([...r.hiddenFor])
  if (r.events.length > 0) { r.scene.wake('A'); r.scene.wake('B') }
}

