import type { PubSub } from '@switchboard/service-kit/pubsub'
import type { Log } from '@switchboard/service-kit/log'
import type { Redis } from 'ioredis'
import { z } from 'zod'
import { presenceLifetimeMs, type PresenceState } from '../../domain/presence.ts'

/** What is known of a person's presence; `until` and `at` in milliseconds since 1970. */
export interface Reported { state: PresenceState; at: number | null; until: number }

const stored = z.object({ state: z.enum(['ONLINE', 'AWAY', 'OFFLINE']), at: z.number().nullable(), until: z.number() })
const seenSeconds = 30 * 86_400
const now = (id: string) => `switchboard:presence:${id}`
const seen = (id: string) => `switchboard:seen:${id}`
const topic = (id: string) => `switchboard:presence-changed:${id}`
const nowhere: Reported = { state: 'OFFLINE', at: null, until: 0 }

export type PresenceStore = ReturnType<typeof redisPresence>

/** Presence lives in Redis alone: keys that expire, and a message at each report. Without Redis everybody is offline. */
export function redisPresence(redis: Redis, pubsub: PubSub, log: Log) {
  return {
    async report(personId: string, state: PresenceState): Promise<Reported> {
      const at = Date.now()
      const reported: Reported = { state, at, until: state === 'OFFLINE' ? at : at + presenceLifetimeMs }
      try {
        const commands = redis.multi().set(seen(personId), at, 'EX', seenSeconds)
        await (state === 'OFFLINE' ? commands.del(now(personId)) : commands.set(now(personId), JSON.stringify(reported), 'PX', presenceLifetimeMs)).exec()
      } catch (err) {
        log.warn({ err }, 'presence is not kept: Redis cannot be reached')
      }
      await pubsub.publish(topic(personId), reported)
      return reported
    },

    async read(personIds: readonly string[]): Promise<Reported[]> {
      if (personIds.length === 0) return []
      try {
        const values = await redis.mget([...personIds.map(now), ...personIds.map(seen)])
        return personIds.map((_id, at) => parse(values[at]) ?? { ...nowhere, at: values[personIds.length + at] == null ? null : Number(values[personIds.length + at]) })
      } catch (err) {
        log.warn({ err }, 'presence is not known: Redis cannot be reached')
        return personIds.map(() => nowhere)
      }
    },

    /** Reports of one person as they are made; lossy. Answers how to stop. */
    listen: (personId: string, report: (reported: Reported) => void) => pubsub.listen(topic(personId), (payload) => {
      const parsed = stored.safeParse(payload)
      if (parsed.success) report(parsed.data)
    }),

    onReady: (listener: () => void) => pubsub.onReady(listener),
  }
}

function parse(text: string | null | undefined): Reported | undefined {
  if (text === null || text === undefined) return undefined
  const parsed = stored.safeParse(JSON.parse(text))
  return parsed.success ? parsed.data : undefined
}
