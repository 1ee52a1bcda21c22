import { postOf } from './lists.ts'
import { messageOf, pairKey, type MessageRow } from './message.ts'
import type { HeldRow } from './held.ts'
import type { Store } from './store.ts'

interface Entity {
  sql: string
  /** From a row of `sql` to what the behaviour note says a dump row is. */
  show(row: never): object
}
const entity = <Row>(sql: string, show: (row: Row) => object): Entity => ({ sql, show })

type UserRow = { uid: number; phone: string; name: string; pic: string; seen: number; gone: number; ext: string | null; shadow: number }
type ListRow = { lid: number; owner: number; name: string; uids: string | null; posts: number; dropped: number }

const ENTITIES: Record<string, Entity> = {
  users: entity<UserRow>('SELECT uid, phone, name, pic, seen, gone, ext, shadow FROM users ORDER BY uid', ({ ext, shadow, ...user }) => ({
    ...user, ...(ext === null ? {} : { ext }), shadow,
  })),
  pairs: entity<{ lo: number; hi: number; ep: number; top: number }>(
    'SELECT lo, hi, ep, top FROM pairs ORDER BY lo, hi', ({ lo, hi, ep, top }) => ({ pair: pairKey(lo, hi), ep, top })),
  msgs: entity<MessageRow>(
    'SELECT msgs.* FROM pairs CROSS JOIN msgs USING (pair) ORDER BY pairs.lo, pairs.hi, msgs.ep, msgs.id',
    (row) => ({ pair: pairKey(row.fr, row.to), ep: row.ep, srv: row.srv, hid: row.hid === null ? [] : JSON.parse(row.hid) as number[], ...messageOf(row) })),
  held: entity<HeldRow>('SELECT * FROM held ORDER BY at, seq', (row) => {
    const { id: _, ...message } = messageOf({ ...row, id: 0, t: row.at, st: 0, r: null, lid: null })
    return { pair: pairKey(row.fr, row.to), ...message }
  }),
  lists: entity<ListRow>(
    `SELECT lid, owner, name, (SELECT group_concat(uid ORDER BY uid) FROM members WHERE members.lid = lists.lid) AS uids, posts, dropped
      FROM lists ORDER BY lid`,
    ({ uids, posts, dropped, ...list }) => ({ ...list, uids: uids === null ? [] : uids.split(',').map(Number), posts, dropped })),
  posts: entity('SELECT * FROM posts ORDER BY lid, pid', postOf),
  blocks: entity<{ by: number; peer: number }>('SELECT by, peer FROM blocks ORDER BY by, peer', ({ by, peer }) => ({ by, with: peer })),
  media: entity<{ link: string; mime: string; len: number; till: number }>('SELECT link, mime, len, till FROM media ORDER BY till, link', (row) => ({ ...row })),
}

/** Rows per chunk: the event loop gets a turn in between. */
const CHUNK = 1_000

/** Everything stored of one entity as NDJSON chunks, from one snapshot; undefined for an unknown entity (section 11). */
export function dump(store: Store, name: string): Generator<string> | undefined {
  const chosen = Object.hasOwn(ENTITIES, name) ? ENTITIES[name] : undefined
  return chosen && lines(store, chosen)
}

function* lines(store: Store, { sql, show }: Entity): Generator<string> {
  let chunk: string[] = []
  for (const row of store.snapshot<never>(sql)) {
    chunk.push(`${JSON.stringify(show(row))}\n`)
    if (chunk.length < CHUNK) continue
    yield chunk.join('')
    chunk = []
  }
  yield chunk.join('')
}
