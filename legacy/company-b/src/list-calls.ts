import type { Backend } from './backend.ts'
import type { Call } from './call.ts'
import { readContent, requireFreshLink, requireKnownLink } from './content.ts'
import { messageOf, pairKey } from './message.ts'
import { NAME_UNITS } from './people-calls.ts'
import { Refusal } from './refusal.ts'
import { stored } from './text.ts'

const MAX_MEMBERS = 50

export const listNew: Call = {
  access: 'acting',
  writes: true,
  run(backend, { fields, me, accept }) {
    const { lists, rings, store } = backend
    const name = stored(fields.text('name', 1, NAME_UNITS))
    const uids = fields.members('uids')
    if (uids.includes(me)) fields.refuse('uids')
    accept()
    requireLive(backend, uids)
    const lid = store.transaction(() => lists.create(me, name, uids))
    rings.raise({ k: 'list', lid, op: 'new', by: me }, [me])
    return { lid }
  },
}

export const listAll: Call = {
  access: 'acting',
  run({ lists }, { me, accept }) {
    accept()
    return { lists: lists.ownedBy(me) }
  },
}

/** Rename, add, then remove, in one go; `drop` ends the list. Members to remove may be gone or none at all. */
export const listEdit: Call = {
  access: 'acting',
  writes: true,
  run(backend, { fields, me, accept }) {
    const { lists, rings, store } = backend
    const lid = fields.integer('lid', 1)
    const name = fields.has('name') ? stored(fields.text('name', 1, NAME_UNITS)) : undefined
    const add = fields.has('add') ? fields.members('add') : []
    if (add.includes(me)) fields.refuse('add')
    const rm = fields.has('rm') ? fields.members('rm') : []
    const drop = fields.has('drop') && fields.bit('drop') === 1
    accept()
    const owner = lists.ownerOf(lid)
    if (owner === undefined) throw new Refusal(9)
    requireLive(backend, add)
    if (owner !== me) throw new Refusal(13)
    const members = new Set([...lists.members(lid), ...add].filter((uid) => !rm.includes(uid)))
    if (members.size > MAX_MEMBERS) throw new Refusal(12)

    store.transaction(() => {
      if (name !== undefined) lists.rename(lid, name)
      lists.add(lid, add)
      lists.remove(lid, rm)
      if (drop) lists.drop(lid)
    })
    rings.raise({ k: 'list', lid, op: drop ? 'drop' : 'edit', by: me }, [me])
    return drop ? {} : { list: lists.show(lid) }
  },
}

/** Writes one copy per recipient, in ascending uid; nothing links the copies to the post or to each other. */
export const listPost: Call = {
  access: 'acting',
  sends: true,
  writes: true,
  run(backend, { fields, me, accept }) {
    const { blocks, clock, lists, media, messages, pairs, people, rings, store } = backend
    const now = clock.now()
    const lid = fields.integer('lid', 1)
    const content = readContent(fields)
    accept()
    requireList(backend, lid, () => requireKnownLink(media, content), me)
    requireFreshLink(media, content, now)

    const post = { ...content, t: content.t ?? now, lid }
    const recipients = lists.members(lid)
    const reached = recipients.filter((uid) => people.isLive(uid) && !blocks.has(uid, me))
    const { pid, rows } = store.transaction(() => ({
      rows: reached.map((to) => messages.append(pairs.findOrCreate(me, to), { ...post, fr: me, to, srv: now })),
      pid: lists.addPost({ ...post, n: reached.length }),
    }))
    for (const row of rows) rings.raise({ k: 'msg', pair: pairKey(me, row.to), m: messageOf(row) }, [me, row.to])
    rings.raise({ k: 'list', lid, op: 'post', by: me, pid }, [me])
    return { pid, n: reached.length, skip: recipients.filter((uid) => !reached.includes(uid)) }
  },
}

export const listHist: Call = {
  access: 'acting',
  run(backend, { fields, me, accept }) {
    const lid = fields.integer('lid', 1)
    const { off, cnt } = fields.page(20, 50)
    accept()
    requireList(backend, lid, () => undefined, me)
    return { tot: backend.lists.postCount(lid), p: backend.lists.posts(lid, off, cnt) }
  },
}

/** err 9 for members that are unknown or gone. */
function requireLive({ people }: Backend, uids: readonly number[]): void {
  if (!uids.every((uid) => people.isLive(uid))) throw new Refusal(9)
}

/** err 9 for a list that is not there, and for other objects, before err 13 for somebody else's list. */
function requireList({ lists }: Backend, lid: number, otherObjects: () => void, me: number): void {
  const owner = lists.ownerOf(lid)
  if (owner === undefined) throw new Refusal(9)
  otherObjects()
  if (owner !== me) throw new Refusal(13)
}
