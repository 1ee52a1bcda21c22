import type { Sql } from './transaction.ts'

export interface StoredAttachment {
  id: string
  filename: string
  contentType: string
  sizeBytes: number
  storageKey: string | null
  state: string
}

export async function attachmentById(sql: Sql, id: string): Promise<StoredAttachment | undefined> {
  const { rows } = await sql.query<StoredAttachment>(
    `SELECT id, filename, content_type AS "contentType", size_bytes AS "sizeBytes", storage_key AS "storageKey", state FROM messages.attachment WHERE id = $1`, [id])
  return rows[0]
}

export async function attachmentsById(sql: Sql, ids: readonly string[]): Promise<StoredAttachment[]> {
  const { rows } = await sql.query<StoredAttachment>(
    `SELECT a.id, a.filename, a.content_type AS "contentType", a.size_bytes AS "sizeBytes", a.storage_key AS "storageKey", a.state
       FROM unnest($1::uuid[]) WITH ORDINALITY AS given(id, n) JOIN messages.attachment a ON a.id = given.id ORDER BY given.n`, [ids])
  return rows
}

export interface NewAttachment extends StoredAttachment {
  uploaderId: string
  sha256: string | null
}

/** A file that came in from a company. */
export async function insertAttachment(sql: Sql, file: NewAttachment): Promise<void> {
  await sql.query(
    `INSERT INTO messages.attachment (id, uploader_id, filename, content_type, size_bytes, sha256, storage_key, state, stored_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, now()) ON CONFLICT (id) DO NOTHING`,
    [file.id, file.uploaderId, file.filename, file.contentType, file.sizeBytes, file.sha256, file.storageKey, file.state])
}

/** The link under which a file stands at B for at least another hour. */
export async function mediaLink(sql: Sql, attachmentId: string): Promise<string | undefined> {
  const { rows } = await sql.query<{ nativeRef: string }>(
    `SELECT native_ref AS "nativeRef" FROM messages.attachment_leg
      WHERE attachment_id = $1 AND company = 'B' AND acting_id = '' AND expires_at > now() + interval '1 hour'`, [attachmentId])
  return rows[0]?.nativeRef
}

export async function storeMediaLink(sql: Sql, attachmentId: string, link: string, until: Date): Promise<void> {
  await sql.query(
    `INSERT INTO messages.attachment_leg (attachment_id, company, acting_id, native_ref, expires_at) VALUES ($1, 'B', '', $2, $3)
     ON CONFLICT (attachment_id, company, acting_id) DO UPDATE SET native_ref = excluded.native_ref, expires_at = excluded.expires_at`, [attachmentId, link, until])
}
