import type { Redis } from 'ioredis'
import { LRUCache } from 'lru-cache'
import type { Log } from '@switchboard/service-kit/log'
import type { Metrics } from '@switchboard/service-kit/metrics'
import type { LogEvent } from '../../domain/event.ts'
import type { Live } from '../../ports/live.ts'
import { topics, type ConversationNotice, type InboxNotice, type TypingNotice } from '../../ports/topics.ts'

export interface RedisLiveOptions {
  /** A connection for commands; without an offline queue, so that an outage of Redis costs no memory. */
  publisher: Redis
  /** The active members of a conversation: whose lists an event changes. */
  membersOf: (conversationId: string) => Promise<readonly string[]>
  log: Log
  metrics: Metrics
}

/** Members are remembered this long: an inbox that misses a notice re-reads by itself. */
const membersKeptMs = 2_000

/** Publishes to Redis after the commit, in one round trip per call. Never throws; what Redis loses the log still has. */
export function redisLive({ publisher, membersOf, log, metrics }: RedisLiveOptions): Live {
  const lag = metrics.histogram('messages_log_to_redis_seconds', 'From the commit of an event to its hand-over to Redis.')
  const failures = metrics.counter('messages_live_publish_failures_total', 'Notices that Redis did not take; readers find the events in the log.')
  const members = new LRUCache<string, Promise<readonly string[]>>({ max: 10_000, ttl: membersKeptMs })

  function publish(notices: readonly (readonly [topic: string, payload: ConversationNotice | InboxNotice | TypingNotice])[]): void {
    if (notices.length === 0) return
    const pipeline = publisher.pipeline()
    for (const [topic, payload] of notices) pipeline.publish(topic, JSON.stringify(payload))
    pipeline.exec().then(
      (answers) => { for (const [error] of answers ?? []) if (error) failed(error) },
      failed)
  }
  function failed(err: unknown): void {
    failures.inc()
    log.debug({ err }, 'Redis did not take a notice')
  }

  function touched(event: LogEvent): Promise<readonly string[]> {
    if (event.kind === 'conversation.created') return Promise.resolve(event.payload.memberIds)
    const { conversationId } = event
    if (event.kind === 'member.added' || event.kind === 'member.removed') members.delete(conversationId)
    const known = members.get(conversationId)
    if (known) return known
    const read = membersOf(conversationId)
    members.set(conversationId, read)
    read.catch(() => members.delete(conversationId))
    return read
  }

  async function tellInboxes(events: readonly LogEvent[]): Promise<void> {
    const changed = new Map<string, Set<string>>()
    for (const event of events) {
      const ids = changed.get(event.conversationId) ?? new Set()
      changed.set(event.conversationId, ids)
      for (const id of await touched(event)) ids.add(id)
      if (event.kind === 'member.added' || event.kind === 'member.removed') ids.add(event.payload.identityId)
    }
    publish([...changed].flatMap(([conversationId, ids]) => [...ids].map((id) => [topics.inbox(id), { conversationId }] as const)))
  }

  return {
    events(events) {
      try {
        publish(events.map((event) => [topics.conversation(event.conversationId), { event }] as const))
        for (const event of events) lag.observe(Math.max(0, Date.now() - Date.parse(event.at)) / 1_000)
        tellInboxes(events).catch(failed)
      } catch (error) {
        failed(error)
      }
    },
    delivery: ({ conversationId, messageId }) => { publish([[topics.conversation(conversationId), { delivery: messageId }]]) },
    inbox: (identityIds, conversationId) => { publish(identityIds.map((id) => [topics.inbox(id), { conversationId: conversationId ?? null }])) },
    typing: (conversationId, identityId, until) => { publish([[topics.typing(conversationId), { identityId, until: until.toISOString() }]]) },
  }
}
