import type { Backend } from './backend.ts'
import { DAY, SECOND } from './clock.ts'
import { MARKER, pairKey } from './message.ts'
import type { PairRow } from './pairs.ts'
import { Refusal } from './refusal.ts'
import type { Seed, SeedMessage } from './seed-shape.ts'

export interface Seeded {
  users: number
  conversations: number
  messages: number
  skipped: number
}

/**
 * Bulk load in one transaction: users, conversations, messages (section 11). Rows are stored as given, without an event.
 * err 2 for an unknown uid or an epoch below the current one; then nothing is stored.
 */
export function seed(backend: Backend, rows: Seed): Seeded {
  const recycled: number[] = []
  try {
    const seeded = backend.store.transaction(() => {
      const users = seedUsers(backend, rows.users, recycled)
      const conversations = seedConversations(backend, rows.conversations)
      seedMessages(backend, rows.messages)
      const skipped = rows.users.length - users + rows.conversations.length - conversations
      return { users, conversations, messages: rows.messages.length, skipped }
    })
    for (const uid of recycled) backend.sessions.endAllOf(uid)
    return seeded
  } catch (cause) {
    backend.people.recount()
    throw cause
  }
}

/** Answers how many were new. A phone that comes again recycles the older row. */
function seedUsers({ people }: Backend, users: Seed['users'], recycled: number[]): number {
  let stored = 0
  for (const { ext, ...user } of users) {
    if (people.gone(user.uid) !== undefined) continue
    const shadow = ext !== undefined
    const login = shadow ? { phone: '', pin: null, shadow: 1 as const } : { shadow: 0 as const }
    recycled.push(...people.add({ ...user, ext: ext ?? null, ...login }))
    stored += 1
  }
  return stored
}

function seedConversations({ blocks, lists, pairs, people }: Backend, conversations: Seed['conversations']): number {
  let stored = 0
  for (const row of conversations) {
    const uids = 'lid' in row ? [row.owner, ...row.uids] : [row.a, row.b]
    if (uids.some((uid) => people.gone(uid) === undefined)) throw Refusal.argument('conversations')
    if ('lid' in row) {
      if (lists.has(row.lid)) continue
      lists.create(row.owner, row.name, row.uids, row.lid)
    } else {
      pairs.findOrCreate(row.a, row.b)
      if (row.block === 1) blocks.set(row.b, row.a, true)
    }
    stored += 1
  }
  return stored
}

function seedMessages(backend: Backend, rows: readonly SeedMessage[]): void {
  const now = backend.clock.now()
  const known = new Set<number>()
  const pairs = new Map<string, PairRow>()
  for (const row of rows) {
    for (const uid of [row.fr, row.to, ...(row.hid ?? [])]) {
      if (!known.has(uid) && backend.people.gone(uid) === undefined) throw Refusal.argument('messages')
      known.add(uid)
    }
    const key = pairKey(row.fr, row.to)
    const pair = pairs.get(key) ?? backend.pairs.findOrCreate(row.fr, row.to)
    pairs.set(key, pair)
    seedMessage(backend, pair, row, now)
  }
}

/** A row that is stored as seen already counts its `exp` from now: it became seen here at this moment. */
function seedMessage({ messages }: Backend, pair: PairRow, row: SeedMessage, now: number): void {
  const { ep = pair.ep, r, ref, hid, ...given } = row
  if (ep < pair.ep) throw Refusal.argument('ep')
  if (ep > pair.ep) messages.archive(pair, ep)
  const srv = row.srv ?? now - DAY
  const expires = row.exp !== undefined && row.st === 2 && row.typ !== MARKER
  messages.append(pair, {
    ...given,
    srv,
    t: row.t ?? srv,
    ref: ref?.id,
    ...(r && Object.keys(r).length > 0 ? { r: JSON.stringify(r) } : {}),
    ...(hid ? { hid } : {}),
    ...(expires ? { due: now + (row.exp ?? 0) * SECOND } : {}),
  })
}
