import { listHistory, listsOf } from '@switchboard/company-b/operation/lists'
import { listCopyKey } from '@switchboard/company-b/pair/list-copy'
import { decode } from '@switchboard/company-b/text/entities'
import { perform } from '@switchboard/company-b/perform'
import { identitiesAt } from '../../adapters/postgres/identity.ts'
import { nameListAtB, settlePost } from '../../adapters/postgres/list-at-b.ts'
import type { OutboxRow } from '../../adapters/postgres/outbox.ts'
import { hintPair } from '../../adapters/postgres/pair-at-b.ts'
import type { Outcome } from '../../ports/leg.ts'
import type { Frozen } from './frozen.ts'
import { outcomeOf } from './outcome.ts'
import type { Scene } from './scene.ts'

/** Makes or changes a list. After an unknown outcome a list of that name and those members is taken for ours. */
export async function performList(scene: Scene, row: OutboxRow, { call, listId }: Extract<Frozen, { op: 'list' }>, unknown: boolean): Promise<Outcome> {
  try {
    if (call.op === 'listEdit') {
      await perform(call, scene.b)
      return { outcome: 'done' }
    }
    const made = unknown ? (await listsOf(scene.b, call.as)).findLast((list) => list.name === decode(call.name) && sameUids(list.members, call.members)) : undefined
    const nativeId = made?.listId ?? (await perform(call, scene.b)).listId
    return { outcome: 'done', effect: (sql) => nameListAtB(sql, listId, nativeId) }
  } catch (error) {
    return outcomeOf(error, row.attempts)
  }
}

/** Posts to a list. The copies come in like every row of B, and are grouped for the owner by the key stored here. */
export async function performPost(scene: Scene, row: OutboxRow, { call, postId, first, to }: Extract<Frozen, { op: 'post' }>, unknown: boolean): Promise<Outcome> {
  try {
    const found = unknown ? (await listHistory(scene.b, call.as, call.listId)).find((post) => post.tag === call.tag) : undefined
    const posted = found === undefined ? await perform(call, scene.b) : { postId: found.postId, skipped: [] }
    const skipped = [...(await identitiesAt(scene.pool, 'B', posted.skipped.map(String))).values()].map((person) => person.id)
    const key = listCopyKey({ id: 1, from: call.as, to: 0, time: call.time, text: decode(call.text), damaged: false, kind: call.kind, status: 'sent', reactions: {}, listId: call.listId, tag: call.tag })
    return {
      outcome: 'done',
      async effect(sql) {
        if (first) await settlePost(sql, postId, { pid: posted.postId, key: key ?? postId, skipped })
        for (const uid of to) await hintPair(sql, Math.min(uid, call.as), Math.max(uid, call.as))
      },
    }
  } catch (error) {
    return outcomeOf(error, row.attempts)
  }
}

function sameUids(one: readonly number[], other: readonly number[]): boolean {
  return JSON.stringify([...new Set(one)].sort()) === JSON.stringify([...new Set(other)].sort())
}
