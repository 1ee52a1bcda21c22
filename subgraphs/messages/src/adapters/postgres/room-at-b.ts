import type { Sql } from './transaction.ts'

/** The uid of a group's room at B, or undefined while it has none. */
export async function roomOf(sql: Sql, conversationId: string): Promise<number | undefined> {
  const { rows } = await sql.query<{ uid: number }>('SELECT uid FROM messages.room_at_b WHERE conversation_id = $1', [conversationId])
  return rows[0]?.uid
}

export async function storeRoom(sql: Sql, conversationId: string, uid: number): Promise<void> {
  await sql.query('INSERT INTO messages.room_at_b (conversation_id, uid) VALUES ($1, $2) ON CONFLICT (conversation_id) DO NOTHING', [conversationId, uid])
}

export interface RoomList { conversationId: string; absentUid: number; chunk: number; lid: number; memberUids: number[] }

/** The list by which a room reaches its members but one, or undefined while there is none. */
export async function roomList(sql: Sql, conversationId: string, absentUid: number, chunk: number): Promise<Pick<RoomList, 'lid' | 'memberUids'> | undefined> {
  const { rows } = await sql.query<Pick<RoomList, 'lid' | 'memberUids'>>(
    'SELECT lid, member_uids AS "memberUids" FROM messages.room_list_at_b WHERE conversation_id = $1 AND absent_uid = $2 AND chunk = $3', [conversationId, absentUid, chunk])
  return rows[0]
}

export async function storeRoomList(sql: Sql, list: RoomList): Promise<void> {
  await sql.query(
    `INSERT INTO messages.room_list_at_b (conversation_id, absent_uid, chunk, lid, member_uids) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (conversation_id, absent_uid, chunk) DO UPDATE SET lid = excluded.lid, member_uids = excluded.member_uids`,
    [list.conversationId, list.absentUid, list.chunk, list.lid, list.memberUids])
}
