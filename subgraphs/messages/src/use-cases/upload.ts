import { newId } from '@switchboard/domain/ids'
import { promiseUpload, type FileRow } from '../adapters/postgres/file-row.ts'
import { maxFileBytes } from '../files/routes.ts'
import { SwitchboardError } from '@switchboard/domain/errors'
import { fileName } from '../domain/limits.ts'
import type { Viewer } from '../domain/viewer.ts'
import type { Services } from './services.ts'

/** Promises a place for a file and signs the link to put its bytes. @throws SwitchboardError FILE_TOO_LARGE, BAD_INPUT */
export async function createUpload(services: Services, viewer: Viewer, input: { filename: string; sizeBytes: number }): Promise<{ attachment: FileRow; uploadUrl: string; expiresAt: Date }> {
  if (input.sizeBytes > maxFileBytes) throw new SwitchboardError('FILE_TOO_LARGE', `A file has at most ${maxFileBytes} bytes.`)
  if (input.sizeBytes < 1) throw new SwitchboardError('BAD_INPUT', 'A file has at least one byte.')
  const attachment = await promiseUpload(services.pool, newId(), viewer.identityId, fileName(input.filename), input.sizeBytes)
  const { url, expiresAt } = services.links.sign({ verb: 'put', id: attachment.id })
  return { attachment, uploadUrl: url, expiresAt }
}
