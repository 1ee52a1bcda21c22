import { toOutgoing, type OutgoingExtension } from '@switchboard/company-a/outgoing'
import type { Extension, MessageSnapshot } from '../../domain/event.ts'

/** Our extension in the words of A's package. */
export function outgoingExtension(extension: Extension | null): { extension?: OutgoingExtension } {
  if (extension === null) return {}
  return { extension: extension.type === 'expiring' ? { type: 'expiring' } : extension }
}

/** The text that A is to show for a canonical message; undefined when A can never show it. */
export function shownBody(message: Pick<MessageSnapshot, 'id' | 'body' | 'extension'>): string | undefined {
  // With a file in place an empty caption is allowed, as for the message that has one.
  const outgoing = toOutgoing({ id: message.id, body: message.body, ...outgoingExtension(message.extension), attachments: [{ id: 'any', mediaType: 'image/png' }], replyTo: null, threadRoot: null })
  return outgoing.ok ? outgoing.message.body : undefined
}
