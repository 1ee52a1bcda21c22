import type { Redis } from 'ioredis'
import { topics } from '../../ports/topics.ts'

/** Whether this call of `sendTyping` has an effect: at most one per member and 3 s. Without Redis none has: typing is lossy. */
export async function mayType(commands: Redis, conversationId: string, identityId: string): Promise<boolean> {
  try {
    return await commands.set(`${topics.typing(conversationId)}:${identityId}`, '1', 'PX', 3_000, 'NX') === 'OK'
  } catch {
    return false
  }
}
