import { z } from 'zod'

/** Shapes of B's answers, checked at the door. Unknown fields are ignored, unknown kinds of event kept as 'unknown'. */

const bit = z.union([z.literal(0), z.literal(1)])
const uid = z.int().min(1)
const count = z.int().min(0)
const ok = z.literal(1)

export const user = z.object({ uid, phone: z.string(), name: z.string(), pic: z.string(), seen: count, gone: bit, ext: z.string().optional() })

export const msg = z.object({
  id: z.int().min(1), fr: uid, to: uid, t: z.int(), txt: z.string(),
  typ: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.literal(5)]),
  st: z.union([z.literal(0), z.literal(1), z.literal(2)]),
  r: z.record(z.string(), z.int().min(1).max(6)).optional(), ref: z.object({ id: z.int().min(1) }).optional(), q: z.string().optional(),
  exp: z.int().optional(), at: count.optional(), lid: z.int().optional(), tag: z.string().optional(), link: z.string().optional(),
})

export const thread = z.object({ with: uid, pair: z.string(), top: count, tot: count, unseen: count, last: msg })
export const list = z.object({ lid: z.int(), owner: uid, name: z.string(), uids: z.array(uid), posts: count })
export const post = z.object({ pid: z.int(), lid: z.int(), t: z.int(), txt: z.string(), typ: z.int().min(0).max(4), tag: z.string().optional(), link: z.string().optional(), n: count })

const head = { n: count, ts: count }
const known = z.discriminatedUnion('k', [
  z.object({ ...head, k: z.literal('msg'), pair: z.string(), m: msg }),
  z.object({ ...head, k: z.literal('del'), pair: z.string(), id: z.int(), all: bit, by: count }),
  z.object({ ...head, k: z.literal('react'), pair: z.string(), id: z.int(), by: uid, r: z.int().min(0).max(6) }),
  z.object({ ...head, k: z.literal('st'), pair: z.string(), ids: z.array(z.int()), st: z.union([z.literal(1), z.literal(2)]), by: uid }),
  z.object({ ...head, k: z.literal('typing'), pair: z.string(), by: uid }),
  z.object({ ...head, k: z.literal('name'), uid, name: z.string() }),
  z.object({ ...head, k: z.literal('list'), lid: z.int(), op: z.enum(['new', 'edit', 'drop', 'post']), by: uid, pid: z.int().optional() }),
])
const unknown = z.object({ ...head, k: z.string() }).transform(({ n, ts }) => ({ n, ts, k: 'unknown' as const }))
export const ev = z.union([known, unknown])

export const answers = {
  done: z.object({ ok }),
  hello: z.object({ ok, boot: z.string(), now: count, ver: z.string() }),
  login: z.object({ ok, sid: z.string(), uid, ttl: count }),
  partnerLogin: z.object({ ok, sid: z.string(), ttl: count }),
  check: z.object({ ok, uid: count, dev: z.enum(['phone', 'tablet', 'partner']), left: count }),
  addUser: z.object({ ok, uid }),
  user: z.object({ ok, user }),
  users: z.object({ ok, users: z.array(user) }),
  dir: z.object({ ok, tot: count, users: z.array(user) }),
  send: z.object({ ok, id: count, pair: z.string(), t: z.int() }),
  hist: z.object({ ok, pair: z.string(), top: count, tot: count, m: z.array(msg) }),
  threads: z.object({ ok, tot: count, th: z.array(thread) }),
  changed: z.object({ ok, n: count }),
  peer: z.object({ ok, lastTyped: count, seen: count, gone: bit }),
  listNew: z.object({ ok, lid: z.int() }),
  listAll: z.object({ ok, lists: z.array(list) }),
  listEdit: z.object({ ok, list: list.optional() }),
  listPost: z.object({ ok, pid: z.int(), n: count, skip: z.array(uid) }),
  listHist: z.object({ ok, tot: count, p: z.array(post) }),
  mediaPut: z.object({ ok, link: z.string(), till: count }),
  mediaGet: z.object({ ok, mime: z.string(), b64: z.string(), till: count }),
  poll: z.object({ ok, boot: z.string(), n: count, lost: bit, ev: z.array(ev) }),
}
