import { createHash } from 'node:crypto'
import { renderAttachment } from '../attachments/attachment-store.ts'
import type { Company } from '../company.ts'
import { answer, type Call, type Operation } from '../http/operation.ts'
import { invalid, Problem } from '../problem.ts'
import { codePoints, refuseBadText } from '../text.ts'

const UPLOAD_LIMIT = 10_485_760
const TYPE_LIMIT = 100

const contentTypeOf = ({ headers }: Call): string => String(headers['content-type'] ?? 'application/octet-stream')

function checkUpload(call: Call): void {
  const filename = call.query.get('filename') ?? ''
  if (filename === '' || codePoints(filename) > 255) throw invalid('query:filename', 'must have 1 to 255 characters')
  refuseBadText(filename, 'query:filename')
  if (contentTypeOf(call).length > TYPE_LIMIT) throw invalid('header:Content-Type', `must have at most ${TYPE_LIMIT} characters`)
  if (call.bytes.length === 0) throw invalid('', 'must not be empty')
}

/** Uploads and signed downloads. */
export function attachmentOperations(company: Company): Operation[] {
  const { attachments, signedUrls, clock, ids } = company

  const upload: Operation['handle'] = (call) => {
    const nowMs = clock.nowMs()
    const row = {
      id: ids.next(nowMs), uploader_id: call.actor.userId, filename: call.query.get('filename') ?? '', content_type: contentTypeOf(call),
      size_bytes: call.bytes.length, sha256: createHash('sha256').update(call.bytes).digest('hex'), uploaded_ms: nowMs, used: 0,
    }
    attachments.insert(row, call.bytes)
    return answer(201, renderAttachment(row))
  }

  const download: Operation['handle'] = ({ params, query }) => {
    const row = attachments.byId(params['attachmentId'] ?? '')
    const bytes = row && attachments.bytes(row.id)
    if (!row || !bytes) throw new Problem('not-found')
    signedUrls.check(row.id, query.get('exp') ?? '', query.get('sig') ?? '')
    const filename = encodeURIComponent(row.filename).replace(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    return { status: 200, bytes, headers: { 'Content-Type': row.content_type, 'Content-Disposition': `attachment; filename*=UTF-8''${filename}` } }
  }

  return [
    { id: 'uploadAttachment', method: 'POST', path: '/v1/attachments', access: 'user', body: 'bytes', limit: UPLOAD_LIMIT, check: checkUpload, handle: upload },
    {
      id: 'getAttachment', method: 'GET', path: '/v1/attachments/{attachmentId}', access: 'user',
      handle: ({ params, actor }) => {
        const row = attachments.byId(params['attachmentId'] ?? '')
        if (!row || !attachments.visibleTo(row, actor.userId)) throw new Problem('not-found')
        return answer(200, { ...renderAttachment(row), ...signedUrls.issue(row.id) })
      },
    },
    { id: 'downloadFile', method: 'GET', path: '/v1/files/{attachmentId}', access: 'free', handle: download },
  ]
}
