import type { FidelityNote } from '@switchboard/domain/fidelity'

/** Where a change was first written. */
export type Origin = 'GRAPH' | 'A' | 'B'

export type MessageKind = 'TEXT' | 'IMAGE' | 'FILE' | 'SYSTEM'

/** What A's model does not have and B's (or ours) does. */
export type Extension =
  | { type: 'sticker'; code: string }
  | { type: 'nudge' }
  | { type: 'voice' }
  | { type: 'expiring'; seconds: number }

/** A line written by the system: who did what to whom. Ids are identities. */
export interface SystemLine {
  action: 'MEMBER_ADDED' | 'MEMBER_REMOVED' | 'MEMBER_LEFT' | 'TITLE_CHANGED'
  actorId: string | null
  identityId: string | null
  title: string | null
}

/** B's broadcast that a message is a copy of; `key` groups the copies for the list's owner only. */
export interface Broadcast {
  lid: number
  key: string
}

/** A message as it stands right after the change that an event tells of. Times are ISO 8601, UTC. */
export interface MessageSnapshot {
  id: string
  conversationId: string
  seq: number
  senderId: string | null
  clientMessageId: string | null
  kind: MessageKind
  body: string
  attachmentIds: string[]
  extension: Extension | null
  replyToId: string | null
  threadRootId: string | null
  revision: number
  editedAt: string | null
  deletedAt: string | null
  deletedBy: string | null
  pinned: boolean
  system: SystemLine | null
  broadcast: Broadcast | null
  origin: Origin
  sourceAt: string | null
  acceptedAt: string
  fidelity: FidelityNote[]
}

export type Role = 'OWNER' | 'MEMBER'

/** What a log event carries, by kind. */
export interface EventPayloads {
  'conversation.created': { kind: 'DIRECT' | 'GROUP'; title: string | null; memberIds: string[] }
  'message.created': { message: MessageSnapshot }
  'message.edited': { message: MessageSnapshot }
  'message.deleted': { message: MessageSnapshot }
  'message.pinned': { message: MessageSnapshot }
  'reaction.added': { messageId: string; identityId: string; emoji: string }
  'reaction.removed': { messageId: string; identityId: string; emoji: string }
  'read.moved': { identityId: string; upToSeq: number }
  'member.added': { identityId: string; role: Role }
  'member.removed': { identityId: string; reason: 'LEFT' | 'REMOVED'; newOwnerId: string | null }
  /** The ownership was handed over; stays in the graph: neither company knows such a change. */
  'owner.changed': { identityId: string }
  'title.changed': { title: string | null; revision: number }
}

export type EventKind = keyof EventPayloads

/** One entry of a conversation's log, whole: as stored, as published to Redis, as subscribers get it. */
export type LogEvent<K extends EventKind = EventKind> = {
  [P in K]: {
    conversationId: string
    epoch: number
    seq: number
    kind: P
    messageId: string | null
    actorId: string | null
    origin: Origin
    payload: EventPayloads[P]
    /** ISO 8601, UTC, microseconds. */
    at: string
  }
}[K]
