import { RedisPubSub } from 'graphql-redis-subscriptions'
import type { Redis } from 'ioredis'
import { BoundedQueue, type OverflowPolicy } from './bounded-queue.ts'
import type { Log } from './log.ts'

export interface PubSubOptions {
  /** A connection for commands. */
  publisher: Redis
  /** A connection of its own: once it has subscribed it can do nothing else. Open it with `maxRetriesPerRequest: null`. */
  subscriber: Redis
  log: Log
}

/**
 * Publish and subscribe over Redis: at most once, and messages sent while the connection was down are lost without a
 * sign. Never the record; after every `onReady` read the record again.
 */
export interface PubSub {
  /** Sends JSON. A failure is logged and answered with false, never thrown: the record is already written. */
  publish(topic: string, payload: unknown): Promise<boolean>
  /** Calls `listener` for each message of the topic; answers when Redis has confirmed. The answer ends it. */
  listen(topic: string, listener: (payload: unknown) => void): Promise<() => void>
  /** Messages of several topics in one bounded queue; `return` ends it. Payloads are not checked. */
  queue(topics: readonly string[], options: { limit: number; policy: OverflowPolicy }): Promise<BoundedQueue<unknown>>
  /** Calls back whenever the subscriber is connected (again); answers how to stop that. */
  onReady(listener: () => void): () => void
  /** Ends all queues and closes both connections. */
  close(): Promise<void>
}

interface Topic { listeners: Set<(payload: unknown) => void>; subscribed: Promise<number[]> }

export function createPubSub({ publisher, subscriber, log }: PubSubOptions): PubSub {
  const bus = new RedisPubSub({ publisher, subscriber })
  const topics = new Map<string, Topic>()
  const queues = new Set<BoundedQueue<unknown>>()
  let closed = false
  subscriber.on('error', (err: Error) => { log.warn({ err }, 'the connection for subscriptions broke') })

  /**
   * The library's two traps are kept shut here. One subscription per topic, never ended while it is pending: an early
   * unsubscribe leaks it, and the next message throws. And a second, idle one asked for at the same moment takes up
   * the library's own pending promise, whose rejection nobody else would handle.
   */
  function open(name: string): Topic {
    const listeners = new Set<(payload: unknown) => void>()
    const deliver = (payload: unknown) => {
      for (const listener of [...listeners]) {
        try {
          listener(payload)
        } catch (err) {
          log.error({ err, topic: name }, 'a listener failed')
        }
      }
    }
    const subscribed = Promise.all([bus.subscribe(name, deliver), bus.subscribe(name, () => undefined)])
    const topic = { listeners, subscribed }
    subscribed.catch(() => { if (topics.get(name) === topic) topics.delete(name) })
    topics.set(name, topic)
    return topic
  }

  async function leave(name: string, topic: Topic): Promise<void> {
    try {
      const ids = await topic.subscribed
      if (closed || topic.listeners.size > 0 || topics.get(name) !== topic) return
      topics.delete(name)
      for (const id of ids) bus.unsubscribe(id)
    } catch (err) {
      log.debug({ err, topic: name }, 'a topic was never subscribed')
    }
  }

  async function listen(name: string, listener: (payload: unknown) => void): Promise<() => void> {
    const topic = topics.get(name) ?? open(name)
    const own = (payload: unknown) => { listener(payload) }
    topic.listeners.add(own)
    const stop = () => { if (topic.listeners.delete(own) && topic.listeners.size === 0) void leave(name, topic) }
    try {
      await topic.subscribed
      return stop
    } catch (error) {
      stop()
      throw error
    }
  }

  return {
    async publish(name, payload) {
      try {
        await bus.publish(name, payload)
        return true
      } catch (err) {
        log.warn({ err, topic: name }, 'a message could not be published')
        return false
      }
    },
    listen,
    async queue(names, options) {
      const queue = new BoundedQueue<unknown>(options)
      queues.add(queue)
      queue.whenEnded(() => { queues.delete(queue) })
      const opened = await Promise.allSettled(names.map((name) => listen(name, (payload) => { queue.push(payload) })))
      for (const one of opened) if (one.status === 'fulfilled') queue.whenEnded(one.value)
      const failed = opened.find((one) => one.status === 'rejected')
      if (failed === undefined) return queue
      queue.end()
      throw failed.reason
    },
    onReady(listener) {
      subscriber.on('ready', listener)
      return () => { subscriber.off('ready', listener) }
    },
    async close() {
      closed = true
      for (const queue of [...queues]) queue.end()
      subscriber.disconnect()
      await publisher.quit().catch(() => { publisher.disconnect() })
    },
  }
}
