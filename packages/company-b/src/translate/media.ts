/** Largest file that B takes, in bytes (204,800 characters of base64). */
export const MEDIA_LIMIT = 153_600

/** Image types that can be re-encoded; SVG is a document, not a picture. */
const images = /^image\/(?!svg)/i
const sounds = /^audio\//i

/** How an attachment travels to B, one row each. */
export type MediaWay =
  | { way: 'as-is'; kind: 'image' | 'voice' }
  /** Make it smaller, at most `maxBytes` (note MEDIA_REDUCED); when that fails, send `attachmentText` (note MEDIA_AS_LINK). */
  | { way: 're-encode'; kind: 'image'; maxBytes: number }
  | { way: 'link' }

/** Decides by type and size (mapping.md, "Media to B"). B has rows for images and sounds only. */
export function mediaWay(file: { mime: string; bytes: number }): MediaWay {
  const fits = file.bytes > 0 && file.bytes <= MEDIA_LIMIT && file.mime.length <= 60
  if (images.test(file.mime)) return fits ? { way: 'as-is', kind: 'image' } : { way: 're-encode', kind: 'image', maxBytes: MEDIA_LIMIT }
  if (sounds.test(file.mime) && fits) return { way: 'as-is', kind: 'voice' }
  return { way: 'link' }
}

/** The text that stands for an attachment B cannot hold: name, size and our link. */
export function attachmentText(file: { name: string; bytes: number; url: string }): string {
  return `${file.name} (${sizeText(file.bytes)})\n${file.url}`
}

function sizeText(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`
  const [size, unit] = bytes < 1_000_000 ? [bytes / 1_000, 'kB'] : [bytes / 1_000_000, 'MB']
  return `${size < 10 ? size.toFixed(1) : Math.round(size)} ${unit}`
}
