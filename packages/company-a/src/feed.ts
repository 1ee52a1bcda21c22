import { z } from 'zod'
import { changeAnswer, type IncomingChange } from './incoming.ts'
import type { Link } from './link.ts'

/** Changes after a position, in commit order. `next` is always there; an empty page repeats it. */
export type FeedPage = { changes: IncomingChange[]; next: string; more: boolean }

/** The parts of the feed asked for. `after` absent: from the oldest kept change; `latest`: nothing, but the position at the end. */
export type FeedQuestion = { after?: string; limit?: number; waitSeconds?: number; signal?: AbortSignal }

const pageAnswer = z.object({ events: z.array(changeAnswer), nextCursor: z.string().min(1), hasMore: z.boolean() })
  .transform((page): FeedPage => ({ changes: page.events, next: page.nextCursor, more: page.hasMore }))

/** The kinds of change a webhook may be limited to. */
export type WebhookTopic = 'typing' | 'message-created'
const topicNames = { typing: 'typing', 'message-created': 'message.created' } as const satisfies Record<WebhookTopic, string>

export type Feed = ReturnType<typeof feed>

/** A's durable feed, kept 7 days, and its webhooks. */
export function feed(link: Link) {
  return {
    /**
     * One page, at most 500 changes, held up to 30 seconds when there is nothing yet. An abort rejects with the signal's reason.
     * Refused with `cursor-expired` and `oldestCursor` when the position is no longer kept.
     */
    poll: (question: FeedQuestion = {}): Promise<FeedPage> => link.call({
      operation: 'listEvents',
      kind: 'poll',
      as: { by: 'service' },
      answer: pageAnswer,
      extraMs: (question.waitSeconds ?? 0) * 1_000,
      signal: question.signal,
      send: (http, attempt) => http.GET('/v1/events', {
        ...attempt,
        params: { query: { limit: question.limit ?? 500, wait: question.waitSeconds ?? 0, ...(question.after === undefined ? {} : { after: question.after }) } },
      }),
    }),

    /** Makes or replaces a webhook of our client; equal values change nothing. `topics` absent: all. */
    putWebhook: async (name: string, webhook: { url: string; secret: string; topics?: WebhookTopic[] }): Promise<void> => {
      await link.call({
        operation: 'putWebhook',
        kind: 'write',
        as: { by: 'service' },
        answer: z.object({ name: z.string(), url: z.string() }),
        send: (http, attempt) => http.PUT('/v1/webhooks/{name}', {
          ...attempt,
          params: { path: { name } },
          body: { url: webhook.url, secret: webhook.secret, ...(webhook.topics === undefined ? {} : { types: webhook.topics.map((topic) => topicNames[topic]) }) },
        }),
      })
    },

    /** Removes a webhook; harmless when there is none. */
    deleteWebhook: (name: string): Promise<void> => link.call({
      operation: 'deleteWebhook',
      kind: 'write',
      as: { by: 'service' },
      answer: z.undefined(),
      send: (http, attempt) => http.DELETE('/v1/webhooks/{name}', { ...attempt, params: { path: { name } } }),
    }),
  }
}
