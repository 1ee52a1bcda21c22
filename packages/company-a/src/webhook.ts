import { createHmac, timingSafeEqual } from 'node:crypto'
import { changeAnswer, type IncomingChange } from './incoming.ts'

/** The header that carries the signature, in lower case. */
export const signatureHeader = 'a-signature'

/** How far the time of a delivery may be from ours, in seconds (behaviour note, section 9). */
export const maxSkewSeconds = 300

/** A delivery as it came in. `body` is the raw request body: the signature covers its bytes. */
export type Delivery = { signature: string | undefined; body: Uint8Array }

export type VerifiedDelivery =
  | { ok: true; change: IncomingChange }
  | { ok: false; reason: 'malformed-signature' | 'stale' | 'wrong-signature' | 'malformed-body' }

/** A header has two signatures during a change of secret; more than these are not looked at. */
const maxSignatures = 8

/**
 * Checks signature and age of a delivery, then reads it. During a change of secret give both `secrets`.
 * Every signature is compared with every secret in constant time. Deliveries can repeat: dedupe by event id.
 */
export function verifyDelivery(delivery: Delivery, secrets: readonly string[], now: number = Date.now()): VerifiedDelivery {
  const parts = partsOf(delivery.signature)
  if (parts === undefined) return { ok: false, reason: 'malformed-signature' }
  if (Math.abs(now / 1_000 - parts.time) > maxSkewSeconds) return { ok: false, reason: 'stale' }
  if (!anyMatches(parts, delivery.body, secrets)) return { ok: false, reason: 'wrong-signature' }
  const change = read(delivery.body)
  return change === undefined ? { ok: false, reason: 'malformed-body' } : { ok: true, change }
}

type Parts = { time: number; stamp: string; signatures: Buffer[] }

function partsOf(header: string | undefined): Parts | undefined {
  const fields = (header ?? '').slice(0, 2_000).split(',').map((field) => field.trim().split('='))
  const stamps = fields.filter(([name]) => name === 't').map(([, value]) => value ?? '')
  const stamp = stamps[0]
  if (stamp === undefined || stamps.length !== 1 || !/^\d{1,12}$/.test(stamp)) return undefined
  const signatures = fields
    .filter(([name, value]) => name === 'v1' && /^[0-9a-f]{64}$/.test(value ?? ''))
    .slice(0, maxSignatures)
    .map(([, value]) => Buffer.from(value ?? '', 'hex'))
  return signatures.length === 0 ? undefined : { time: Number(stamp), stamp, signatures }
}

function anyMatches(parts: Parts, body: Uint8Array, secrets: readonly string[]): boolean {
  let matches = false
  for (const secret of secrets) {
    const expected = createHmac('sha256', secret).update(`${parts.stamp}.`).update(body).digest()
    for (const signature of parts.signatures) matches = timingSafeEqual(signature, expected) || matches
  }
  return matches
}

function read(body: Uint8Array): IncomingChange | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body)
    const parsed = changeAnswer.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : undefined
  } catch {
    return undefined
  }
}
