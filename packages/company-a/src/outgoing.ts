import type { FidelityNote } from '@switchboard/domain/fidelity'
import type { FrozenMessage } from './messages.ts'
import { textFault, textLimits, type TextFault } from './text.ts'

/** What A has no form for; the raw value stays canonical. */
export type OutgoingExtension =
  | { type: 'sticker'; code: string }
  | { type: 'nudge' }
  | { type: 'voice' }
  | { type: 'scheduled' }
  | { type: 'expiring' }

/** A canonical message on its way to A. Ids of targets and attachments are A's own. */
export type OutgoingMessage = {
  /** The canonical id; the client key becomes `u-` + id. */
  id: string
  /** Markdown, empty for a file without caption. */
  body: string
  extension?: OutgoingExtension
  attachments: readonly { id: string; mediaType: string }[]
  replyTo: string | null
  threadRoot: string | null
}

/** Why a canonical message can never be shown at A. */
export type OutgoingRefusal =
  | ({ field: 'body' } & TextFault)
  | { field: 'id'; code: 'BAD_ID' }
  | { field: 'attachments'; code: 'TOO_MANY_ATTACHMENTS'; limit: number }
  | { field: 'attachments'; code: 'ATTACHMENT_MISSING' }

export type Outgoing =
  | { ok: true; key: string; message: FrozenMessage; notes: FidelityNote[] }
  | { ok: false; refusal: OutgoingRefusal }

/** The most files that one message of A holds. */
export const maxAttachments = 10

/** A's key and client message id of a canonical message (mapping, "Send to A"). */
export function clientKeyOf(canonicalId: string): string {
  return `u-${canonicalId}`
}

/** The canonical message as A will hold it, with a note for each thing that A shows otherwise; or why A never can. */
export function toOutgoing(message: OutgoingMessage): Outgoing {
  const { body, notes } = shownBody(message)
  const refusal = refusalOf(message, body)
  if (refusal !== undefined) return { ok: false, refusal }
  const key = clientKeyOf(message.id)
  return {
    ok: true,
    key,
    message: {
      kind: kindOf(message),
      body,
      clientKey: key,
      attachmentIds: message.attachments.map((file) => file.id),
      replyTo: message.replyTo,
      threadRoot: message.threadRoot,
    },
    notes,
  }
}

function shownBody({ body, extension }: OutgoingMessage): { body: string; notes: FidelityNote[] } {
  switch (extension?.type) {
    case undefined:
      return { body, notes: [] }
    case 'sticker':
      return { body: `[sticker ${extension.code}]`, notes: [{ leg: 'B>A', code: 'EXT_FALLBACK', detail: 'sticker' }] }
    case 'nudge':
      return { body: '[nudge]', notes: [{ leg: 'B>A', code: 'EXT_FALLBACK', detail: 'nudge' }] }
    case 'voice':
      return { body, notes: [{ leg: 'B>A', code: 'EXT_FALLBACK', detail: 'voice' }] }
    case 'scheduled':
      return { body, notes: [{ leg: 'B>A', code: 'SCHEDULED' }] }
    case 'expiring':
      return { body, notes: [{ leg: 'B>A', code: 'EXPIRY' }] }
  }
}

function kindOf({ attachments, extension }: OutgoingMessage): FrozenMessage['kind'] {
  if (attachments.length === 0) return 'TEXT'
  return extension?.type !== 'voice' && attachments.every((file) => file.mediaType.startsWith('image/')) ? 'IMAGE' : 'FILE'
}

function refusalOf(message: OutgoingMessage, body: string): OutgoingRefusal | undefined {
  const { attachments, extension, id } = message
  if (!/^[\x21-\x7e]{1,62}$/.test(id)) return { field: 'id', code: 'BAD_ID' }
  if (attachments.length > maxAttachments) return { field: 'attachments', code: 'TOO_MANY_ATTACHMENTS', limit: maxAttachments }
  if (extension?.type === 'voice' && attachments.length === 0) return { field: 'attachments', code: 'ATTACHMENT_MISSING' }
  const fault = textFault(body, textLimits.body, { emptyAllowed: attachments.length > 0 })
  return fault === undefined ? undefined : { field: 'body', ...fault }
}
