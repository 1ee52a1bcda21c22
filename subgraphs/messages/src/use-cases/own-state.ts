import { SwitchboardError } from '@switchboard/domain/errors'
import { setArchived, setMutedUntil } from '../adapters/postgres/own-marks.ts'
import { logReadPositions, raiseReadPosition } from '../adapters/postgres/read-position.ts'
import type { Viewer } from '../domain/viewer.ts'
import { ownConversation } from './access.ts'
import { startExpiry } from './expire-message.ts'
import { announce, type Services } from './services.ts'

/** Moves the viewer's read position forward, never back, and starts the clocks of expiring messages. @throws SwitchboardError NOT_FOUND, BAD_INPUT */
export async function markRead(services: Services, viewer: Viewer, id: string, upToSeq: number): Promise<string> {
  if (upToSeq < 0) throw new SwitchboardError('BAD_INPUT', 'upToSeq is at least 0.')
  const { me, readSeq } = await ownConversation(services.pool, viewer, id)
  const position = await raiseReadPosition(services.pool, id, me, upToSeq)
  if (position === undefined) return id
  await startExpiry(services.pool, id, me, readSeq, position)
  // What comes within a second of the last one stays for the worker's sweep (delivery.md, Writing 5).
  announce(services, await logReadPositions(services.pool, id, 'GRAPH'))
  services.live.inbox([me], id)
  return id
}

/** How long a sign of typing holds. */
const typingMs = 6_000

/** Says that the viewer types; lossy, at most once per 3 s has an effect. @throws SwitchboardError NOT_FOUND */
export async function sendTyping(services: Services, viewer: Viewer, id: string): Promise<boolean> {
  const { me } = await ownConversation(services.pool, viewer, id)
  if (!await services.mayType(id, me)) return false
  services.live.typing(id, me, new Date(Date.now() + typingMs))
  return true
}

/** Archives a conversation for the viewer alone, or takes it back. @throws SwitchboardError NOT_FOUND */
export async function archive(services: Services, viewer: Viewer, id: string, archived: boolean): Promise<string> {
  const { me } = await ownConversation(services.pool, viewer, id)
  await setArchived(services.pool, id, me, archived)
  services.live.inbox([me], id)
  return id
}

/** Mutes a conversation for the viewer alone. @throws SwitchboardError NOT_FOUND */
export async function mute(services: Services, viewer: Viewer, id: string, until: Date | null): Promise<string> {
  const { me } = await ownConversation(services.pool, viewer, id)
  await setMutedUntil(services.pool, id, me, until)
  services.live.inbox([me], id)
  return id
}
