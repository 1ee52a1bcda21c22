import { plain } from '@switchboard/company-b/text/plain'
import { editLine, roomLine } from '@switchboard/company-b/translate/line'
import { outgoing } from '@switchboard/company-b/translate/outgoing'
import type { MessageSnapshot } from '../../domain/event.ts'
import { identitiesById } from '../../adapters/postgres/identity.ts'
import { ageAtB, bodyOfRevision } from '../../adapters/postgres/message-at-b.ts'
import type { PlannedRow } from '../../adapters/postgres/outbox.ts'
import type { Destination, Planning } from './plan.ts'
import { quoteFor, sendRow, timeOf, toMembers, type Draft } from './plan-message.ts'

/**
 * An edit (mapping.md, "A edit"): while B can still withdraw the old rows the text is sent anew and they are withdrawn;
 * later, and in a room, it is told in a row of its own.
 */
export async function planEdit(planning: Planning, destination: Destination, message: MessageSnapshot): Promise<PlannedRow[]> {
  const { sql, scene } = planning
  if (destination.kind === 'room') {
    const author = (await identitiesById(sql, [message.senderId ?? ''])).get(message.senderId ?? '')?.displayName ?? '?'
    const said = outgoing({ canonicalId: message.id, revision: message.revision, body: message.body, line: (text) => roomLine(author, editLine(text)) })
    return toMembers('edit.followup', destination, drafts(message, said, 'EDIT_FOLLOWUP'), message.senderId)
  }
  const from = destination.uids.get(message.senderId ?? '')
  const to = [...destination.uids].find(([identity]) => identity !== message.senderId)
  if (from === undefined || to === undefined) return []
  const address = { from, to: to[1], recipientId: to[0] }
  if (await ageAtB(sql, message.id) < scene.tempo.editInPlaceMs && message.attachmentIds.length === 0) {
    const quote = await quoteFor(sql, message)
    const said = outgoing({ canonicalId: message.id, revision: message.revision, body: message.body, ...(quote === undefined ? {} : { quote }) })
    return [
      ...drafts(message, said, 'EDIT_RESENT').map((draft) => sendRow('edit.send', destination.lane, { ...draft, ...address })),
      { kind: 'edit.withdraw-old', lane: destination.lane, target: destination.lane, part: message.revision, payload: { messageId: message.id, keepRevision: message.revision } },
    ]
  }
  const before = await bodyOfRevision(sql, message.id, message.revision - 1)
  const said = outgoing({ canonicalId: message.id, revision: message.revision, body: message.body, line: editLine, ...(before === undefined ? {} : { quote: { plain: plain(before), thread: false } }) })
  return drafts(message, said, 'EDIT_FOLLOWUP').map((draft) => sendRow('edit.followup', destination.lane, { ...draft, ...address }))
}

function drafts(message: MessageSnapshot, said: ReturnType<typeof outgoing>, code: 'EDIT_RESENT' | 'EDIT_FOLLOWUP'): Draft[] {
  const notes = [...said.notes, { leg: 'A>B' as const, code }]
  return said.rows.map((row, index) => ({
    kind: 'text', text: row.text, tag: row.tag, part: row.part, revision: message.revision, messageId: message.id, time: timeOf(message),
    ...(row.quote === undefined ? {} : { quote: row.quote }), ...(index === 0 ? { notes } : {}),
  }))
}
