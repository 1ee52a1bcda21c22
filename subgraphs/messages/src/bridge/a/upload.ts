import { placeAttachment } from '../../adapters/postgres/company-files.ts'
import type { LegParts } from '../../ports/leg-parts.ts'
import { acting } from './acting.ts'

/** How long an upload may be used: A sweeps unused ones after 24 h. */
const uploadKeptMs = 22 * 3_600_000

export interface Upload {
  actAs: string
  attachmentId: string
  name: string
  mediaType: string
  storageKey: string | null
}

/** Brings one of our files to A and remembers its id there; undefined when we have no bytes of it. A repetition makes an unused copy that A sweeps. */
export async function uploadToA(parts: LegParts, upload: Upload): Promise<string | undefined> {
  const content = upload.storageKey === null ? undefined : await parts.files.read(upload.storageKey)
  if (!content) return undefined
  const file = await parts.companies.a.attachments.upload(acting(upload.actAs), { name: upload.name, mediaType: upload.mediaType, content })
  await placeAttachment(parts.pool, upload.attachmentId, 'A', upload.actAs, file.id, new Date(Date.now() + uploadKeptMs))
  return file.id
}
