import { setTimeout as sleep } from 'node:timers/promises'
import type { Pool } from 'pg'
import { SwitchboardError } from '@switchboard/domain/errors'
import type { BoundedQueue } from '@switchboard/service-kit/bounded-queue'
import type { Log } from '@switchboard/service-kit/log'
import type { Metrics } from '@switchboard/service-kit/metrics'
import type { PubSub } from '@switchboard/service-kit/pubsub'
import { inboxState } from '../adapters/postgres/inbox-state.ts'
import { logAfter, logEnds } from '../adapters/postgres/log-after.ts'
import { standings, type Ground } from '../adapters/postgres/standing.ts'
import { topics, type ConversationNotice, type InboxNotice, type TypingNotice } from '../ports/topics.ts'
import type { Placed, ResyncReason } from '../domain/seam.ts'
import { ConversationStream, type StreamObserver } from './conversation-stream.ts'
import { InboxStream } from './inbox-stream.ts'

export interface OpenStreamsOptions {
  pool: Pool
  pubsub: PubSub
  log: Log
  metrics: Metrics
  /** Between two looks at the logs' ends; default 1,000. */
  sweepMs?: number
  /** Between two checks of sessions and memberships; default 10,000. */
  recheckMs?: number
  bufferSize?: number
}

/** How long a stream waits for Redis to confirm before it opens without it: the sweep carries it meanwhile. */
const subscribeWaitMs = 500

interface Guarded { ground: Ground; fail(error: Error): void; recheck?(): void }

/** All streams of this process: opens them, tells them what Redis says, and sweeps over them for what Redis lost. */
export class OpenStreams {
  readonly #options: OpenStreamsOptions
  readonly #conversations = new Map<string, Set<ConversationStream>>()
  readonly #inboxes = new Set<InboxStream>()
  readonly #guarded = new Set<Guarded>()
  readonly #observer: StreamObserver
  readonly #stops: (() => void)[]
  #sweeping: Promise<void> | undefined

