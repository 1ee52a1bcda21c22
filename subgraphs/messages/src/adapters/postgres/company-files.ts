import { newId } from '@switchboard/domain/ids'
import type { Sql } from './transaction.ts'

export interface StoredBytes {
  filename: string
  contentType: string
  sizeBytes: number
  sha256: string
  /** Null: the company no longer had the bytes. */
  storageKey: string | null
}

/** Makes the attachment of a file that a company's message brought; answers its id. */
export async function storeAttachment(sql: Sql, uploaderId: string, file: StoredBytes): Promise<string> {
  const id = newId()
  await sql.query(
    `INSERT INTO messages.attachment (id, uploader_id, filename, content_type, size_bytes, sha256, storage_key, state, stored_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, now())`,
    [id, uploaderId, file.filename, file.contentType, file.sizeBytes, file.sha256, file.storageKey, file.storageKey === null ? 'EXPIRED' : 'STORED'])
  return id
}

export interface AttachmentRow {
  id: string
  filename: string
  contentType: string
  storageKey: string | null
  state: 'PENDING' | 'STORED' | 'FORBIDDEN' | 'EXPIRED'
}

/** The files of a message in their order. */
export async function attachmentsOf(sql: Sql, messageId: string): Promise<AttachmentRow[]> {
  const { rows } = await sql.query<AttachmentRow>(
    `SELECT id, filename, content_type AS "contentType", storage_key AS "storageKey", state FROM messages.attachment WHERE message_id = $1 ORDER BY position`, [messageId])
  return rows
}

/** Where a file stands at a company for one acting user; undefined when it is not there. */
export async function attachmentAt(sql: Sql, attachmentId: string, company: 'A' | 'B', actingId: string): Promise<string | undefined> {
  const { rows } = await sql.query<{ nativeRef: string }>(
    `SELECT native_ref AS "nativeRef" FROM messages.attachment_leg
      WHERE attachment_id = $1 AND company = $2 AND acting_id = $3 AND (expires_at IS NULL OR expires_at > now())`, [attachmentId, company, actingId])
  return rows[0]?.nativeRef
}

/** Says where a file stands at a company. */
export async function placeAttachment(sql: Sql, attachmentId: string, company: 'A' | 'B', actingId: string, nativeRef: string, expiresAt: Date | null): Promise<void> {
  await sql.query(
    `INSERT INTO messages.attachment_leg (attachment_id, company, acting_id, native_ref, expires_at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (attachment_id, company, acting_id) DO UPDATE SET native_ref = excluded.native_ref, expires_at = excluded.expires_at`,
    [attachmentId, company, actingId, nativeRef, expiresAt])
}
