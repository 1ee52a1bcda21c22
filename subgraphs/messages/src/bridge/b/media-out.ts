import { encode } from '@switchboard/company-b/text/entities'
import { perform } from '@switchboard/company-b/perform'
import { split } from '@switchboard/company-b/text/split'
import { attachmentText, MEDIA_LIMIT, mediaWay } from '@switchboard/company-b/translate/media'
import type { FidelityNote } from '@switchboard/domain/fidelity'
import sharp from 'sharp'
import { attachmentById, mediaLink, storeMediaLink, type StoredAttachment } from '../../adapters/postgres/media-at-b.ts'
import { makePublicLink } from '../../adapters/postgres/public-link.ts'
import type { Scene } from './scene.ts'

export interface MediaForB {
  kind: 'image' | 'voice' | 'text'
  text: string
  link?: string
  notes: FidelityNote[]
}

/** Widths to which an image is brought until it fits, px. */
const widths = [1_280, 960, 640, 480, 320]

/**
 * Puts a file where B's people can get it (mapping.md, "Media to B"): as it is, made smaller, or as a text with our link.
 * `caption` is in B's form and goes with a picture; before a link it stands on its own line.
 */
export async function mediaForB(scene: Scene, attachmentId: string, as: number, recipientId: string | undefined, caption: string): Promise<MediaForB> {
  const file = await attachmentById(scene.pool, attachmentId)
  if (file === undefined) return { kind: 'text', text: caption || '?', notes: [] }
  const way = mediaWay({ mime: file.contentType, bytes: file.sizeBytes })
  const known = way.way === 'link' ? undefined : await mediaLink(scene.pool, attachmentId)
  if (way.way !== 'link' && known !== undefined) return { kind: way.kind, text: caption, link: known, notes: way.way === 're-encode' ? [reduced] : [] }
  const bytes = way.way === 'link' || file.storageKey === null ? undefined : await scene.files.read(file.storageKey)
  if (bytes !== undefined && way.way !== 'link') {
    const fitting = way.way === 'as-is' ? { mime: file.contentType, bytes: Buffer.from(bytes) } : await smaller(bytes)
    if (fitting !== undefined) {
      const { link, until } = await perform({ op: 'mediaPut', as, mime: fitting.mime, base64: fitting.bytes.toString('base64') }, scene.b)
      await storeMediaLink(scene.pool, attachmentId, link, new Date(until))
      return { kind: way.kind, text: caption, link, notes: way.way === 're-encode' ? [reduced] : [] }
    }
  }
  return asLink(scene, file, recipientId, caption)
}

const reduced: FidelityNote = { leg: 'A>B', code: 'MEDIA_REDUCED' }

async function asLink(scene: Scene, file: StoredAttachment, recipientId: string | undefined, caption: string): Promise<MediaForB> {
  const url = recipientId === undefined || file.storageKey === null ? '' : `${scene.filesUrl}/l/${await makePublicLink(scene.pool, file.id, recipientId)}`
  // The link must be whole: the name gives way.
  const name = Array.from(file.filename).slice(0, 80).join('')
  const encoded = encode(attachmentText({ name, bytes: file.sizeBytes, url }))
  const text = caption === '' || caption.length + encoded.length + 1 > 480 ? encoded : `${caption}\n${encoded}`
  return { kind: 'text', text: split(text).rows.length > 0 && text.length <= 480 ? text : encode(url), notes: [{ leg: 'A>B', code: 'MEDIA_AS_LINK', detail: file.filename }] }
}

async function smaller(bytes: Uint8Array): Promise<{ mime: string; bytes: Buffer } | undefined> {
  for (const width of widths) {
    try {
      const made = await sharp(bytes, { limitInputPixels: 50_000_000 }).rotate().resize({ width, withoutEnlargement: true }).jpeg({ quality: 70 }).toBuffer()
      if (made.length <= MEDIA_LIMIT) return { mime: 'image/jpeg', bytes: made }
    } catch {
      // Not a picture that can be decoded: it goes as a link.
      return undefined
    }
  }
  return undefined
}
