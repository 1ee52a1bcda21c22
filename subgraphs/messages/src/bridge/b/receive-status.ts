import { reportDelivery } from '../../adapters/postgres/delivery.ts'
import { raiseReceipt } from '../../adapters/postgres/message-at-b.ts'
import { rowsOfMessage, type RowAtB } from '../../adapters/postgres/row-at-b.ts'
import { isFurther, type RowStatus } from '@switchboard/company-b/pair/row'
import type { Receiving } from './receiving.ts'

/**
 * A person of B got or read a row. A message counts when all its rows did. What our shadows have read was read here: no news.
 * Read positions follow at the end of the look.
 */
export async function receiveStatus(r: Receiving, row: RowAtB, status: RowStatus): Promise<void> {
  const reader = r.people.get(row.row.to)
  if (row.messageId === null || row.role !== 'BODY' || reader?.company !== 'B' || status === 'sent') return
  const siblings = (await rowsOfMessage(r.sql, row.messageId)).filter((other) => other.role === 'BODY' && other.row.to === row.row.to && other.id !== row.id)
  const reached = siblings.reduce<RowStatus>((least, other) => (isFurther(least, other.row.status) ? other.row.status : least), status)
  if (status === 'seen') r.readers.add(row.row.to)
  if (reached === 'sent') return
  const news = await raiseReceipt(r.sql, { messageId: row.messageId, identityId: reader.id, seen: reached === 'seen' })
  if (!news || r.history) return
  await reportDelivery(r.sql, row.messageId, 'B', reached === 'seen' ? 'SEEN' : 'DELIVERED')
  r.delivered.add(row.messageId)
}
