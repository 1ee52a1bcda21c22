import type { Call } from './call.ts'
import { messageOf, pairKey } from './message.ts'
import { Refusal } from './refusal.ts'

/** Rows of one pair, id descending, as this side sees them. */
export const hist: Call = {
  access: 'acting',
  run({ messages, pairs, people }, { fields, me, accept }) {
    const peer = fields.peer('with', me)
    const { off, cnt } = fields.page(20, 50)
    accept()
    if (people.gone(peer) === undefined) throw new Refusal(9)
    const pair = pairs.find(me, peer)
    if (!pair) return { pair: pairKey(me, peer), top: 0, tot: 0, m: [] }
    const hidden = me === pair.lo ? pair.hidLo : pair.hidHi
    return { pair: pairKey(me, peer), top: pair.top, tot: pair.top - hidden, m: messages.page(pair, me, off, cnt).map(messageOf) }
  },
}

/** My pairs with at least one visible row: newest server time first, ties by `with`. */
export const threads: Call = {
  access: 'acting',
  run({ messages, pairs }, { fields, me, accept }) {
    const { off, cnt } = fields.page(20, 50)
    accept()
    const { tot, rows } = pairs.threadsOf(me, off, cnt)
    const th = rows.flatMap((row) => {
      const last = messages.at(row.pair, row.ep, row.last)
      const unseen = messages.unseen(row.pair, row.ep, row.peer, me < row.peer ? 1 : 2)
      return last ? { with: row.peer, pair: pairKey(me, row.peer), top: row.top, tot: row.top - row.hidden, unseen, last: messageOf(last) } : []
    })
    return { tot, th }
  },
}
