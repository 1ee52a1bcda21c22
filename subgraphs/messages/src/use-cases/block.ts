import { SwitchboardError } from '@switchboard/domain/errors'
import { setBlocked } from '../adapters/postgres/block-row.ts'
import { identitiesById } from '../adapters/postgres/identity.ts'
import { enqueue } from '../adapters/postgres/outbox.ts'
import { identitiesOf } from '../adapters/postgres/people.ts'
import { inTransaction } from '../adapters/postgres/transaction.ts'
import { existingId } from '../domain/limits.ts'
import type { Viewer } from '../domain/viewer.ts'
import type { Services } from './services.ts'

/**
 * Blocks or unblocks a person by all identities of both. Company B has blocks of its own, so it is told of those whose
 * blocker is its native. Answers the id of the person as it is now. @throws SwitchboardError NOT_FOUND, BAD_INPUT (oneself)
 */
export async function block(services: Services, viewer: Viewer, personId: string, blocked: boolean): Promise<string> {
  const theirs = await identitiesOf(services.pool, [existingId(personId)])
  const [one] = theirs
  if (!one) throw new SwitchboardError('NOT_FOUND', 'There is no such person.')
  if (one.personId === viewer.personId) throw new SwitchboardError('BAD_INPUT', 'Nobody can block themself.')
  await inTransaction(services.pool, async (sql) => {
    const changed = await setBlocked(sql, viewer.identityIds, theirs.map((identity) => identity.id), blocked)
    const blockers = await identitiesById(sql, viewer.identityIds)
    for (const { blockerId, blockedId } of changed) {
      if (blockers.get(blockerId)?.company !== 'B') continue
      await enqueue(sql, 'B', {
        kind: 'block', lane: `block:${blockerId}`, target: `block:${blockerId}:${blockedId}`, part: 0, payload: { blockerId, blockedId, blocked },
        conversationId: null, messageId: null,
      })
    }
  })
  services.wake()
  return one.personId
}
