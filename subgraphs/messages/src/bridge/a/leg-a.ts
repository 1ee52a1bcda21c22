import { clearTimer } from '../../adapters/postgres/timer.ts'
import { inTransaction } from '../../adapters/postgres/transaction.ts'
import { atA } from '../../adapters/postgres/conversation-at-a.ts'
import { activeMembers, idAt } from '../../adapters/postgres/identity.ts'
import type { LegModule } from '../../ports/leg-module.ts'
import type { LegParts } from '../../ports/leg-parts.ts'
import { bearConversations } from './births.ts'
import { convergeMember, convergeMessage, convergeTitle } from './converge.ts'
import { freezeForA } from './freeze.ts'
import { followFeed } from './ingest.ts'
import { performForA } from './perform.ts'
import { planForA } from './plan.ts'
import { preparation } from './prepare.ts'
import { reconcile } from './reconcile.ts'
import { keepWebhook, takeWebhook } from './webhook.ts'

/** Company A's module: its feed in, its leg out, the births of its conversations. */
export function legA(parts: LegParts): LegModule {
  const prepare = preparation(parts)
  return {
    company: 'A',
    leg: {
      company: 'A',
      plan: planForA,
      freeze: (row) => freezeForA(parts, row),
      perform: (row) => performForA(parts, row),
    },
    ingest: async (signal, lease) => {
      await Promise.all([followFeed(parts, prepare, signal, lease), keepWebhook(parts, signal)])
    },
    births: (signal) => bearConversations(parts, prepare, signal),
    timers: {
      'a:reconcile': (timer) => reconcile(parts, prepare, timer),
      'a:converge': (timer) => inTransaction(parts.pool, async (sql) => {
        await clearTimer(sql, 'a:converge', timer.key)
        const { messageId, conversationId } = timer.payload as { messageId: string | null; conversationId: string }
        if (messageId !== null) return convergeMessage(sql, messageId)
        const place = await atA(sql, conversationId)
        if (!place) return
        await convergeTitle(sql, conversationId, place.nativeId)
        for (const member of await activeMembers(sql, conversationId)) {
          const person = idAt(member, 'A')
          if (person !== null) await convergeMember(sql, conversationId, place.nativeId, member.id, person)
        }
      }),
    },
    route: (request, response) => takeWebhook(parts, request, response),
  }
}
