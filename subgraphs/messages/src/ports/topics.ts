import type { LogEvent } from '../domain/event.ts'

/** What travels on a conversation's topic. */
export type ConversationNotice = { event: LogEvent } | { delivery: string }

/** What travels on an identity's topic: which conversation changed for it; null: look at all of them. */
export interface InboxNotice { conversationId: string | null }

export interface TypingNotice { identityId: string; until: string }

/** Names of Redis topics. */
export const topics = {
  conversation: (conversationId: string) => `conversation:${conversationId}`,
  inbox: (identityId: string) => `inbox:${identityId}`,
  typing: (conversationId: string) => `typing:${conversationId}`,
}
