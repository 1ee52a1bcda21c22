import { isRefused } from '@switchboard/company-a/errors'
import type { Caller } from '@switchboard/company-a/link'
import { activeMembers, idAt } from '../../adapters/postgres/identity.ts'
import type { LegParts } from '../../ports/leg-parts.ts'

/** As which user of A a call is made. */
export const acting = (actAs: string): Caller => ({ by: 'service', actAs })

/**
 * Reads something of a conversation of A as one of its members: A shows it to nobody else. `first` are tried before the
 * members that we know of. Undefined when nobody of them may see it.
 */
export async function asMember<T>(parts: LegParts, conversationId: string | undefined, first: readonly (string | null)[], read: (as: Caller) => Promise<T>): Promise<T | undefined> {
  const tried = new Set<string>()
  const attempt = async (id: string | null): Promise<{ answer: T } | undefined> => {
    if (id === null || tried.has(id) || tried.size >= 20) return undefined
    tried.add(id)
    try {
      return { answer: await read(acting(id)) }
    } catch (error) {
      if (isRefused(error, 'not-found', 'act-as-not-allowed')) return undefined
      throw error
    }
  }
  for (const id of first) {
    const got = await attempt(id)
    if (got) return got.answer
  }
  if (conversationId === undefined) return undefined
  for (const member of await activeMembers(parts.pool, conversationId)) {
    const got = await attempt(idAt(member, 'A'))
    if (got) return got.answer
  }
  return undefined
}
