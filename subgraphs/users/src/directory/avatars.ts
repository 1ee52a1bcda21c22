import { createHash } from 'node:crypto'
import type { Picture } from '@switchboard/company-b/translate/person'
import type { Sql } from './identity-record.ts'

/** Where pictures kept as bytes are served: `<base>/avatars/<hash>`. */
export function avatarUrl(base: string, hash: string): string {
  return `${base.replace(/\/$/, '')}/avatars/${hash}`
}

/** The kinds of picture that are served, by their first bytes; anything else is no picture. */
export function imageType(bytes: Uint8Array): string | null {
  const start = Buffer.from(bytes.subarray(0, 12)).toString('latin1')
  if (start.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png'
  if (start.startsWith('\xff\xd8\xff')) return 'image/jpeg'
  if (start.startsWith('GIF87a') || start.startsWith('GIF89a')) return 'image/gif'
  return start.startsWith('RIFF') && start.slice(8, 12) === 'WEBP' ? 'image/webp' : null
}

/** The URL under which a picture of B can be had; bytes are stored first (mapping.md: picture). */
export async function keepPicture(sql: Sql, base: string, picture: Picture | null): Promise<string | null> {
  if (picture === null) return null
  if (picture.kind === 'url') return URL.canParse(picture.url) ? picture.url : null
  const bytes = Buffer.from(picture.base64, 'base64')
  const contentType = imageType(bytes)
  if (contentType === null) return null
  const hash = createHash('sha256').update(bytes).digest('hex')
  await sql.query('INSERT INTO users.avatar (hash, content_type, bytes) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [hash, contentType, bytes])
  return avatarUrl(base, hash)
}
