import { createHash } from 'node:crypto'
import type { FidelityNote } from '@switchboard/domain/fidelity'
import type { Broadcast, Extension, MessageKind, Origin, SystemLine } from './event.ts'

/** A message that is to enter the log. */
export interface NewMessage {
  id: string
  conversationId: string
  /** Identity; null for SYSTEM only. */
  senderId: string | null
  clientMessageId: string | null
  kind: MessageKind
  /** Markdown. */
  body: string
  attachmentIds: string[]
  extension: Extension | null
  replyToId: string | null
  threadRootId: string | null
  system: SystemLine | null
  broadcast: Broadcast | null
  origin: Origin
  /** The company's or device's clock, kept and never used for order. ISO 8601. */
  sourceAt: string | null
  fidelity: FidelityNote[]
}

/** The content of a message as a client wishes it, checked; what a scheduled one is stored as. */
export type Content = Pick<NewMessage, 'body' | 'attachmentIds' | 'extension' | 'replyToId' | 'threadRootId'> & {
  clientMessageId: string
  kind: Exclude<MessageKind, 'SYSTEM'>
}

/** What a repeated client id is compared with: equal hash, equal content. */
export function contentHash(message: Pick<NewMessage, 'kind' | 'body' | 'attachmentIds' | 'extension' | 'replyToId' | 'threadRootId'>): string {
  const content = [message.kind, message.body, message.attachmentIds, message.extension, message.replyToId, message.threadRootId]
  return createHash('sha256').update(JSON.stringify(content)).digest('base64url')
}
