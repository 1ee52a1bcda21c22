import { SwitchboardError } from '@switchboard/domain/errors'
import { identitiesOf, type PersonIdentity } from '../adapters/postgres/people.ts'
import type { Sql } from '../adapters/postgres/transaction.ts'
import type { Viewer } from '../domain/viewer.ts'

/**
 * The identity that stands for each person towards the viewer: the one at the viewer's company, else the one used last
 * (architecture.md, Identity). In the order of `personIds`, each person once.
 * @throws SwitchboardError NOT_FOUND (no such person), GONE (only closed accounts)
 */
export async function chooseIdentities(sql: Sql, viewer: Viewer, personIds: readonly string[]): Promise<PersonIdentity[]> {
  if (personIds.length === 0) return []
  const byPerson = Map.groupBy(await identitiesOf(sql, personIds), (identity) => identity.askedAs)
  const choices = personIds.map((personId) => {
    const all = byPerson.get(personId)
    if (!all) throw new SwitchboardError('NOT_FOUND', 'There is no such person.')
    const open = all.filter((identity) => !identity.closed)
    if (open.length === 0) throw new SwitchboardError('GONE', 'This person has left.')
    const near = open.filter((identity) => identity.company === viewer.company)
    return near.length > 0 ? near : open
  })
  const chosen = choices.map((choice) => choice.reduce((best, other) => (usedAt(other) > usedAt(best) ? other : best)))
  return [...new Map(chosen.map((identity) => [identity.id, identity])).values()]
}

const usedAt = (identity: PersonIdentity) => identity.lastUsedAt?.getTime() ?? 0
