import type { Sql } from './transaction.ts'

/** A file of a message as its readers see it. */
export interface FileRow {
  id: string
  messageId: string | null
  uploaderId: string
  filename: string
  contentType: string
  sizeBytes: number
  sha256: string | null
  storageKey: string | null
  state: 'PENDING' | 'STORED' | 'FORBIDDEN' | 'EXPIRED'
}

const columns = `a.id, a.message_id AS "messageId", a.uploader_id AS "uploaderId", a.filename, a.content_type AS "contentType",
  a.size_bytes AS "sizeBytes", a.sha256, a.storage_key AS "storageKey", a.state`

/** The files of messages, in the senders' order. */
export async function filesOf(sql: Sql, messageIds: readonly string[]): Promise<FileRow[]> {
  return (await sql.query<FileRow>(
    `SELECT ${columns} FROM messages.attachment a WHERE a.message_id = ANY ($1) ORDER BY a.message_id, a.position`, [messageIds])).rows
}

/** Uploads of one identity, sent already or not. */
export async function ownUploads(sql: Sql, ids: readonly string[], uploaderId: string): Promise<FileRow[]> {
  return (await sql.query<FileRow>(`SELECT ${columns} FROM messages.attachment a WHERE a.id = ANY ($1) AND a.uploader_id = $2`, [ids, uploaderId])).rows
}

/** Hands unused uploads of the same person to the identity that sends them. */
export async function handUploads(sql: Sql, ids: readonly string[], fromIds: readonly string[], toId: string): Promise<void> {
  await sql.query(
    'UPDATE messages.attachment SET uploader_id = $3 WHERE id = ANY ($1) AND uploader_id = ANY ($2) AND uploader_id <> $3 AND message_id IS NULL', [ids, fromIds, toId])
}

/** Promises a place for a file. */
export async function promiseUpload(sql: Sql, id: string, uploaderId: string, filename: string, sizeBytes: number): Promise<FileRow> {
  const { rows } = await sql.query<FileRow>(
    `INSERT INTO messages.attachment AS a (id, uploader_id, filename, content_type, size_bytes, state)
     VALUES ($1, $2, $3, 'application/octet-stream', $4, 'PENDING') RETURNING ${columns}`, [id, uploaderId, filename, sizeBytes])
  return rows[0] as FileRow
}

export async function fileById(sql: Sql, id: string): Promise<FileRow | undefined> {
  return (await sql.query<FileRow>(`SELECT ${columns} FROM messages.attachment a WHERE a.id = $1`, [id])).rows[0]
}

export interface StoredUpload { contentType: string; sizeBytes: number; sha256: string; storageKey: string }

/** Ends an upload that was promised, with its bytes or (undefined) as forbidden; false when it had ended already. */
export async function endUpload(sql: Sql, id: string, stored: StoredUpload | undefined): Promise<boolean> {
  const { rowCount } = stored === undefined
    ? await sql.query(`UPDATE messages.attachment SET state = 'FORBIDDEN' WHERE id = $1 AND state = 'PENDING'`, [id])
    : await sql.query(
      `UPDATE messages.attachment SET state = 'STORED', content_type = $2, size_bytes = $3, sha256 = $4, storage_key = $5, stored_at = now()
        WHERE id = $1 AND state = 'PENDING'`, [id, stored.contentType, stored.sizeBytes, stored.sha256, stored.storageKey])
  return rowCount === 1
}

/** The file if this identity may read it now: an active member of its message's conversation, or its uploader while unsent. */
export async function readableFile(sql: Sql, id: string, viewerId: string): Promise<FileRow | undefined> {
  return (await sql.query<FileRow>(
    `SELECT ${columns} FROM messages.attachment a LEFT JOIN messages.message m ON m.id = a.message_id
      WHERE a.id = $1 AND ((a.message_id IS NULL AND a.uploader_id = $2)
         OR EXISTS (SELECT FROM messages.member me WHERE me.conversation_id = m.conversation_id AND me.identity_id = $2 AND me.left_at IS NULL))`,
    [id, viewerId])).rows[0]
}
