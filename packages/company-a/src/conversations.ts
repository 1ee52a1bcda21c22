import { z } from 'zod'
import { conversationAnswer, conversationPageAnswer, type AConversation, type AConversationPage } from './answers/conversation.ts'
import type { Caller, Link } from './link.ts'

/** The answer of a call that gives nothing back. */
const nothing = z.undefined()

export type Conversations = ReturnType<typeof conversations>

/** Conversations of company A, always seen by an acting person; who is no member gets `not-found`. */
export function conversations(link: Link) {
  const create = (as: Caller, key: string, body: { kind: 'DIRECT' | 'GROUP'; memberIds: string[]; title?: string | null }): Promise<AConversation> => link.call({
    operation: 'createConversation',
    kind: 'write',
    as,
    answer: conversationAnswer,
    send: (http, attempt) => http.POST('/v1/conversations', { ...attempt, params: { header: { 'Idempotency-Key': key } }, body }),
  })

  return {
    /** One page of the person's conversations; `created` (by id) is complete and stable, in `recent` rows can move. */
    list: (as: Caller, page: { order?: 'recent' | 'created'; cursor?: string; limit?: number } = {}): Promise<AConversationPage> => link.call({
      operation: 'listConversations',
      kind: 'read',
      as,
      answer: conversationPageAnswer,
      send: (http, attempt) => http.GET('/v1/conversations', { ...attempt, params: { query: page } }),
    }),

    get: (as: Caller, conversationId: string): Promise<AConversation> => link.call({
      operation: 'getConversation',
      kind: 'read',
      as,
      answer: conversationAnswer,
      send: (http, attempt) => http.GET('/v1/conversations/{conversationId}', { ...attempt, params: { path: { conversationId } } }),
    }),

    /** Gets or makes the one DIRECT with `peerId`. The same key again gives the first answer. */
    createDirect: (as: Caller, key: string, peerId: string): Promise<AConversation> => create(as, key, { kind: 'DIRECT', memberIds: [peerId] }),

    /** Makes a GROUP owned by the acting person, with up to 499 others. The same key again gives the first answer. */
    createGroup: (as: Caller, key: string, memberIds: string[], title: string | null): Promise<AConversation> =>
      create(as, key, { kind: 'GROUP', memberIds, title }),

    /** Owner only. */
    setTitle: (as: Caller, conversationId: string, title: string | null): Promise<AConversation> => link.call({
      operation: 'updateConversation',
      kind: 'write',
      as,
      answer: conversationAnswer,
      send: (http, attempt) => http.PATCH('/v1/conversations/{conversationId}', { ...attempt, params: { path: { conversationId } }, body: { title } }),
    }),

    /** Owner only; at most 100 in a call, all or none; who is in already is skipped. */
    addMembers: (as: Caller, conversationId: string, personIds: string[]): Promise<AConversation> => link.call({
      operation: 'addMembers',
      kind: 'write',
      as,
      answer: conversationAnswer,
      send: (http, attempt) => http.POST('/v1/conversations/{conversationId}/members', { ...attempt, params: { path: { conversationId } }, body: { userIds: personIds } }),
    }),

    /** Owner, or the person itself (leaves). After leaving, a repetition is refused with `not-found`. */
    removeMember: (as: Caller, conversationId: string, personId: string): Promise<void> => link.call({
      operation: 'removeMember',
      kind: 'write',
      as,
      answer: nothing,
      send: (http, attempt) => http.DELETE('/v1/conversations/{conversationId}/members/{userId}', { ...attempt, params: { path: { conversationId, userId: personId } } }),
    }),
  }
}
