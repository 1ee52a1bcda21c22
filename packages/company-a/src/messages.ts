import { z } from 'zod'
import { editsAnswer, messageAnswer, messagePageAnswer, reactionsAnswer, readPositionAnswer, type AMessage, type AMessagePage } from './answers/message.ts'
import type { Caller, Link } from './link.ts'

/** A message as it goes out, JSON-safe: frozen in an intent before the first try. */
export type FrozenMessage = {
  kind: 'TEXT' | 'IMAGE' | 'FILE'
  body: string
  /** Unique per conversation and author for ever; 1 to 64 printable ASCII characters. */
  clientKey: string
  attachmentIds: string[]
  replyTo: string | null
  threadRoot: string | null
}

/** The messages asked for: after or before a seq, else the latest. At most 100. */
export type MessageRange = ({ after: number } | { before: number } | Record<never, never>) & { limit?: number }

export type Messages = ReturnType<typeof messages>

/** Messages of company A, seen and sent by an acting person. */
export function messages(link: Link) {
  const at = (conversationId: string, messageId: string) => ({ path: { conversationId, messageId } })
  const patch = (as: Caller, conversationId: string, messageId: string, body: { body?: string; pinned?: boolean; expectedVersion?: number }): Promise<AMessage> => link.call({
    operation: 'editMessage',
    kind: 'write',
    as,
    answer: messageAnswer,
    send: (http, attempt) => http.PATCH('/v1/conversations/{conversationId}/messages/{messageId}', { ...attempt, params: at(conversationId, messageId), body }),
  })

  return {
    /** Messages by seq, always ascending, tombstones included. */
    list: (as: Caller, conversationId: string, range: MessageRange = {}): Promise<AMessagePage> => link.call({
      operation: 'listMessages',
      kind: 'read',
      as,
      answer: messagePageAnswer,
      send: (http, attempt) => http.GET('/v1/conversations/{conversationId}/messages', {
        ...attempt,
        params: {
          path: { conversationId },
          query: { limit: range.limit ?? 100, ...('after' in range ? { afterSeq: range.after } : {}), ...('before' in range ? { beforeSeq: range.before } : {}) },
        },
      }),
    }),

    get: (as: Caller, conversationId: string, messageId: string): Promise<AMessage> => link.call({
      operation: 'getMessage',
      kind: 'read',
      as,
      answer: messageAnswer,
      send: (http, attempt) => http.GET('/v1/conversations/{conversationId}/messages/{messageId}', { ...attempt, params: at(conversationId, messageId) }),
    }),

    /** Sends. The same key and message again give the first answer; a second use of `clientKey` is refused with `existingId`. */
    send: (as: Caller, conversationId: string, key: string, message: FrozenMessage): Promise<AMessage> => link.call({
      operation: 'sendMessage',
      kind: 'write',
      as,
      answer: messageAnswer,
      send: (http, attempt) => http.POST('/v1/conversations/{conversationId}/messages', {
        ...attempt,
        params: { path: { conversationId }, header: { 'Idempotency-Key': key } },
        body: {
          kind: message.kind,
          body: message.body,
          clientMessageId: message.clientKey,
          attachmentIds: message.attachmentIds,
          replyToId: message.replyTo,
          threadRootId: message.threadRoot,
        },
      }),
    }),

    /** Author only. With `expectedRevision` a crossing edit is refused: `version-conflict` with `currentVersion`. */
    edit: (as: Caller, conversationId: string, messageId: string, body: string, expectedRevision?: number): Promise<AMessage> =>
      patch(as, conversationId, messageId, { body, ...(expectedRevision === undefined ? {} : { expectedVersion: expectedRevision }) }),

    setPinned: (as: Caller, conversationId: string, messageId: string, pinned: boolean): Promise<AMessage> =>
      patch(as, conversationId, messageId, { pinned }),

    /** Leaves a tombstone, which is the answer; again is the same. */
    delete: (as: Caller, conversationId: string, messageId: string): Promise<AMessage> => link.call({
      operation: 'deleteMessage',
      kind: 'write',
      as,
      answer: messageAnswer,
      send: (http, attempt) => http.DELETE('/v1/conversations/{conversationId}/messages/{messageId}', { ...attempt, params: at(conversationId, messageId) }),
    }),

    /** Every version of the body, the first one included. Refused with `message-deleted` on a tombstone. */
    edits: (as: Caller, conversationId: string, messageId: string): Promise<z.output<typeof editsAnswer>> => link.call({
      operation: 'listMessageEdits',
      kind: 'read',
      as,
      answer: editsAnswer,
      send: (http, attempt) => http.GET('/v1/conversations/{conversationId}/messages/{messageId}/edits', { ...attempt, params: at(conversationId, messageId) }),
    }),

    /** Adds or takes back the acting person's reaction; the answer is all reactions of the message. */
    react: (as: Caller, conversationId: string, messageId: string, emoji: string, on: boolean): Promise<z.output<typeof reactionsAnswer>> => link.call({
      operation: on ? 'addReaction' : 'removeReaction',
      kind: 'write',
      as,
      answer: reactionsAnswer,
      send: (http, attempt) => {
        const options = { ...attempt, params: { path: { conversationId, messageId, emoji } } }
        const path = '/v1/conversations/{conversationId}/messages/{messageId}/reactions/{emoji}' as const
        return on ? http.PUT(path, options) : http.DELETE(path, options)
      },
    }),

    /** Moves the read position forward; lower or equal changes nothing. */
    markRead: (as: Caller, conversationId: string, upToSeq: number): Promise<z.output<typeof readPositionAnswer>> => link.call({
      operation: 'markRead',
      kind: 'write',
      as,
      answer: readPositionAnswer,
      send: (http, attempt) => http.PUT('/v1/conversations/{conversationId}/read', { ...attempt, params: { path: { conversationId } }, body: { upToSeq } }),
    }),

    /** Says that the acting person types; lapses after 6 s. Lossy: a failure needs no repetition. */
    typing: async (as: Caller, conversationId: string): Promise<void> => {
      await link.call({
        operation: 'sendTyping',
        kind: 'write',
        as,
        answer: z.object({ expiresAt: z.string() }),
        send: (http, attempt) => http.POST('/v1/conversations/{conversationId}/typing', { ...attempt, params: { path: { conversationId } } }),
      })
    },
  }
}
