import type { LogEvent } from '../domain/event.ts'

/** A change of a message's delivery state, told to who is watching; not in the log, lost without harm. */
export interface DeliveryNotice {
  conversationId: string
  messageId: string
}

/** The fast path to subscribers. Called after the commit; a lost call costs latency, never an event. Never throws. */
export interface Live {
  events(events: readonly LogEvent[]): void
  /** A delivery state changed: re-read it. */
  delivery(notice: DeliveryNotice): void
  /** Something that concerns identities' lists of conversations changed (hidden, archived, muted, birth); without a conversation: any of them. */
  inbox(identityIds: readonly string[], conversationId?: string): void
  typing(conversationId: string, identityId: string, until: Date): void
}
