import type { IncomingMessage } from 'node:http'

/** Bodies beyond the limit are still read up to here, so that the caller gets to hear the answer. */
const DRAIN_BYTES = 64 * 1024 * 1024

/** The whole body; undefined when it is larger than `limit` bytes. Rejects when the caller hangs up. */
export function readBody(request: IncomingMessage, limit: number): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let bytes = 0
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes <= limit) chunks.push(chunk)
      else if (bytes > DRAIN_BYTES) request.destroy()
      else chunks.length = 0
    })
    request.on('end', () => {
      resolve(bytes > limit ? undefined : chunks.length === 1 ? String(chunks[0]) : Buffer.concat(chunks).toString())
    })
    request.on('error', reject)
    request.on('close', () => {
      if (!request.complete) reject(new Error('the caller hung up'))
    })
  })
}

/** The object a body holds; undefined for anything else (bad JSON, array, bare value). */
export function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
  } catch {
    return undefined
  }
}
