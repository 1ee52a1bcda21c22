import { createHash } from 'node:crypto'
import { z } from 'zod'
import { attachmentAnswer, attachmentLinkAnswer, type AAttachment, type AAttachmentLink } from './answers/attachment.ts'
import { CompanyAError } from './errors.ts'
import type { Caller, Link } from './link.ts'
import { linkRequest } from './transport.ts'

/** The largest file A takes, in bytes. */
export const maxAttachmentBytes = 10_485_760

export type Attachments = ReturnType<typeof attachments>

/** Files of company A. `fileOrigins`: further origins (besides the base URL's) that signed links may point to. */
export function attachments(link: Link, fileOrigins: readonly string[] = []) {
  const origins = new Set([link.baseUrl, ...fileOrigins].map((url) => new URL(url).origin))

  return {
    /** Stores one file of 1 to 10,485,760 bytes. A repetition after an unknown outcome makes a second, unused upload, which A sweeps after 24 h. */
    upload: (as: Caller, file: { name: string; mediaType: string; content: Uint8Array<ArrayBuffer> }): Promise<AAttachment> => link.call({
      operation: 'uploadAttachment',
      kind: 'transfer',
      as,
      answer: attachmentAnswer,
      repeatable: true,
      send: (http, attempt) => http.POST('/v1/attachments', {
        ...attempt,
        headers: { ...attempt.headers, 'Content-Type': file.mediaType },
        params: { query: { filename: file.name } },
        // The contract's type for raw bytes is a string; the serializer sends the bytes as they are.
        body: '',
        bodySerializer: () => file.content,
      }),
    }),

    /** Description and a signed link good for 15 minutes. */
    get: (as: Caller, attachmentId: string): Promise<AAttachmentLink> => link.call({
      operation: 'getAttachment',
      kind: 'read',
      as,
      answer: attachmentLinkAnswer,
      send: (http, attempt) => http.GET('/v1/attachments/{attachmentId}', { ...attempt, params: { path: { attachmentId } } }),
    }),

    /** The bytes behind a signed link, at most `maxBytes`, checked against size and hash. Links to other origins are never followed. */
    async download(file: AAttachmentLink, maxBytes: number = maxAttachmentBytes): Promise<Uint8Array> {
      const operation = 'downloadFile'
      if (!origins.has(new URL(file.url).origin)) throw nonsense(operation, 'the signed link points to a foreign origin')
      if (file.bytes > maxBytes) throw nonsense(operation, `the file has more than ${maxBytes} bytes`)
      return link.call({
        operation,
        kind: 'transfer',
        as: { by: 'nobody' },
        // Behaviour note, section 4: A does not count it.
        cost: 0,
        answer: z.instanceof(Uint8Array),
        send: async (_http, attempt) => {
          const response = await attempt.fetch(linkRequest(file.url, attempt.signal))
          if (!response.ok) return { response, error: await problemIn(response) }
          const content = await readBounded(operation, response, Math.min(maxBytes, file.bytes))
          if (createHash('sha256').update(content).digest('hex') !== file.sha256) throw nonsense(operation, 'the bytes do not match their hash')
          return { response, data: content }
        },
      })
    },
  }
}

async function problemIn(response: Response): Promise<unknown> {
  return response.json().catch(() => undefined)
}

async function readBounded(operation: string, response: Response, limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength
    if (size > limit) throw nonsense(operation, `the body has more than ${limit} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function nonsense(operation: string, detail: string): CompanyAError {
  return new CompanyAError(operation, { kind: 'nonsense', outcomeUnknown: false, detail })
}
