import { pollEvents, type CompanyBEvent, type PollPosition, type Polled } from '@switchboard/company-b/operation/poll'
import { hintAfterLoss, hintPair, mustHold, positionAtB, storePositionAtB, type Hint, type PairKey } from '../../adapters/postgres/pair-at-b.ts'
import { inTransaction } from '../../adapters/postgres/transaction.ts'
import type { HeldLease } from '../../ports/leg-module.ts'
import { pause } from '../duty.ts'
import { askForLists } from './lists-in.ts'
import type { Scene } from './scene.ts'
import { walkAgain } from './walk.ts'

/** How long somebody is shown typing, in ms (mapping.md, "Typing"). */
const typingMs = 6_000

/**
 * Reads B's events until `signal` is aborted. Each is a hint that a pair changed, stored with the position that it was read
 * at; what it says is read from the pair itself. After a loss every active pair is looked at, and everybody's threads.
 */
export async function pollB(scene: Scene, lease: HeldLease, signal: AbortSignal): Promise<void> {
  let failing = false
  const ended = () => signal.aborted
  while (!ended()) {
    try {
      await pollOnce(scene, lease, signal)
      if (failing) scene.log.info('the poll of company B works again')
      failing = false
    } catch (error) {
      if (ended()) return
      if (!failing) scene.log.warn({ err: error }, 'the poll of company B failed; it is begun again until it works')
      failing = true
      await pause(scene.tempo.pollAgainMs, signal)
    }
  }
}

async function pollOnce(scene: Scene, lease: HeldLease, signal: AbortSignal): Promise<void> {
  const position = await positionAtB<PollPosition>(scene.pool, 'B:poll') ?? null
  const polled = await pollEvents(scene.b, position, { waitSeconds: scene.tempo.pollSeconds, signal })
  const hints = hintsOf(polled.events)
  await inTransaction(scene.pool, async (sql) => {
    await mustHold(sql, lease)
    for (const { pair, ...hint } of hints) await hintPair(sql, pair.lo, pair.hi, hint)
    for (const event of polled.events) if (event.kind === 'list') await askForLists(sql, event.by)
    if (polled.reset) {
      await hintAfterLoss(sql)
      await walkAgain(sql)
    }
    await storePositionAtB(sql, 'B:poll', polled.position)
  })
  if (hints.length > 0 || polled.reset) scene.hinted.ring()
  if (polled.reset && position !== null) scene.log.warn({ position, now: polled.position }, 'company B lost events; everything active is read again')
  await tell(scene, polled)
}

/** One hint per pair: how deep the changed rows lie, and whether one side's view differs now. */
export function hintsOf(events: readonly CompanyBEvent[]): (Hint & { pair: PairKey })[] {
  const hints = new Map<string, Hint & { pair: PairKey }>()
  for (const event of events) {
    if (event.kind !== 'message' && event.kind !== 'deleted' && event.kind !== 'reaction' && event.kind !== 'status') continue
    const key = `${event.pair.low}:${event.pair.high}`
    const hint = hints.get(key) ?? { pair: { lo: event.pair.low, hi: event.pair.high } }
    const ids = event.kind === 'message' ? [] : event.kind === 'status' ? event.ids : [event.id]
    if (ids.length > 0) hint.downTo = Math.min(hint.downTo ?? Infinity, ...ids)
    if (event.kind === 'deleted' && !event.forAll) hint.both = true
    hints.set(key, hint)
  }
  return [...hints.values()]
}

/** What is no state of a pair: names are read again by the directory, typing is passed on and forgotten. */
async function tell(scene: Scene, polled: Polled): Promise<void> {
  for (const event of polled.events) {
    if (event.kind === 'name') await scene.directory.applyUserB(event.uid)
    else if (event.kind === 'typing') await showTyping(scene, { lo: event.pair.low, hi: event.pair.high }, event.by)
  }
  const last = polled.events.at(-1)
  if (last !== undefined) scene.counts.feedLag('B', Math.max(0, Date.now() - last.at) / 1_000)
}

async function showTyping(scene: Scene, pair: PairKey, uid: number): Promise<void> {
  const { rows } = await scene.pool.query<{ conversationId: string; identityId: string }>(
    `SELECT p.conversation_id AS "conversationId", i.id AS "identityId" FROM messages.pair_at_b p JOIN users.identity_card i ON i.company = 'B' AND i.native_id = $3
      WHERE p.lo = $1 AND p.hi = $2 AND p.conversation_id IS NOT NULL`, [pair.lo, pair.hi, String(uid)])
  for (const row of rows) scene.live.typing(row.conversationId, row.identityId, new Date(Date.now() + typingMs))
}
