import { encode } from '@switchboard/company-b/text/entities'
import { nameForB } from '@switchboard/company-b/translate/name'
import { listsOf } from '@switchboard/company-b/operation/lists'
import { identitiesById, idAt } from '../../adapters/postgres/identity.ts'
import { listAtB } from '../../adapters/postgres/list-at-b.ts'
import type { OutboxRow } from '../../adapters/postgres/outbox.ts'
import { dropped, later, type Freezing } from './frozen.ts'
import type { Scene } from './scene.ts'

/** A change of a broadcast list, or a post to it, as the list and B stand now. */
export async function freezeList(scene: Scene, row: OutboxRow): Promise<Freezing> {
  const { listId } = row.payload as { listId: string }
  const list = await listAtB(scene.pool, listId)
  if (list === undefined) return dropped('the list is gone')
  const people = await identitiesById(scene.pool, [list.ownerId, ...list.memberIds])
  const as = Number(people.get(list.ownerId)?.nativeId)
  const members = list.memberIds.flatMap((id) => { const person = people.get(id); const uid = person === undefined || person.closed ? null : idAt(person, 'B'); return uid === null ? [] : [Number(uid)] })
  if (row.kind === 'list.created') {
    if (list.nativeId !== null) return dropped('the list stands')
    return { intent: { op: 'list', listId, call: { op: 'listNew', as, name: nameForB(list.name).name, members } }, echoes: [] }
  }
  if (list.nativeId === null) return row.kind === 'list.dropped' ? dropped('the list was never made') : later('the list is not made yet', 1_000)
  if (row.kind === 'list.dropped') return { intent: { op: 'list', listId, call: { op: 'listEdit', as, listId: list.nativeId, drop: true } }, echoes: [] }
  if (row.kind === 'list.updated') {
    const now = (await listsOf(scene.b, as)).find((one) => one.listId === list.nativeId)
    if (now === undefined) return dropped('the list is gone at company B')
    const add = members.filter((uid) => !now.members.includes(uid))
    const remove = now.members.filter((uid) => !members.includes(uid))
    return {
      intent: { op: 'list', listId, call: { op: 'listEdit', as, listId: list.nativeId, name: nameForB(list.name).name, ...(add.length > 0 ? { add } : {}), ...(remove.length > 0 ? { remove } : {}) } },
      echoes: [],
    }
  }
  const { postId, text, tag, part, time } = row.payload as { postId: string; text: string; tag: string; part: number; time: number }
  return { intent: { op: 'post', postId, first: part === 1, to: members, call: { op: 'listPost', as, listId: list.nativeId, text: text === '' ? encode('?') : text, kind: 'text', time, tag } }, echoes: [] }
}
