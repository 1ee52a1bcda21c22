import { createHash, randomBytes } from 'node:crypto'
import { fileById, type FileRow } from './file-row.ts'
import type { Sql } from './transaction.ts'

const hashOf = (token: string) => createHash('sha256').update(token).digest()

/**
 * Makes the link token by which one person of B gets one file: 128 random bits, 30 days. Only its hash is stored, and a new one
 * replaces the recipient's former one. The link dies with the message (architecture.md, Files).
 */
export async function makePublicLink(sql: Sql, attachmentId: string, recipientIdentityId: string): Promise<string> {
  const token = randomBytes(16).toString('base64url')
  await sql.query(
    `WITH former AS (DELETE FROM messages.public_link WHERE attachment_id = $2 AND recipient_id = $3)
     INSERT INTO messages.public_link (hash, attachment_id, recipient_id, expires_at) VALUES ($1, $2, $3, now() + interval '30 days')`,
    [hashOf(token), attachmentId, recipientIdentityId])
  return token
}

/** The file behind a link: `gone` when it has expired or its message was deleted. */
export async function followPublicLink(sql: Sql, token: string): Promise<FileRow | 'gone' | undefined> {
  const { rows } = await sql.query<{ attachmentId: string; alive: boolean }>(
    `SELECT attachment_id AS "attachmentId", revoked_at IS NULL AND expires_at > now() AS alive FROM messages.public_link WHERE hash = $1`, [hashOf(token)])
  const link = rows[0]
  if (!link) return undefined
  if (!link.alive) return 'gone'
  return await fileById(sql, link.attachmentId) ?? 'gone'
}
