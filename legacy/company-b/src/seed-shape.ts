import { z } from 'zod'

const MOST_ROWS = 10_000

const uid = z.int().min(1).max(2_147_483_647)
const ms = z.int().min(0)
const bit = z.union([z.literal(0), z.literal(1)])
const slot = z.int().min(1).max(6)

const user = z.object({
  uid,
  phone: z.string(),
  pin: z.string().regex(/^[0-9]{4,8}$/).default('0000'),
  name: z.string(),
  pic: z.string().default(''),
  seen: ms.default(0),
  gone: bit.default(0),
  ext: z.string().optional(),
})

const pair = z.strictObject({ a: uid, b: uid, block: bit.optional() }).refine(({ a, b }) => a !== b, { path: ['b'] })
const list = z.strictObject({ lid: z.int().min(1), owner: uid, name: z.string(), uids: z.array(uid).min(1).max(50) })
  .refine(({ owner, uids }) => !uids.includes(owner), { path: ['uids'] })

const message = z.object({
  fr: uid,
  to: uid,
  txt: z.string(),
  t: ms.optional(),
  typ: z.int().min(0).max(5).default(0),
  st: z.int().min(0).max(2).default(2),
  r: z.record(z.string().regex(/^[1-9][0-9]*$/), slot).optional(),
  ref: z.object({ id: z.int().min(1) }).optional(),
  q: z.string().optional(),
  exp: z.int().optional(),
  lid: z.int().min(1).optional(),
  tag: z.string().optional(),
  link: z.string().optional(),
  hid: z.array(uid).optional(),
  srv: ms.optional(),
  ep: ms.optional(),
}).refine(({ fr, to }) => fr !== to, { path: ['to'] })

/** `Seed` of the contract, with its defaults filled in. */
export const SeedShape = z.strictObject({
  users: z.array(user).max(MOST_ROWS).default([]),
  conversations: z.array(z.union([list, pair])).max(MOST_ROWS).default([]),
  messages: z.array(message).max(MOST_ROWS).default([]),
})
export type Seed = z.infer<typeof SeedShape>
export type SeedMessage = z.infer<typeof message>
