import { fileTypeFromBuffer } from 'file-type'
import sharp from 'sharp'

/** Programs are not taken in at all; they are told by their first bytes, whatever their name says. */
const forbidden = new Set(['application/x-msdownload', 'application/x-elf', 'application/x-mach-binary', 'application/x-ms-shortcut', 'application/java-vm', 'application/x-nintendo-nes-rom'])

/** Images that browsers show and sharp can measure. */
const images = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif', 'image/heic', 'image/tiff'])

/** A picture larger than this costs whoever opens it too much: 50 megapixels. */
const maxPixels = 50_000_000

/**
 * The type of a file by its content, never by its name. Markup (HTML, SVG, XML) and what is not known is
 * `application/octet-stream`: a browser must not run it. Undefined: forbidden (a program, a picture that cannot be
 * decoded or is too large when it is).
 */
export async function contentTypeOf(bytes: Uint8Array): Promise<string | undefined> {
  const found = (await fileTypeFromBuffer(bytes))?.mime
  if (found === undefined) return isPlainText(bytes) ? 'text/plain' : 'application/octet-stream'
  if (forbidden.has(found)) return undefined
  if (/xml|html|svg|javascript/.test(found)) return 'application/octet-stream'
  if (!images.has(found)) return found
  return await isDecodable(bytes, found) ? found : undefined
}

async function isDecodable(bytes: Uint8Array, type: string): Promise<boolean> {
  // Without a decoder for HEIC's codec only its header can be read; that suffices for its size.
  try {
    const { width, height, pages } = await sharp(bytes, { limitInputPixels: maxPixels, failOn: 'none' }).metadata()
    return width * height * (pages ?? 1) <= maxPixels * (type === 'image/gif' || type === 'image/webp' ? 20 : 1) && width * height <= maxPixels
  } catch {
    return false
  }
}

function isPlainText(bytes: Uint8Array): boolean {
  if (bytes.includes(0)) return false
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return !/<\s*(?:!doctype|\?xml|[a-z!/])/i.test(text) && !text.startsWith('#!')
  } catch {
    return false
  }
}
