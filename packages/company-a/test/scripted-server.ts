import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { companyA, type CompanyA, type CompanyAOptions } from '../src/client.ts'

export type Received = { method: string; url: string; headers: IncomingMessage['headers']; body: string }
type Answer = (response: ServerResponse, request: Received) => void

/** A server that answers exactly what a test says: for faults that must come at an exact moment. */
export async function scriptedServer(answer: Answer) {
  const received: Received[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const seen = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString() }
      if (seen.url === '/v1/auth/token') {
        json(response, 200, { accessToken: `service-${received.length}`, tokenType: 'Bearer', expiresIn: 900, scope: 'integration', clientId: 'switchboard' })
        return
      }
      received.push(seen)
      answer(response, seen)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const clients: CompanyA[] = []
  return {
    baseUrl,
    received,
    client(options: Partial<CompanyAOptions> = {}): CompanyA {
      const made = companyA({ baseUrl, clientId: 'switchboard', clientSecret: 'secret', ...options })
      clients.push(made)
      return made
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(clients.map((client) => client.close()))
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export function json(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': status < 400 ? 'application/json' : 'application/problem+json', ...headers })
  response.end(JSON.stringify(body))
}

export function problem(response: ServerResponse, status: number, code: string, more: { headers?: Record<string, string>; [member: string]: unknown } = {}): void {
  const { headers, ...members } = more
  json(response, status, { type: `https://company-a.internal/problems/${code}`, title: code, status, code, requestId: 'r1', ...members }, headers)
}

/** An exact user of the contract. */
export const lea = {
  id: '019a4de1-4600-7a51-9d2b-3f6a1c0e5b01', email: 'lea.martin@example.org', emailVerified: true, handle: 'lea_m', displayName: 'Léa Martin', avatarUrl: null,
  external: false, externalRef: null, createdAt: '2025-11-04T08:00:00.512000Z', updatedAt: '2026-01-14T07:41:09.000120Z', lastSeenAt: null,
}

/** An exact message of the contract. */
export const message = {
  id: '019cadd5-6f68-7f3a-b1c4-0d2e4f6a8c01', conversationId: '019cadd4-663b-7bcd-8123-9f00aa11bb22', seq: 1, senderId: lea.id, clientMessageId: 'u-1', kind: 'TEXT',
  body: 'hello', attachments: [], replyToId: null, threadRootId: null, reactions: [{ emoji: '👍', userIds: [lea.id] }], sentAt: '2026-03-02T09:16:12.008771Z',
  editedAt: null, version: 1, deletedAt: null, deletedBy: null, pinned: false, system: null,
}

export const conversationId = message.conversationId
export const asLea = { by: 'service', actAs: lea.id } as const

/** Retries without a wait worth mentioning. */
export const quick = { retry: { attempts: 2, initialDelayMs: 1, maxDelayMs: 2, maxRetryAfterMs: 2_000 } }

/** The error a promise rejects with; fails the test when it does not. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise
  } catch (error) {
    return error
  }
  throw new Error('it did not reject')
}
