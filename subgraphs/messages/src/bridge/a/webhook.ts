import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { signatureHeader, verifyDelivery } from '@switchboard/company-a/webhook'
import { pathOf } from '@switchboard/service-kit/http'
import { conversationAtA } from '../../adapters/postgres/conversation-at-a.ts'
import { identitiesAt } from '../../adapters/postgres/identity.ts'
import { keepPosition } from '../../adapters/postgres/sync-position.ts'
import type { LegParts } from '../../ports/leg-parts.ts'
import { pause } from '../duty.ts'
import { backoff } from './outcome.ts'

const path = '/hooks/a'
/** Far above any typing event of A, in bytes. */
const maxBytes = 65_536

/** The secret that A signs with: made once for the whole system. */
async function secretOf({ pool }: LegParts): Promise<string> {
  const stored = await keepPosition(pool, 'A:webhook', { secret: randomBytes(32).toString('base64url') })
  return (stored as { secret: string }).secret
}

/** Tells A where typing is to be sent, until it has understood. All else comes by the feed (delivery.md, In 1). */
export async function keepWebhook(parts: LegParts, signal: AbortSignal): Promise<void> {
  for (let failures = 0; !signal.aborted; failures += 1) {
    try {
      const secret = await secretOf(parts)
      return await parts.companies.a.feed.putWebhook('switchboard', { url: new URL(path, parts.publicUrl).href, secret, topics: ['typing'] })
    } catch (error) {
      if (failures % 10 === 0) parts.log.warn({ err: error }, 'A\'s webhook could not be set: nobody is seen typing at A')
      await pause(backoff(failures), signal)
    }
  }
}

/** Takes A's webhook. Only typing is acted on; what is not signed by A is refused. */
export async function takeWebhook(parts: LegParts, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
  if (pathOf(request.url) !== path) return false
  const answer = (status: number) => { response.writeHead(status).end() }
  if (request.method !== 'POST') {
    answer(405)
    return true
  }
  const body = await bounded(request)
  if (body === undefined) {
    answer(413)
    return true
  }
  const signature = request.headers[signatureHeader]
  const delivery = verifyDelivery({ signature: typeof signature === 'string' ? signature : undefined, body }, [await secretOf(parts)])
  if (!delivery.ok) {
    parts.log.warn({ reason: delivery.reason }, 'a webhook was refused')
    answer(401)
    return true
  }
  const { change } = delivery
  if (change.type === 'typing' && change.origin !== parts.clientIdAtA) await showTyping(parts, change.conversationId, change.personId, change.expiresAt)
  answer(204)
  return true
}

async function showTyping(parts: LegParts, nativeId: string, person: string, expiresAt: string): Promise<void> {
  const place = await conversationAtA(parts.pool, nativeId)
  const identity = (await identitiesAt(parts.pool, 'A', [person])).get(person)
  if (place && identity) parts.live.typing(place.conversationId, identity.id, new Date(expiresAt))
}

async function bounded(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk as Uint8Array)
    size += bytes.byteLength
    if (size > maxBytes) return undefined
    chunks.push(bytes)
  }
  return Buffer.concat(chunks)
}
