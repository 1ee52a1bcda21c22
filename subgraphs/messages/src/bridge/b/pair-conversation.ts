import { lockConversation } from '../../adapters/postgres/append-event.ts'
import { openDirect } from '../../adapters/postgres/open-conversation.ts'
import { tiePair, type PairState } from '../../adapters/postgres/pair-at-b.ts'
import { inTransaction } from '../../adapters/postgres/transaction.ts'
import type { PairPeople } from './pair-people.ts'
import type { Scene } from './scene.ts'

/**
 * The conversation that a pair belongs to, opened when there is none: one DIRECT per two identities, born by its first look
 * when both are people of B. 'waits': its log is being born from A's history and takes nothing until then.
 */
export async function pairConversation(scene: Scene, pair: PairState, who: Exclude<PairPeople, { kind: 'strangers' }>): Promise<{ conversationId: string } | 'waits'> {
  const conversationId = pair.conversationId ?? await open(scene, pair, who)
  const conversation = await lockConversation(scene.pool, conversationId)
  if (conversation === undefined) throw new Error(`pair ${pair.lo}:${pair.hi} belongs to no conversation`)
  if (conversation.birth !== 'BORN' && (who.kind === 'room' || who.ours !== null)) return 'waits'
  return { conversationId }
}

async function open(scene: Scene, pair: PairState, who: Exclude<PairPeople, { kind: 'strangers' }>): Promise<string> {
  if (who.kind === 'room') {
    await tiePair(scene.pool, pair.lo, pair.hi, who.conversationId)
    return who.conversationId
  }
  const [one, other] = [who.people.get(pair.lo), who.people.get(pair.hi)]
  if (one === undefined || other === undefined) throw new Error('a pair without people')
  const opened = await inTransaction(scene.pool, async (sql) => {
    const opened = await openDirect(sql, one.id, other.id, { origin: 'B', createdBy: null, birth: who.ours === null ? 'WAITING' : 'BORN' })
    await tiePair(sql, pair.lo, pair.hi, opened.conversationId)
    return opened
  })
  if (opened.created !== undefined) scene.live.events([opened.created])
  scene.live.inbox([one.id, other.id])
  return opened.conversationId
}
