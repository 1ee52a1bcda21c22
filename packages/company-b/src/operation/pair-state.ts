import type { CompanyB } from '../client.ts'
import { lastSeenOf } from '../translate/person.ts'

export interface PeerState {
  /** B's clock, epoch ms; null: not since B started. */
  lastTyped: number | null
  lastSeen: number | null
  gone: boolean
}

/** When the peer last typed to `as`, and when it was last there. */
export async function peerState(client: CompanyB, as: number, peer: number): Promise<PeerState> {
  const { lastTyped, seen, gone } = await client.ask('peer', { with: peer }, { as })
  return { lastTyped: lastTyped === 0 ? null : lastTyped, lastSeen: lastSeenOf(seen), gone: gone === 1 }
}

/** Shows `as` typing to the peer. Lossy by design: no intent, no repeat. */
export async function showTyping(client: CompanyB, as: number, peer: number): Promise<void> {
  await client.ask('typing', { with: peer }, { as })
}
