import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import type { Pool } from 'pg'
import { SwitchboardError, errorCodes, isSwitchboardError } from '@switchboard/domain/errors'
import { isId } from '@switchboard/domain/ids'
import { fileById, endUpload, readableFile, type FileRow } from '../adapters/postgres/file-row.ts'
import { followPublicLink } from '../adapters/postgres/public-link.ts'
import { FileTooLarge, type FileStore, type FileStream } from '../ports/file-store.ts'
import { contentTypeOf } from './content-type.ts'
import type { FileLinks } from './file-links.ts'

export interface FileRoutes {
  pool: Pool
  files: FileStore & FileStream
  links: FileLinks
}

/** The largest file, in bytes: company A's own limit. */
export const maxFileBytes = 10_485_760

/** Serves PUT and GET /files/{id} and GET /l/{token}, as src/files.openapi.yaml describes them. True when the request was one of these. */
export function fileRoutes(parts: FileRoutes): (request: IncomingMessage, response: ServerResponse) => Promise<boolean> {
  return async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://files')
    const file = /^\/files\/([^/]+)$/.exec(url.pathname)?.[1]
    const link = /^\/l\/([\w-]{22})$/.exec(url.pathname)?.[1]
    if (file === undefined && link === undefined) return false
    try {
      if (link !== undefined) await serveLink(parts, request, response, link)
      else if (request.method === 'PUT') await put(parts, request, response, file ?? '', url.searchParams)
      else await get(parts, request, response, file ?? '', url.searchParams)
    } catch (error) {
      if (!isSwitchboardError(error)) throw error
      request.resume()
      refuse(response, error)
    }
    return true
  }
}

async function put({ pool, files, links }: FileRoutes, request: IncomingMessage, response: ServerResponse, id: string, query: URLSearchParams): Promise<void> {
  granted(links, 'put', id, query)
  const upload = await fileById(pool, id)
  if (!upload) throw new SwitchboardError('NOT_FOUND')
  if (upload.state !== 'PENDING') throw new SwitchboardError('CONFLICT', 'The bytes of this file came already.')
  if (Number(request.headers['content-length'] ?? 0) > upload.sizeBytes) throw new SwitchboardError('FILE_TOO_LARGE', `This upload was promised ${upload.sizeBytes} bytes.`)
  // Under a key of its own: of two uploads at once only the one that is entered can be read.
  const key = `${id}-${process.hrtime.bigint().toString(36)}`
  const received = await files.receive(key, request, Math.min(upload.sizeBytes, maxFileBytes)).catch((error: unknown) => {
    if (error instanceof FileTooLarge) throw new SwitchboardError('FILE_TOO_LARGE', `This upload was promised ${upload.sizeBytes} bytes.`)
    throw error
  })
  const bytes = await files.read(key)
  const contentType = bytes && received.sizeBytes > 0 ? await contentTypeOf(bytes) : undefined
  const entered = contentType === undefined
    ? await endUpload(pool, id, undefined)
    : await endUpload(pool, id, { contentType, storageKey: key, ...received })
  if (contentType === undefined || !entered) await files.remove(key)
  if (contentType === undefined) throw new SwitchboardError('FILE_TYPE_FORBIDDEN')
  if (!entered) throw new SwitchboardError('CONFLICT', 'The bytes of this file came already.')
  answer(response, 201, { id, contentType, sizeBytes: received.sizeBytes, sha256: received.sha256 })
}

async function get({ pool, files, links }: FileRoutes, request: IncomingMessage, response: ServerResponse, id: string, query: URLSearchParams): Promise<void> {
  reading(request)
  const grant = granted(links, 'get', id, query)
  const attachment = grant.verb === 'get' && isId(grant.viewerId) ? await readableFile(pool, id, grant.viewerId) : undefined
  if (!attachment) throw new SwitchboardError('NOT_FOUND')
  await send(files, request, response, attachment)
}

async function serveLink({ pool, files }: FileRoutes, request: IncomingMessage, response: ServerResponse, token: string): Promise<void> {
  reading(request)
  const attachment = await followPublicLink(pool, token)
  if (attachment === undefined) throw new SwitchboardError('NOT_FOUND')
  if (attachment === 'gone') throw new SwitchboardError('GONE', 'This link has ended.')
  await send(files, request, response, attachment)
}

async function send(files: FileStream, request: IncomingMessage, response: ServerResponse, attachment: FileRow): Promise<void> {
  if (attachment.state === 'EXPIRED') throw new SwitchboardError('GONE')
  const stored = attachment.state === 'STORED' && attachment.storageKey !== null ? await files.open(attachment.storageKey) : undefined
  if (!stored) throw new SwitchboardError('NOT_FOUND')
  response.writeHead(200, {
    'content-type': attachment.contentType,
    'content-length': stored.sizeBytes,
    'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(attachment.filename).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16)}`)}`,
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    'cross-origin-resource-policy': 'cross-origin',
    'referrer-policy': 'no-referrer',
    'cache-control': 'private, max-age=900',
    ...(attachment.sha256 === null ? {} : { etag: `"${attachment.sha256}"` }),
  })
  if (request.method === 'HEAD') response.end()
  else await pipeline(stored.chunks, response).catch(() => { response.destroy() })
}

function granted(links: FileLinks, verb: 'put' | 'get', id: string, query: URLSearchParams) {
  if (!isId(id)) throw new SwitchboardError('NOT_FOUND')
  const verdict = links.verify(verb, id, query)
  if (verdict.outcome === 'good') return verdict.grant
  throw verdict.outcome === 'late' ? new SwitchboardError('GONE', 'The link has ended.') : new SwitchboardError('FORBIDDEN', 'The link is not signed by us.')
}

function reading(request: IncomingMessage): void {
  if (request.method !== 'GET' && request.method !== 'HEAD') throw new SwitchboardError('BAD_INPUT', 'Only GET and HEAD are served here.')
}

function refuse(response: ServerResponse, error: SwitchboardError): void {
  answer(response, errorCodes[error.code].http, { error: { code: error.code, message: error.message } }, { connection: 'close' })
}

function answer(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'x-content-type-options': 'nosniff', ...headers }).end(JSON.stringify(body))
}
