import type { MessageSnapshot } from '../../domain/event.ts'
import { messageColumns } from './message-row.ts'
import { directKey } from './open-conversation.ts'
import type { Sql } from './transaction.ts'

export interface ListRow {
  id: string
  ownerId: string
  name: string
  /** Identities. */
  memberIds: string[]
  /** B's number; null until B has made it. */
  nativeId: number | null
}

const columns = `id, owner_id AS "ownerId", name, member_ids AS "memberIds", native_id AS "nativeId"`

/** The lists of some identities that were not dropped, oldest first. */
export async function listsOf(sql: Sql, ownerIds: readonly string[]): Promise<ListRow[]> {
  return (await sql.query<ListRow>(`SELECT ${columns} FROM messages.broadcast_list WHERE owner_id = ANY ($1) AND dropped_at IS NULL ORDER BY id`, [ownerIds])).rows
}

/** Lists of some owners by id, dropped ones included. */
export async function listsById(sql: Sql, ids: readonly string[], ownerIds: readonly string[]): Promise<ListRow[]> {
  return (await sql.query<ListRow>(`SELECT ${columns} FROM messages.broadcast_list WHERE id = ANY ($1) AND owner_id = ANY ($2)`, [ids, ownerIds])).rows
}

/** Lists of some owners by B's number. */
export async function listsByNativeId(sql: Sql, nativeIds: readonly number[], ownerIds: readonly string[]): Promise<ListRow[]> {
  return (await sql.query<ListRow>(`SELECT ${columns} FROM messages.broadcast_list WHERE native_id = ANY ($1) AND owner_id = ANY ($2)`, [nativeIds, ownerIds])).rows
}

/** A list that was not dropped, locked until the transaction ends. */
export async function lockList(sql: Sql, id: string, ownerIds: readonly string[]): Promise<ListRow | undefined> {
  return (await sql.query<ListRow>(`SELECT ${columns} FROM messages.broadcast_list WHERE id = $1 AND owner_id = ANY ($2) AND dropped_at IS NULL FOR UPDATE`, [id, ownerIds])).rows[0]
}

export async function insertList(sql: Sql, list: Omit<ListRow, 'nativeId'>): Promise<void> {
  await sql.query('INSERT INTO messages.broadcast_list (id, owner_id, name, member_ids) VALUES ($1, $2, $3, $4)', [list.id, list.ownerId, list.name, list.memberIds])
}

export async function updateList(sql: Sql, list: Pick<ListRow, 'id' | 'name' | 'memberIds'>): Promise<void> {
  await sql.query('UPDATE messages.broadcast_list SET name = $2, member_ids = $3, updated_at = now() WHERE id = $1', [list.id, list.name, list.memberIds])
}

export async function dropList(sql: Sql, id: string): Promise<void> {
  await sql.query('UPDATE messages.broadcast_list SET dropped_at = now(), updated_at = now() WHERE id = $1', [id])
}

export interface PostRow {
  id: string
  listId: string
  clientMessageId: string
  body: string
  /** Groups the copies; the post's own id until B has told the real one. */
  key: string
  /** Identities left out. */
  skipped: string[]
  at: Date
}

const postColumns = `id, list_id AS "listId", client_message_id AS "clientMessageId", body, key, coalesce(skipped, '{}') AS skipped, at`

/** Stores a post; the one stored before under the same client id is answered instead. */
export async function storePost(sql: Sql, post: Pick<PostRow, 'id' | 'listId' | 'clientMessageId' | 'body'>): Promise<{ post: PostRow; fresh: boolean }> {
  const { rows } = await sql.query<PostRow>(
    `INSERT INTO messages.broadcast_post (id, list_id, client_message_id, body, key, skipped) VALUES ($1, $2, $3, $4, $5, '{}')
     ON CONFLICT (list_id, client_message_id) DO NOTHING RETURNING ${postColumns}`, [post.id, post.listId, post.clientMessageId, post.body, post.id])
  if (rows[0]) {
    await sql.query('UPDATE messages.broadcast_list SET posts = posts + 1 WHERE id = $1', [post.listId])
    return { post: rows[0], fresh: true }
  }
  const { rows: known } = await sql.query<PostRow>(`SELECT ${postColumns} FROM messages.broadcast_post WHERE list_id = $1 AND client_message_id = $2`, [post.listId, post.clientMessageId])
  return { post: known[0] as PostRow, fresh: false }
}

/** The newest posts of lists, at most `limit` each. */
export async function postsOf(sql: Sql, listIds: readonly string[], limit: number): Promise<PostRow[]> {
  return (await sql.query<PostRow>(
    `SELECT p.* FROM unnest($1::uuid[]) AS w(id) CROSS JOIN LATERAL (
       SELECT ${postColumns} FROM messages.broadcast_post WHERE list_id = w.id ORDER BY at DESC, id DESC LIMIT $2) p`, [listIds, limit])).rows
}

/** The copies of posts in the DIRECTs of owner and members, with the post's id. */
export async function copiesOf(sql: Sql, posts: readonly (Pick<PostRow, 'id' | 'key'> & { list: ListRow })[]): Promise<(MessageSnapshot & { postId: string })[]> {
  const pairs = posts.flatMap(({ id, key, list }) => list.memberIds.map((member) => ({ id, key, pair: directKey(list.ownerId, member), owner: list.ownerId })))
  return (await sql.query<MessageSnapshot & { postId: string }>(
    `SELECT w.post AS "postId", ${messageColumns}
       FROM unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[]) AS w(post, key, pair, owner)
       JOIN messages.conversation c ON c.direct_key = w.pair
       JOIN messages.message m ON m.conversation_id = c.id AND m.sender_id = w.owner AND m.broadcast->>'key' = w.key
      ORDER BY m.id`,
    [pairs.map((p) => p.id), pairs.map((p) => p.key), pairs.map((p) => p.pair), pairs.map((p) => p.owner)])).rows
}
