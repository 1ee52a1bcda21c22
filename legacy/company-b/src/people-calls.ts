import type { Call } from './call.ts'
import type { Fields } from './fields.ts'
import { Refusal } from './refusal.ts'
import { stored } from './text.ts'

export const NAME_UNITS = 60
const PICTURE_UNITS = 8_192
const MAX_USERS = 50

const nameIn = (fields: Fields): string => stored(fields.text('name', 1, NAME_UNITS))

/** Makes a shadow. Without `ext` every call, a repeat too, makes one more. */
export const partnerAddUser: Call = {
  access: 'partner',
  writes: true,
  run({ people }, { fields, accept }) {
    const name = nameIn(fields)
    const ext = fields.optionalMatching('ext', /^[\x20-\x7e]{1,60}$/)
    accept()
    const existing = ext === undefined ? undefined : people.byExt(ext)
    if (existing !== undefined) throw new Refusal(31, undefined, existing)
    const uid = people.nextUid()
    if (uid === undefined) throw new Refusal(23)
    people.add({ uid, phone: '', pin: null, name, pic: '', seen: 0, gone: 0, ext: ext ?? null, shadow: 1 })
    return { uid }
  },
}

/** By uid, or by the last nine digits of a phone: exactly one of the two. */
export const getUser: Call = {
  access: 'reading',
  run({ people }, { fields, accept }) {
    if (fields.has('uid') === fields.has('phone')) fields.refuse('uid')
    const uid = fields.has('uid') ? fields.uid('uid') : 0
    const phone = fields.has('phone') ? fields.string('phone') : ''
    accept()
    const user = uid === 0 ? people.byPhone(phone) : people.byUid(uid)
    if (!user) throw new Refusal(9)
    return { user }
  },
}

export const getUsers: Call = {
  access: 'reading',
  run({ people }, { fields, accept }) {
    const uids = fields.numbers('uids', MAX_USERS)
    accept()
    const ascending = [...new Set(uids)].sort((a, b) => a - b)
    return { users: ascending.flatMap((uid) => people.byUid(uid) ?? []) }
  },
}

export const directory: Call = {
  access: 'reading',
  run({ people }, { fields, accept }) {
    const { off, cnt } = fields.page(50, 200)
    accept()
    return { tot: people.total, users: people.page(off, cnt) }
  },
}

export const contacts: Call = {
  access: 'acting',
  run({ people }, { me, accept }) {
    accept()
    return { users: people.contactsOf(me) }
  },
}

/** Event `name` to self and to everybody I have a pair with. */
export const setName: Call = {
  access: 'acting',
  writes: true,
  run({ people, rings }, { fields, me, accept }) {
    const name = nameIn(fields)
    accept()
    people.rename(me, name)
    rings.raise({ k: 'name', uid: me, name }, [me, ...people.contactUids(me)])
    return {}
  },
}

/** No event tells of it. */
export const setPic: Call = {
  access: 'acting',
  writes: true,
  run({ people }, { fields, me, accept }) {
    const pic = stored(fields.text('pic', 0, PICTURE_UNITS))
    accept()
    people.setPicture(me, pic)
    return {}
  },
}

export const block: Call = {
  access: 'acting',
  writes: true,
  run({ blocks, people }, { fields, me, accept }) {
    const peer = fields.peer('with', me)
    const blk = fields.bit('blk')
    accept()
    if (people.gone(peer) === undefined) throw new Refusal(9)
    blocks.set(me, peer, blk === 1)
    return {}
  },
}