  constructor(options: OpenStreamsOptions) {
    this.#options = options
    this.#observer = observer(options, this.#guarded)
    const sweep = setInterval(() => { void this.sweep() }, options.sweepMs ?? 1_000)
    const recheck = setInterval(() => { void this.recheck() }, options.recheckMs ?? 10_000)
    const ready = options.pubsub.onReady(() => {
      void this.sweep()
      for (const inbox of this.#inboxes) inbox.reread()
    })
    this.#stops = [() => { clearInterval(sweep) }, () => { clearInterval(recheck) }, ready]
  }

  /** Opens a conversation's stream: first the subscription, then the log (delivery.md, Live 1). */
  async conversation(ground: Ground & { conversationId: string }, after: Placed | undefined): Promise<ConversationStream> {
    await this.#admit([ground])
    const { pool, bufferSize } = this.#options
    const { conversationId, identityId } = ground
    // What comes before the stream exists is in the log that it then reads.
    let stream: ConversationStream | undefined
    const stop = await this.#listen(topics.conversation(conversationId), (payload) => {
      const notice = payload as ConversationNotice
      if ('event' in notice) stream?.hear(notice.event)
      else stream?.hearDelivery(notice.delivery)
    })
    const opened = stream = new ConversationStream({
      ground, after, observe: this.#observer,
      read: (seq, limit) => logAfter(pool, conversationId, seq, limit, identityId),
      onEnd: () => {
        stop()
        this.#guarded.delete(opened)
        const others = this.#conversations.get(conversationId)
        others?.delete(opened)
        if (others?.size === 0) this.#conversations.delete(conversationId)
      },
      ...(bufferSize === undefined ? {} : { bufferSize }),
    })
    const streams = this.#conversations.get(conversationId) ?? new Set()
    this.#conversations.set(conversationId, streams.add(opened))
    this.#guarded.add(opened)
    return opened
  }

  /** Opens the inbox of some identities. */
  async inbox(ground: Ground, identityIds: readonly string[]): Promise<InboxStream> {
    const grounds = identityIds.map((identityId) => ({ ...ground, identityId }))
    await this.#admit(grounds)
    let stream: InboxStream | undefined
    const stops = await Promise.all(identityIds.map((id) => this.#listen(topics.inbox(id), (payload) => { stream?.hear((payload as InboxNotice).conversationId) })))
    const opened = stream = new InboxStream({
      ground, read: () => inboxState(this.#options.pool, identityIds),
      readFailed: (error) => { this.#observer.readFailed(error) },
      onEnd: () => {
        for (const stop of stops) stop()
        this.#inboxes.delete(opened)
        for (const guard of guards) this.#guarded.delete(guard)
      },
    })
    // Each identity is guarded: after an unlinking the stream ends and is opened anew for what is left.
    const guards: Guarded[] = grounds.map((own) => ({ ground: own, fail: (error) => { opened.fail(error) } }))
    this.#inboxes.add(opened)
    for (const guard of guards) this.#guarded.add(guard)
    return opened
  }

  /** Who types in a conversation: lossy, the oldest goes first. */
  async typing(ground: Ground & { conversationId: string }): Promise<AsyncGenerator<TypingNotice, void>> {
    await this.#admit([ground])
    const queue = await this.#options.pubsub.queue([topics.typing(ground.conversationId)], { limit: 32, policy: 'drop-oldest' }) as BoundedQueue<TypingNotice>
    let failure: Error | undefined
    const guarded: Guarded = {
      ground,
      fail: (error) => { failure = error; queue.end() },
      recheck: () => { queue.end() },
    }
    this.#guarded.add(guarded)
    const guardedSet = this.#guarded
    return (async function* () {
      try {
        yield* queue
        if (failure) throw failure
      } finally {
        guardedSet.delete(guarded)
        await queue.return()
      }
    })()
  }

  /** A cursor was refused before a stream could be made of it. */
  refused(reason: ResyncReason): void {
    this.#observer.resync(reason)
  }

  /** Compares the end of every open conversation's log with what was delivered, in one statement. */
  sweep(): Promise<void> {
    return (this.#sweeping ??= this.#sweep()
      .catch((error: unknown) => { this.#observer.readFailed(error) })
      .finally(() => { this.#sweeping = undefined }))
  }

  async #sweep(): Promise<void> {
    if (this.#conversations.size === 0) return
    for (const end of await logEnds(this.#options.pool, [...this.#conversations.keys()])) {
      for (const stream of this.#conversations.get(end.id) ?? []) stream.hearEnd(end)
    }
  }

  /** Checks the session and the membership behind every stream, in one statement (delivery.md, Live 5). */
  async recheck(): Promise<void> {
    const streams = [...this.#guarded]
    if (streams.length === 0) return
    try {
      const answers = await standings(this.#options.pool, streams.map((stream) => stream.ground))
      for (const [index, stream] of streams.entries()) {
        const standing = answers[index]
        if (!standing?.session) stream.fail(sessionEnded())
        else if (!standing.member) stream.recheck?.()
      }
    } catch (error) {
      this.#observer.readFailed(error)
    }
  }

  /** @throws SwitchboardError UNAUTHENTICATED when the session behind a stream has ended already */
  async #admit(grounds: readonly Ground[]): Promise<void> {
    const answers = await standings(this.#options.pool, grounds)
    if (!answers.every((standing) => standing.session)) throw sessionEnded()
  }

  close(): void {
    for (const stop of this.#stops) stop()
    for (const streams of [...this.#conversations.values()]) for (const stream of [...streams]) void stream.return()
    for (const inbox of [...this.#inboxes]) void inbox.return()
  }

  async #listen(topic: string, listener: (payload: unknown) => void): Promise<() => void> {
    let stopped = false
    let stop: (() => void) | undefined
    const subscribed = this.#options.pubsub.listen(topic, (payload) => { if (!stopped) listener(payload) }).then(
      (end) => { if (stopped) end(); else stop = end },
      (err: unknown) => { this.#options.log.warn({ err, topic }, 'a topic could not be subscribed; the sweep carries its readers') })
    await Promise.race([subscribed, sleep(subscribeWaitMs, undefined, { ref: false })])
    return () => {
      stopped = true
      stop?.()
    }
  }
}

const sessionEnded = () => new SwitchboardError('UNAUTHENTICATED', 'The session has ended.')

function observer({ log, metrics }: OpenStreamsOptions, open: Set<unknown>): StreamObserver {
  metrics.gauge('messages_open_streams', 'Grounds on which subscriptions of this process stand: one each, and one per identity for inboxes.', [], (gauge) => { gauge.set(open.size) })
  const resyncs = metrics.counter('messages_stream_resyncs_total', 'Cursors that could not be honoured.', ['reason'])
  const healed = metrics.counter('messages_stream_healed_events_total', 'Events that live readers got from the log: Redis lost them, or was late.')
  const overflows = metrics.counter('messages_stream_overflows_total', 'Times that a slow reader had to resume from the log.')
  return {
    resync: (reason) => { resyncs.inc({ reason }) },
    healed: (events) => { healed.inc(events) },
    overflow: () => { overflows.inc() },
    readFailed: (err) => { log.warn({ err }, 'streams could not read the record') },
  }
}
