import type { IdentityRecord } from '@switchboard/users/directory'
import type { PairKey } from '../../adapters/postgres/pair-at-b.ts'
import type { Scene } from './scene.ts'

/** Who the two sides of a pair are. `people` holds the identities by uid: natives, and those that our shadows stand for. */
export type PairPeople =
  /** Two people. `ours`: the side that is our shadow, if any. */
  | { kind: 'direct'; people: ReadonlyMap<number, IdentityRecord>; ours: number | null }
  /** A person and the shadow of a group. */
  | { kind: 'room'; people: ReadonlyMap<number, IdentityRecord>; ours: number; conversationId: string }
  /** Nobody here knows one of them (another partner's shadow): no business of ours. */
  | { kind: 'strangers' }

/** Finds out who stands behind a pair; people not stored yet are read from B and stored. */
export async function pairPeople(scene: Pick<Scene, 'directory'>, { lo, hi }: PairKey): Promise<PairPeople> {
  const resolved = await scene.directory.resolveAll('B', [String(lo), String(hi)])
  const people = new Map<number, IdentityRecord>()
  let ours: number | null = null
  let room: { uid: number; conversationId: string } | undefined
  for (const uid of [lo, hi]) {
    const who = resolved.get(String(uid))
    if (who === undefined || who.kind === 'unknown') return { kind: 'strangers' }
    if (who.kind === 'room') room = { uid, conversationId: who.conversationId }
    else people.set(uid, who.identity)
    if (who.kind === 'shadow') ours = uid
  }
  if (room !== undefined) return people.size === 1 && ours === null ? { kind: 'room', people, ours: room.uid, conversationId: room.conversationId } : { kind: 'strangers' }
  const natives = [...people.values()].filter((person) => person.company === 'B')
  return natives.length === 0 || people.size < 2 ? { kind: 'strangers' } : { kind: 'direct', people, ours }
}

/**
 * The sides as whom a pair is read, best first. Our shadows hide nothing, so their view is whole; people's is not.
 * A closed account cannot be read as.
 */
export function viewers(pair: PairKey, who: Exclude<PairPeople, { kind: 'strangers' }>): number[] {
  const uids = [pair.lo, pair.hi].filter((uid) => uid === who.ours || who.people.get(uid)?.closedAt === null || who.people.get(uid)?.company === 'A')
  return uids.sort((a, b) => Number(b === who.ours) - Number(a === who.ours))
}
