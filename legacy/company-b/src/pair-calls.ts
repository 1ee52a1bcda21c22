import type { Backend } from './backend.ts'
import type { Call, Request } from './call.ts'
import { DAY, MINUTE } from './clock.ts'
import { readContent, requireFreshLink, requireKnownLink } from './content.ts'
import { MARKER, messageOf, pairKey, reactionsOf } from './message.ts'
import { Refusal } from './refusal.ts'
import { stored } from './text.ts'

const QUOTE_UNITS = 80
const MAX_EXPIRY_SECONDS = 604_800
const MAX_AHEAD_MS = 30 * DAY
const TAKE_BACK_MS = 15 * MINUTE
const MAX_IDS = 200

/** Stores one message, or holds it until `at`. Never deduplicates. */
export const send: Call = {
  access: 'acting',
  sends: true,
  writes: true,
  run(backend, { fields, me, accept }) {
    const { blocks, clock, held, media, messages, pairs, people, rings, store } = backend
    const now = clock.now()
    const to = fields.peer('to', me)
    const content = readContent(fields)
    const q = fields.has('q') ? stored(fields.text('q', 0, QUOTE_UNITS)) : undefined
    const ref = fields.optionalRef()
    const exp = fields.optionalInteger('exp', 1, MAX_EXPIRY_SECONDS)
    const at = fields.optionalInteger('at', 0, now + MAX_AHEAD_MS)
    accept()
    if (!people.isLive(to)) throw new Refusal(9)
    requireKnownLink(media, content)
    requireFreshLink(media, content, now)
    if (blocks.has(to, me)) throw new Refusal(17)

    const pair = pairKey(me, to)
    const message = { ...content, fr: me, to, t: content.t ?? now, srv: now, q, ref, exp, at }
    if (at !== undefined && at > now) {
      held.add(message, at)
      return { id: 0, pair, t: at }
    }
    const row = store.transaction(() => messages.append(pairs.findOrCreate(me, to), message))
    rings.raise({ k: 'msg', pair, m: messageOf(row) }, [me, to])
    return { id: row.id, pair, t: row.t }
  },
}

/** del all:1 by the sender within 15 minutes: a marker for both. all:0: hidden for the caller only. */
export const del: Call = {
  access: 'acting',
  writes: true,
  run(backend, request) {
    const { clock, messages, pairs, rings, store } = backend
    const { fields, me } = request
    const peer = fields.peer('with', me)
    const id = fields.integer('id', 1)
    const all = fields.bit('all')
    acceptPeer(backend, request, peer)
    const pair = pairs.find(me, peer)
    const row = messages.find(pair, id)
    if (!pair || !row) throw new Refusal(9)

    if (all === 0) {
      if (store.transaction(() => messages.hide(pair, row, me))) {
        rings.raise({ k: 'del', pair: pairKey(me, peer), id, all, by: me }, [me])
      }
      return {}
    }
    if (row.fr !== me) throw new Refusal(13)
    if (row.typ === MARKER) return {}
    if (clock.now() - row.srv >= TAKE_BACK_MS) throw new Refusal(14)
    messages.mark(row)
    rings.raise({ k: 'del', pair: pairKey(me, peer), id, all, by: me }, [me, peer])
    return {}
  },
}

/** One slot per user; 0 clears it. */
export const react: Call = {
  access: 'acting',
  writes: true,
  run(backend, request) {
    const { blocks, messages, pairs, rings } = backend
    const { fields, me } = request
    const peer = fields.peer('with', me)
    const id = fields.integer('id', 1)
    const r = fields.integer('r', 0, 6)
    acceptPeer(backend, request, peer)
    const row = messages.find(pairs.find(me, peer), id)
    if (!row || row.typ === MARKER) throw new Refusal(9)
    if (blocks.has(peer, me)) throw new Refusal(17)

    const { [me]: _, ...others } = reactionsOf(row)
    messages.setReactions(row, r === 0 ? others : { ...others, [me]: r })
    rings.raise({ k: 'react', pair: pairKey(me, peer), id, by: me, r }, [me, peer])
    return {}
  },
}

/** seen and got: raise messages sent to me; one event with the ids that changed. */
function raising(st: 1 | 2): Call {
  return {
    access: 'acting',
    writes: true,
    run(backend, request) {
      const { clock, messages, pairs, rings, store } = backend
      const { fields, me } = request
      const peer = fields.peer('with', me)
      const ids = fields.numbers('ids', MAX_IDS, Number.MAX_SAFE_INTEGER)
      acceptPeer(backend, request, peer)
      const pair = pairs.find(me, peer)
      const changed = pair ? store.transaction(() => messages.raise(pair, me, ids, st, clock.now())) : []
      if (changed.length > 0) rings.raise({ k: 'st', pair: pairKey(me, peer), ids: changed, st, by: me }, [me, peer])
      return { n: changed.length }
    },
  }
}

export const got: Call = raising(1)
export const seen: Call = raising(2)

export const peer: Call = {
  access: 'acting',
  run({ people, typing: typed }, { fields, me, accept }) {
    const other = fields.peer('with', me)
    accept()
    const user = people.byUid(other)
    if (!user) throw new Refusal(9)
    return { lastTyped: typed.last(other, me), seen: user.seen, gone: user.gone }
  },
}

export const typing: Call = {
  access: 'acting',
  run(backend, request) {
    const { fields, me } = request
    const other = fields.peer('with', me)
    acceptPeer(backend, request, other)
    if (backend.blocks.has(other, me)) throw new Refusal(17)
    backend.typing.note(me, other, backend.clock.now())
    backend.rings.raise({ k: 'typing', pair: pairKey(me, other), by: me }, [other])
    return {}
  },
}

/** Puts the pair's rows away for both sides, without an event. */
export const archive: Call = {
  access: 'acting',
  writes: true,
  run(backend, request) {
    const { messages, pairs, store } = backend
    const { fields, me } = request
    const other = fields.peer('with', me)
    acceptPeer(backend, request, other)
    const pair = pairs.find(me, other)
    return { n: pair ? store.transaction(() => messages.archive(pair)) : 0 }
  },
}

/** Fields, then `as`, then err 9 when there is no such peer; a gone one is fine for all but sending. */
function acceptPeer(backend: Backend, { accept }: Request, uid: number): void {
  accept()
  if (backend.people.gone(uid) === undefined) throw new Refusal(9)
}
