import { listsOf, type BroadcastList } from '@switchboard/company-b/operation/lists'
import { isCompanyBError } from '@switchboard/company-b/error'
import { newId } from '@switchboard/domain/ids'
import { inTransaction, type Sql } from '../../adapters/postgres/transaction.ts'
import { pause } from '../duty.ts'
import type { Scene } from './scene.ts'

/** Asks for an owner's lists to be read again, durably: an event said that one changed. */
export async function askForLists(sql: Sql, ownerUid: number): Promise<void> {
  await sql.query(`INSERT INTO messages.waiting_event (company, object, event) VALUES ('B', $1, '{}')`, [`lists:${ownerUid}`])
}

/** Reads the lists of owners who were asked for, until `signal` is aborted. Shadows of rooms own lists too; those are no people's. */
export async function readAskedLists(scene: Scene, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const { rows } = await scene.pool.query<{ object: string; upTo: string }>(
      `SELECT object, max(id)::text AS "upTo" FROM messages.waiting_event WHERE company = 'B' AND object LIKE 'lists:%' GROUP BY object LIMIT 10`)
    for (const { object, upTo } of rows) {
      await readLists(scene, Number(object.slice('lists:'.length))).then(
        () => scene.pool.query(`DELETE FROM messages.waiting_event WHERE company = 'B' AND object = $1 AND id <= $2`, [object, upTo]),
        (error: unknown) => { scene.log.warn({ err: error, object }, 'lists of company B could not be read; they are tried again') })
    }
    await pause(scene.tempo.walkMs / 2, signal)
  }
}

async function readLists(scene: Scene, ownerUid: number): Promise<void> {
  const owner = await scene.directory.ensureIdentity('B', String(ownerUid))
  if (owner === null) return
  let lists: BroadcastList[]
  try {
    lists = await listsOf(scene.b, ownerUid)
  } catch (error) {
    if (!isCompanyBError(error) || error.failure.kind !== 'refused') throw error
    lists = []
  }
  const uids = [...new Set(lists.flatMap((list) => list.members))]
  const people = await scene.directory.resolveAll('B', uids.map(String))
  const idOf = (uid: number): string[] => {
    const who = people.get(String(uid))
    return who?.kind === 'native' || who?.kind === 'shadow' ? [who.identity.id] : []
  }
  await inTransaction(scene.pool, async (sql) => {
    for (const list of lists) {
      await sql.query(
        `INSERT INTO messages.broadcast_list (id, owner_id, name, member_ids, native_id, posts) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (native_id) DO UPDATE SET name = excluded.name, member_ids = excluded.member_ids, posts = excluded.posts, updated_at = now()`,
        [newId(), owner.id, list.name, list.members.flatMap(idOf), list.listId, list.posts])
    }
    await sql.query(
      `UPDATE messages.broadcast_list SET dropped_at = now(), updated_at = now() WHERE owner_id = $1 AND native_id IS NOT NULL AND dropped_at IS NULL AND native_id <> ALL ($2)`,
      [owner.id, lists.map((list) => list.listId)])
  })
}
