import { isUtf8 } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import { Problem } from '../problem.ts'

/** Thrown when the client went away before its body was whole: nobody is there to be answered. */
export class ClientGone extends Error {}

/** Reads a body of at most `limit` bytes: 413 `payload-too-large` above; what still comes is then dropped unread. */
export function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const tooLarge = () => {
      request.removeAllListeners('data')
      request.resume()
      reject(new Problem('payload-too-large', { detail: `More than ${limit} bytes` }))
    }
    if (Number(request.headers['content-length'] ?? 0) > limit) return tooLarge()
    const chunks: Buffer[] = []
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      chunks.push(chunk)
      if (size > limit) tooLarge()
    })
    request.on('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)))
    const lost = () => {
      if (!request.complete) reject(new ClientGone())
    }
    request.on('error', lost)
    request.on('close', lost)
  })
}

/** 422 `malformed-json` for anything that is not JSON in UTF-8. */
export function parseJson(bytes: Buffer): unknown {
  try {
    if (!isUtf8(bytes)) throw new SyntaxError('not UTF-8')
    return JSON.parse(bytes.toString('utf8'))
  } catch (error) {
    throw new Problem('malformed-json', { detail: error instanceof Error ? error.message.replaceAll('\0', '') : 'not JSON' })
  }
}
