import { z } from 'zod'
import { joinParts, partOf } from '@switchboard/company-b/text/join'
import { escape } from '@switchboard/company-b/text/escape'
import { lockConversation } from '../../adapters/postgres/append-event.ts'
import { editMessage } from '../../adapters/postgres/change-message.ts'
import { messageFacts } from '../../adapters/postgres/message-at-b.ts'
import { knownPair, touchPair, type PairState } from '../../adapters/postgres/pair-at-b.ts'
import { rowsFrom, rowsOfMessage, type RowAtB } from '../../adapters/postgres/row-at-b.ts'
import { clearTimer, type DueTimer } from '../../adapters/postgres/timer.ts'
import { inTransaction, type Sql } from '../../adapters/postgres/transaction.ts'
import type { LegModule } from '../../ports/leg-module.ts'
import { acceptTombstone } from './accept-rows.ts'
import { pairPeople } from './pair-people.ts'
import { deleteNow } from './receive-deletion.ts'
import { showParts } from './receive-row.ts'
import { fromB, type Receiving } from './receiving.ts'
import type { Scene } from './scene.ts'

const place = z.object({ lo: z.int(), hi: z.int(), archiveNo: z.int(), id: z.int(), key: z.string().optional() })
type Place = z.output<typeof place>

/** What happens when a wait is over: a deletion was no edit's first half, a part's siblings did not come. */
export function waitTimers(scene: Scene): LegModule['timers'] {
  return {
    'b:edit': (timer) => atRow(scene, timer, async (r, row) => { await finishDeletion(r, row) }),
    'b:parts': (timer) => atRow(scene, timer, async (r, row, { key }) => { if (key !== undefined) await showParts(r, row.row, key) }),
  }
}

async function atRow(scene: Scene, timer: DueTimer, work: (r: Receiving, row: RowAtB, at: Place) => Promise<void>): Promise<void> {
  const at = place.parse(timer.payload)
  const who = await pairPeople(scene, at)
  if (who.kind === 'strangers') { await clearTimer(scene.pool, timer.kind, timer.key); return }
  const publish = await inTransaction(scene.pool, async (sql) => {
    const pair = await lockPair(sql, at)
    if (!await clearTimer(sql, timer.kind, timer.key) || pair?.conversationId == null) return
    await lockConversation(sql, pair.conversationId)
    const [row] = await rowsFrom(sql, at.lo, at.hi, at.archiveNo, at.id)
    if (row?.id !== at.id) return
    const r: Receiving = {
      scene, sql, pair: { ...pair, conversationId: pair.conversationId, archiveNo: at.archiveNo }, people: who.people, ours: who.ours, room: who.kind === 'room', history: false,
      fresh: new Map(), taken: new Set(), media: new Map(), events: [], readers: new Set(), delivered: new Set(), hiddenFor: new Set(),
    }
    await work(r, row, at)
    await touchPair(sql, at.lo, at.hi)
    return () => {
      scene.live.events(r.events)
      if (r.events.length > 0) { scene.wake('A'); scene.wake('B') }
    }
  })
  publish?.()
}

async function lockPair(sql: Sql, at: Place): Promise<PairState | undefined> {
  await sql.query('SELECT FROM messages.pair_at_b WHERE lo = $1 AND hi = $2 FOR UPDATE', [at.lo, at.hi])
  return knownPair(sql, at.lo, at.hi)
}

/** No row replaced it: the message is deleted, or, when other parts of it still stand, shows what is left. */
async function finishDeletion(r: Receiving, row: RowAtB): Promise<void> {
  if (row.messageId === null) {
    if (row.role === 'NONE') await acceptTombstone(r, row.row)
    return
  }
  const facts = await messageFacts(r.sql, row.messageId)
  if (facts === undefined || facts.deleted || row.role !== 'BODY') return
  const parts = (await rowsOfMessage(r.sql, row.messageId)).filter((part) => part.role === 'BODY' && part.row.from === row.row.from && part.lo === row.lo && part.hi === row.hi)
  const left = parts.filter((part) => part.row.kind !== 'deleted').sort((a, b) => a.part - b.part)
  if (left.length === 0 || left.some((part) => part.row.kind !== 'text')) return deleteNow(r, row)
  const text = joinParts(left.map((part) => part.row))?.text ?? left.map((part) => partOf(part.row.text, 99)?.body ?? part.row.text).join('')
  const event = await editMessage(r.sql, {
    conversationId: r.pair.conversationId, messageId: row.messageId, body: escape(text), fidelity: [fromB('PART_MISSING', String(row.part))],
    actorId: r.people.get(row.row.from)?.id ?? null, origin: 'B',
  })
  if (event !== undefined) r.events.push(event)
}
