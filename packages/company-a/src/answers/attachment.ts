import { z } from 'zod'
import { contractual, type Contract } from './contractual.ts'

/** A file at company A. `bytes` is its size; `sha256` is lower-case hex. */
export type AAttachment = { id: string; name: string; mediaType: string; bytes: number; sha256: string }

/** Where a file can be fetched for 15 minutes. */
export type AAttachmentLink = AAttachment & { url: string; urlExpiresAt: string }

const wire = contractual<Contract['Attachment']>()(z.object({
  id: z.string().min(1),
  filename: z.string(),
  contentType: z.string(),
  sizeBytes: z.int().min(0),
  sha256: z.string(),
}))

const named = (file: z.output<typeof wire>): AAttachment => ({ id: file.id, name: file.filename, mediaType: file.contentType, bytes: file.sizeBytes, sha256: file.sha256 })

/** Reads a file's description. */
export const attachmentAnswer = wire.transform(named)

/** Reads a file's description with its signed link. */
export const attachmentLinkAnswer = wire.extend({ url: z.url(), urlExpiresAt: z.string() })
  .transform((file): AAttachmentLink => ({ ...named(file), url: file.url, urlExpiresAt: file.urlExpiresAt }))
