import type { FidelityNote } from '@switchboard/domain/fidelity'
import { pairOf } from '@switchboard/company-b/pair/row'
import { messageFacts } from '../../adapters/postgres/message-at-b.ts'
import type { OutboxRow } from '../../adapters/postgres/outbox.ts'
import { knownPair } from '../../adapters/postgres/pair-at-b.ts'
import { rowsOfMessage, unseenSends } from '../../adapters/postgres/row-at-b.ts'
import { dropped, later, type Freezing } from './frozen.ts'
import { freezeRoomPost } from './room-list.ts'
import { mediaForB } from './media-out.ts'
import { sendPayload } from './outgoing-row.ts'
import { pairObject } from './receiving.ts'
import type { Scene } from './scene.ts'

/** Freezes a row that is to be written; what was deleted or superseded meanwhile is not written any more. */
export async function freezeSend(scene: Scene, row: OutboxRow): Promise<Freezing> {
  const payload = sendPayload.parse(row.payload)
  const facts = payload.messageId === undefined ? undefined : await messageFacts(scene.pool, payload.messageId)
  if (payload.messageId !== undefined && row.kind !== 'delete.note') {
    if (facts === undefined || facts.deleted) return dropped('deleted before it was sent')
    if (row.kind !== 'message.send' && payload.revision < facts.revision) return dropped('superseded by a later edit')
  }
  const replaced = row.kind === 'edit.send' ? await rowToReplace(scene, payload.messageId ?? '', payload.revision) : undefined
  if (replaced === 'unseen') return later('the row that is edited was not seen at company B yet')
  const file = payload.attachmentId === undefined ? undefined : await mediaForB(scene, payload.attachmentId, payload.from, payload.recipientId, payload.text)
  if (payload.list !== undefined) return freezeRoomPost(scene, row, payload, payload.list, file)
  const notes = [...(payload.notes ?? []) as FidelityNote[], ...(file?.notes ?? [])]
  const { low: lo, high: hi } = pairOf(payload.from, payload.to)
  const pair = await knownPair(scene.pool, lo, hi)
  return {
    intent: {
      op: 'send', notes, pair: { lo, hi, archiveNo: pair.archiveNo, top: pair.top },
      call: {
        op: 'send', as: payload.from, to: payload.to, text: file?.text ?? payload.text, kind: file?.kind ?? payload.kind, time: payload.time, tag: payload.tag,
        ...(payload.quote === undefined ? {} : { quote: payload.quote }), ...(payload.expiresIn === undefined ? {} : { expiresIn: payload.expiresIn }),
        ...(file?.link === undefined ? {} : { link: file.link }), ...(replaced === undefined ? {} : { replaces: replaced }),
      },
    },
    echoes: [{ company: 'B', kind: 'message', object: pairObject({ lo, hi }), by: String(payload.from), value: payload.tag }],
  }
}

/** The id of the first row of the text as it stands at B; undefined when none stands there any more. */
async function rowToReplace(scene: Scene, messageId: string, revision: number): Promise<number | undefined | 'unseen'> {
  const unseen = await unseenSends(scene.pool, messageId)
  const rows = (await rowsOfMessage(scene.pool, messageId)).filter((row) => row.role === 'BODY' && row.revision < revision)
  if (rows.length === 0 && unseen.length > 0) return 'unseen'
  return rows.find((row) => row.row.kind !== 'deleted')?.id
}
