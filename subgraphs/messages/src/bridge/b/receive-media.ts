import { createHash } from 'node:crypto'
import { medium } from '@switchboard/company-b/operation/media'
import { newId } from '@switchboard/domain/ids'
import type { NewAttachment } from '../../adapters/postgres/media-at-b.ts'
import type { MergedLook } from './merge-look.ts'
import type { PairPeople } from './pair-people.ts'
import type { Scene } from './scene.ts'

const endings: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg', 'image/png': 'png', 'image/gif': 'gif', 'image/webp': 'webp', 'audio/amr': 'amr', 'audio/mpeg': 'mp3', 'audio/ogg': 'ogg', 'audio/mp4': 'm4a', 'audio/wav': 'wav',
}

/**
 * Copies the files of new rows at once, before the look is applied: B keeps them for 7 days (mapping.md, "Media from B").
 * One too late is an attachment without bytes. By row id; rows of ours bring none.
 */
export async function fetchMedia(scene: Scene, who: Exclude<PairPeople, { kind: 'strangers' }>, look: MergedLook): Promise<Map<number, NewAttachment>> {
  const files = new Map<number, NewAttachment>()
  for (const change of look.changes) {
    if (change.kind !== 'new' || change.row.link === undefined || change.row.from === who.ours) continue
    const uploader = who.people.get(change.row.from)
    if (uploader === undefined) continue
    files.set(change.id, await copy(scene, change.row.link, change.row.kind === 'voice' ? 'voice' : 'image', uploader.id))
  }
  return files
}

async function copy(scene: Scene, link: string, name: string, uploaderId: string): Promise<NewAttachment> {
  const file = await medium(scene.b, link)
  const id = newId()
  if (file === null) {
    return { id, uploaderId, filename: name, contentType: 'application/octet-stream', sizeBytes: 0, sha256: null, storageKey: null, state: 'EXPIRED' }
  }
  const storageKey = id
  await scene.files.write(storageKey, file.bytes)
  return {
    id, uploaderId, filename: `${name}.${endings[file.mime] ?? 'bin'}`, contentType: file.mime, sizeBytes: file.bytes.length,
    sha256: createHash('sha256').update(file.bytes).digest('hex'), storageKey, state: 'STORED',
  }
}
